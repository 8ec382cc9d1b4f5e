import { extractTree } from '../../../graph/symbols/extract-file.js';
import { leanFacts } from '../../../graph/symbols/facts/lean-facts.js';
import type { FileFacts } from '../../../graph/symbols/file-facts.js';
import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { outlineTree, type Outline, type OutlineRequest } from '../../../syntax/outline-source.js';
import { parseSource } from '../../../syntax/parse-source.js';

export interface SourceRequest extends OutlineRequest {
  /** Absent: only the outline is wanted. */
  withFacts?: boolean;
}

export interface ReadSource {
  outline: Outline;
  facts: FileFacts | null;
}

/**
 * Parses a file once for its outline and for what leads from its uses to other files: those on the lines and places
 * that were asked for, and in the functions around the lines. For a thread. Throws when the grammar does not load.
 */
export async function readSource(path: string, { withFacts = false, ...request }: SourceRequest): Promise<ReadSource> {
  const { language, text, lines, places } = request;
  const tree = await parseSource(language, text);
  try {
    const outline = outlineTree(request, tree);
    if (!withFacts) return { outline, facts: null };
    const wanted = new Set([...lines, ...places.map(([line]) => line)]);
    for (const line of linesAround(outline.symbols, lines)) wanted.add(line);
    return { outline, facts: leanFacts(extractTree(path, language, text, tree), wanted) };
  } finally {
    tree.delete();
  }
}

/** All lines of the functions with one of the `lines`. */
function* linesAround(symbols: readonly SourceSymbol[], lines: readonly number[]): Generator<number> {
  const sorted = lines.toSorted((a, b) => a - b);
  let [end, at] = [0, 0];
  for (const { kind, startLine, endLine } of symbols) {
    if ((kind !== 'function' && kind !== 'method') || endLine <= end) continue;
    while ((sorted[at] ?? startLine) < startLine) at += 1;
    if ((sorted[at] ?? Number.POSITIVE_INFINITY) > endLine) continue;
    for (let line = Math.max(startLine, end + 1); line <= endLine; line++) yield line;
    end = endLine;
  }
}
