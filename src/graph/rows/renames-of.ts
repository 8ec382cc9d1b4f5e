import type { PullRecord } from '../types.js';

/** The renames that a pull request brought. Before it is merged, nothing has another name. */
export function renamesOf({ state, mergedAt, createdAt, files }: PullRecord): { from: string; to: string; at: Date }[] {
  if (state !== 'merged') return [];
  return files.flatMap(({ path, renamedFrom }) =>
    renamedFrom === null ? [] : [{ from: renamedFrom, to: path, at: mergedAt ?? createdAt }],
  );
}
