import type { Authorship } from '../knowledge-graph.js';
import { AUTHOR_ABOVE } from './degree-of-authorship.js';
import { fileKnowledge } from './file-knowledge.js';

/** Who was not seen in the repository for so long is inactive. */
const ACTIVE_DAYS = 90;
export const DAY_MS = 86_400_000;

export interface RankedExpert {
  login: string;
  isBot: boolean;
  /** Normalised degree of authorship, mean over the files weighted by changed lines: 0 to 1. */
  share: number;
  /** Changes of these files, each halved for every 180 days of its age. */
  recent: number;
  /** The newest change of these files. */
  lastAt: Date;
  /** Not seen in the whole repository, as far as that is known. */
  isInactive: boolean;
  /** Is an author (above .75) of at least one of the files. */
  isAuthor: boolean;
}

/**
 * Who knows the files of a change: normalised authorship (Avelino et al., ICPC'16), the mean over its files weighted by
 * changed lines (at least 1). A file that nobody has changed before counts for nobody. `lastSeen`: when a person was
 * seen last in the repository; who is not in it, with these files only. Best first. Pure.
 */
export function expertsOfChange(
  rows: readonly Authorship[],
  changedLines: ReadonlyMap<string, number>,
  now: Date,
  lastSeen: ReadonlyMap<string, Date> = new Map(),
): RankedExpert[] {
  const weightOf = (path: string) => Math.max(1, changedLines.get(path) ?? 1);
  const total = [...changedLines.keys()].reduce((sum, path) => sum + weightOf(path), 0);
  const people = new Map<string, RankedExpert>();
  for (const { path, developer, share, recent, lastAt } of fileKnowledge(rows)) {
    if (!changedLines.has(path)) continue;
    const known = people.get(developer.login);
    const newest = known !== undefined && known.lastAt > lastAt ? known.lastAt : lastAt;
    people.set(developer.login, {
      login: developer.login,
      isBot: developer.isBot,
      share: (known?.share ?? 0) + (share * weightOf(path)) / total,
      recent: (known?.recent ?? 0) + recent,
      lastAt: newest,
      isInactive: isAway([newest, lastSeen.get(developer.login)], now),
      isAuthor: (known?.isAuthor ?? false) || share > AUTHOR_ABOVE,
    });
  }
  return [...people.values()].toSorted(
    (a, b) => b.share - a.share || b.recent - a.recent || (a.login < b.login ? -1 : 1),
  );
}

/** Whether somebody was seen at one of these times, and none of them is newer than 90 days. */
export function isAway(seen: readonly (Date | undefined)[], now: Date): boolean {
  const times = seen.flatMap((at) => at?.getTime() ?? []);
  return times.length > 0 && now.getTime() - Math.max(...times) > ACTIVE_DAYS * DAY_MS;
}
