import type { ChangeHistory } from '../../review/history/types.js';
import type { Change } from '../../review/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { addedTexts, baseLines } from './base-lines.js';
import type { ChangedPaths } from './paths-of-change.js';

const MOST_LINES_OF_FILE = 200;
const MOST_SHOWN = 5;

/**
 * The pull requests that brought lines of a file, as blame at the merge base tells; lines of none are left out. Null:
 * it is not asked about any more files. Throws SourceError where it gives no answer.
 */
export type BlameOf = (
  path: string,
  lines: readonly number[],
) => Promise<readonly { line: number; number: number }[] | null>;

/**
 * Removed lines that came with a merged pull request that closed a bug, most lines first. `isCut`: not every removed
 * line was asked about, or not all are given; `absent` says it of whole files. Throws SourceError where blame gives no
 * answer.
 */
export async function undoneFixes(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { files: known, isBounded }: ChangedPaths,
  { files, number }: Pick<Change, 'number' | 'files'>,
  blameOf: BlameOf | undefined,
): Promise<{ undone: ChangeHistory['undone']; isCut: boolean; absent: string | null }> {
  if (blameOf === undefined) return { undone: [], isCut: true, absent: null };
  const added = addedTexts(files);
  const removing = known.flatMap(({ path, oldPath, hunks }) => {
    const { removed } = baseLines(hunks, added);
    return removed.length === 0 ? [] : [{ path: oldPath ?? path, removed }];
  });
  const blamed = await Promise.all(
    removing.map(async ({ path, removed }) => {
      const lines = await blameOf(path, removed.slice(0, MOST_LINES_OF_FILE));
      return lines?.filter((one) => one.number !== number).map((one) => ({ ...one, path })) ?? null;
    }),
  );
  const answered = blamed.flatMap((lines) => (lines === null ? [] : [lines]));
  const lines = answered.flat();
  const pulls = lines.length === 0 ? [] : await graph.pulls(repository, [...new Set(lines.map((one) => one.number))]);
  const undone = pulls
    .filter(({ state }) => state === 'merged')
    .flatMap(({ number: by, title, closes }) => {
      const issue = closes.find(({ isBug }) => isBug);
      if (issue === undefined) return [];
      const own = lines.filter((one) => one.number === by);
      return [...new Set(own.map(({ path }) => path))].map((path) => ({
        path,
        lines: own.filter((one) => one.path === path).map(({ line }) => line),
        by: { number: by, sha: null, title },
        issue: { number: issue.number, title: issue.title, isBug: true },
      }));
    })
    .toSorted((a, b) => b.lines.length - a.lines.length);
  const isPart = answered.length < removing.length;
  return {
    undone: undone.slice(0, MOST_SHOWN),
    isCut:
      isPart ||
      undone.length > MOST_SHOWN ||
      isBounded ||
      removing.some(({ removed }) => removed.length > MOST_LINES_OF_FILE),
    absent: isPart ? `blame: ${answered.length} of ${removing.length} files were asked about` : null,
  };
}
