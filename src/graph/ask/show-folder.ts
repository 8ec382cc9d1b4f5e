import { authorsOfFiles } from '../formulas/authors-of-files.js';
import { bugProne } from '../formulas/bug-prone.js';
import { busFactor } from '../formulas/bus-factor.js';
import { changedWithFolder, changesBelow } from '../formulas/changes-of-folder.js';
import { CO_CHANGE, countedSince, couplingsOf } from '../formulas/co-change.js';
import { hotspots, type Hotspot } from '../formulas/hotspots.js';
import type { Fix, KnowledgeGraph } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { fixingPulls } from './fixing-pulls.js';
import { lastSeenOf } from './last-seen.js';
import { livingFiles } from './living-files.js';
import { peopleOfFiles, type PersonOfFiles } from './people-of-files.js';

/** The newest merged pull requests that everything is counted from, and of each so many files. */
const MOST_PULLS = 500;
const MOST_FILES_OF_PULL = 100;
const LIMITS = { authorship: 5000, fixes: 500 };
const MOST_SHOWN = 10;
const MOST_FIXES = 3;

/** The first of a list, and how many there are. */
export interface FirstOf<One> {
  first: One[];
  of: number;
}

/** What the graph knows of a folder. */
export interface ShownFolder {
  /** Empty: the whole repository. */
  folder: string;
  files: number;
  lines: number;
  /** What the rest is counted from. */
  source: {
    historyImported: boolean;
    /** The newest merged pull requests that were looked at, and those of them that changed something here. */
    pulls: number;
    changing: number;
    /** When the first and the last of `changing` were merged; null: there is none. */
    from: Date | null;
    to: Date | null;
    /** Of how many files that changed most people and fixes are told. */
    paths: number;
  };
  people: FirstOf<PersonOfFiles>;
  /** So many people less, and more than half of `of` files have no author. Null: no file has one that is known. */
  busFactor: { people: number; of: number } | null;
  /** By changes within a year × lines. */
  hotspots: FirstOf<Hotspot>;
  /** By fixes within a year, the newest count most. */
  bugProne: FirstOf<{ path: string; score: number; fixes: { number: number; title: string }[] }>;
  /** Files outside of it, in merged pull requests of a year: `shared` of the `revisions` of the folder. */
  outside: FirstOf<{ path: string; shared: number; revisions: number; lastNumber: number }>;
}

/**
 * What is known of a folder (empty: the root) by the newest 500 merged pull requests and the 100 of its files that they
 * changed most. Null: it is not the root, and no file that readers see lies below it. Throws GraphUnavailableError.
 */
export async function showFolder(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { folder, now }: { folder: string; now: Date },
): Promise<ShownFolder | null> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const asked = { since: new Date(0), except: 0, limit: MOST_PULLS, mostFiles: MOST_FILES_OF_PULL };
  const [node, size, sets] = await Promise.all([
    graph.repository(repository),
    graph.folder(repository, folder),
    graph.changeSets(repository, asked),
  ]);
  if (size.files === 0 && folder !== '') return null;
  const since = countedSince(now);
  const ofYear = sets.filter(({ mergedAt }) => mergedAt >= since);
  const living = await livingFiles(graph, repository, changesBelow(sets, prefix));
  const paths = [...living.keys()];
  const [authorship, fixes, outside] = await Promise.all([
    paths.length === 0 ? [] : graph.authorship(repository, { paths, now, limit: LIMITS.authorship }),
    paths.length === 0 ? [] : graph.fixes(repository, { paths, limit: LIMITS.fixes }),
    partnersOutside(graph, repository, couplingsOf(changedWithFolder(ofYear, prefix, CO_CHANGE.mostFiles))),
  ]);
  const churn = changesBelow(ofYear, prefix).flatMap(({ path, changes }) => {
    const lines = living.get(path);
    return lines === undefined ? [] : [{ path, changes, lines }];
  });
  const authors = authorsOfFiles(authorship);
  const logins = new Map([...authors].map(([path, all]) => [path, all.map(({ developer }) => developer.login)]));
  const owned = [...logins.values()].filter((all) => all.length > 0).length;
  const lastSeen = await lastSeenOf(
    graph,
    repository,
    authorship.map(({ developer }) => developer.login),
  );
  const changing = sets.filter(({ files }) => files.some(({ path }) => path.startsWith(prefix)));
  return {
    folder,
    ...size,
    source: {
      historyImported: node?.historyImportedAt != null,
      pulls: sets.length,
      changing: changing.length,
      from: changing.at(-1)?.mergedAt ?? null,
      to: changing[0]?.mergedAt ?? null,
      paths: paths.length,
    },
    people: firstOf(peopleOfFiles(authorship, { files: paths, authors: logins, now, lastSeen })),
    busFactor: owned === 0 ? null : { people: busFactor(logins), of: owned },
    hotspots: firstOf(hotspots(churn)),
    bugProne: firstOf(bugProneFiles(fixes, since, now)),
    outside: firstOf(outside),
  };
}

function firstOf<One>(all: readonly One[]): FirstOf<One> {
  return { first: all.slice(0, MOST_SHOWN), of: all.length };
}

async function partnersOutside(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  couplings: ReturnType<typeof couplingsOf>,
): Promise<ShownFolder['outside']['first']> {
  const living = await livingFiles(
    graph,
    repository,
    couplings.map(({ other }) => ({ path: other })),
  );
  return couplings
    .filter(({ other }) => living.has(other))
    .map(({ other, shared, revisions, lastNumber }) => ({ path: other, shared, revisions, lastNumber }));
}

function bugProneFiles(fixes: readonly Fix[], since: Date, now: Date): ShownFolder['bugProne']['first'] {
  return [...fixingPulls(fixes.filter(({ mergedAt }) => mergedAt >= since))]
    .map(([path, own]) => ({
      path,
      score: bugProne(
        own.map(({ mergedAt }) => mergedAt),
        since,
        now,
      ),
      fixes: own.slice(0, MOST_FIXES).map(({ number, issue }) => ({ number, title: issue.title })),
    }))
    .toSorted((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}
