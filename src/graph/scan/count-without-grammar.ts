import { languageOf } from '../../syntax/language-of.js';
import { storableText } from '../../words/storable-text.js';
import type { FileNode } from '../types.js';

const MOST_NAMED = 10;
const LONGEST_NAME = 20;
const MOST_KINDS = 1000;

/** Counts text files that people wrote and that no grammar can read, by their extension. */
export function countWithoutGrammar(): {
  add(files: readonly FileNode[]): void;
  /** The most first, ten at most. */
  counts(): Record<string, number>;
} {
  const byExtension = new Map<string, number>();
  return {
    add(files) {
      for (const { path, extension, lines, isGenerated } of files) {
        if (lines === null || isGenerated || extension === '' || languageOf(path) !== null) continue;
        const name = storableText(extension.slice(0, LONGEST_NAME));
        if (byExtension.size < MOST_KINDS || byExtension.has(name))
          byExtension.set(name, (byExtension.get(name) ?? 0) + 1);
      }
    },
    counts: () =>
      Object.fromEntries([...byExtension].toSorted(([, one], [, other]) => other - one).slice(0, MOST_NAMED)),
  };
}
