import { expertsOfChange } from '../formulas/experts-of-change.js';
import type { Authorship } from '../knowledge-graph.js';

/** Somebody who knows some files. */
export interface PersonOfFiles {
  login: string;
  /** As `expertsOfChange` has it, each file counting the same. */
  share: number;
  /** Of how many of the files they are an author. */
  authorOf: number;
  lastAt: Date;
  isInactive: boolean;
}

/** Who knows these files, bots left out, best first; `authors`: those of each file, by its path. Pure. */
export function peopleOfFiles(
  authorship: readonly Authorship[],
  {
    files,
    authors,
    now,
    lastSeen,
  }: {
    files: readonly string[];
    authors: ReadonlyMap<string, readonly string[]>;
    now: Date;
    lastSeen: ReadonlyMap<string, Date>;
  },
): PersonOfFiles[] {
  const all = [...authors.values()].flat();
  return expertsOfChange(authorship, new Map(files.map((file) => [file, 1])), now, lastSeen)
    .filter(({ isBot }) => !isBot)
    .map(({ login, share, lastAt, isInactive }) => ({
      login,
      share,
      authorOf: all.filter((one) => one === login).length,
      lastAt,
      isInactive,
    }));
}
