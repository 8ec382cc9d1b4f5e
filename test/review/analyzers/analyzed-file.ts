import type { DiffLine } from '../../../src/diff/types.js';
import type { AnalyzedFile } from '../../../src/review/analyzers/types.js';

/** A file of a change whose lines are all added, unless `overrides` says otherwise. */
export function analyzedFile(path: string, content: string, overrides: Partial<AnalyzedFile> = {}): AnalyzedFile {
  const texts = content.replace(/\n$/, '').split('\n');
  const lines = texts.map((text, index): DiffLine => ({
    kind: 'added',
    oldLine: null,
    newLine: index + 1,
    text,
    noNewline: false,
  }));
  return {
    path,
    oldPath: null,
    status: 'added',
    additions: lines.length,
    deletions: 0,
    binary: false,
    hunks: [{ oldStart: 0, oldCount: 0, newStart: 1, newCount: lines.length, section: '', lines }],
    unread: null,
    content,
    snapshotPaths: [path],
    ...overrides,
  };
}
