import type { ShownLine } from '../../ui/diff.js';
import { diffLines, numbered } from '../../ui/diff-lines.js';
import type { FindingDetail } from './finding-queries.js';

/**
 * A suggestion as a difference: of one line against the line that was quoted. Of several only the last was quoted, and
 * what they become is shown by itself. Pure.
 */
export function suggestionLines(of: Pick<FindingDetail, 'line' | 'start_line' | 'quote' | 'suggestion'>): ShownLine[] {
  const { line, start_line: start, quote, suggestion } = of;
  const after = suggestion === null || suggestion === '' ? [] : suggestion.replace(/\n$/, '').split('\n');
  const isOne = start === null || start === line;
  const from = start ?? line;
  return numbered(diffLines(isOne ? [quote] : [], after), from).map(({ kind, text, was, is }) => ({
    kind,
    text,
    number: is ?? was,
  }));
}

/** Where the code host shows the line, at the head that it was found in; null: that is not known. Pure. */
export function linesAddress(
  of: Pick<FindingDetail, 'path' | 'line' | 'start_line' | 'side' | 'url' | 'history'>,
): string | null {
  const sha = of.history.find(({ event }) => event === 'found')?.head_sha ?? null;
  const [repository, rest] = of.url.split('/pull/');
  if (sha === null || repository === undefined || rest === undefined || of.side === 'LEFT') return null;
  const path = of.path.split('/').map(encodeURIComponent).join('/');
  const lines = of.start_line === null ? `L${of.line}` : `L${of.start_line}-L${of.line}`;
  return `${repository}/blob/${sha}/${path}#${lines}`;
}
