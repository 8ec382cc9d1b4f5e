import type { ChangedFile } from '../types.js';

const POINTER = /^Subproject commit ([0-9a-f]{7})[0-9a-f]{33,57}(?:-dirty)?$/;

/** What a change does to a submodule, by its diff (git shows one as a file of one line); null: it is none. */
export function submoduleMove({ hunks, binary }: Pick<ChangedFile, 'hunks' | 'binary'>): string | null {
  const [hunk, ...more] = hunks;
  if (binary || hunk === undefined || more.length > 0 || hunk.lines.length > 2) return null;
  const shas = (kind: 'removed' | 'added') =>
    hunk.lines.filter((line) => line.kind === kind).map(({ text }) => POINTER.exec(text)?.[1] ?? null);
  const [[from, ...moreFrom], [to, ...moreTo]] = [shas('removed'), shas('added')];
  const isOne = (sha: string | null | undefined) => sha !== null;
  if (hunk.lines.some(({ kind }) => kind === 'context') || moreFrom.length + moreTo.length > 0) return null;
  if (!isOne(from) || !isOne(to) || (from === undefined && to === undefined)) return null;
  if (from === undefined) return `submodule, added at ${to}`;
  return to === undefined ? 'submodule, removed' : `submodule, moved from ${from} to ${to}`;
}
