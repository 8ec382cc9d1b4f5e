import { authorsOfFiles } from '../formulas/authors-of-files.js';
import { busFactor } from '../formulas/bus-factor.js';
import { changesBelow } from '../formulas/changes-of-folder.js';
import { DAY_MS } from '../formulas/experts-of-change.js';
import type { Authorship, KnowledgeGraph, Reviewing } from '../knowledge-graph.js';
import type { RepositoryKey } from '../types.js';
import { lastSeenOf } from './last-seen.js';
import { peopleOfFiles, type PersonOfFiles } from './people-of-files.js';

/** The newest merged pull requests that everything is counted from, and of each so many files. */
const MOST_PULLS = 500;
const MOST_FILES_OF_PULL = 100;
/** Folders that are told of, the ones that changed most, and of each the files that changed most. */
const MOST_FOLDERS = 20;
const MOST_FILES = 30;
const MOST_PEOPLE = 5;
const LIMITS = { authorship: 5000, reviewing: 50 };
const REVIEW_DAYS = 90;

/** Who knows an entry of a folder. */
export interface KnownFolder {
  /** The asked folder itself: the files that lie in it directly. */
  path: string;
  /** Of how many files people are told. */
  files: number;
  people: PersonOfFiles[];
  /** So many people less, and more than half of `of` files have no author. Null: no file has one that is known. */
  busFactor: { people: number; of: number } | null;
}

/** Who knows what in a folder, and who reviews there. */
export interface FolderKnowledge {
  source: { pulls: number; from: Date | null; to: Date | null };
  folders: KnownFolder[];
  reviewers: Reviewing[];
}

/**
 * Who knows the folders in a folder (empty: the root), by the newest 500 merged pull requests; those that changed most
 * first. `reviewers`: of what was merged there in 90 days, bots left out. Throws GraphUnavailableError.
 */
export async function folderKnowledge(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { folder, now }: { folder: string; now: Date },
): Promise<FolderKnowledge> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const asked = { since: new Date(0), except: 0, limit: MOST_PULLS, mostFiles: MOST_FILES_OF_PULL };
  const sets = await graph.changeSets(repository, asked);
  const byFolder = new Map<string, { path: string; changes: number; files: string[] }>();
  for (const { path, changes } of changesBelow(sets, prefix)) {
    const entry = folderBelow(path, folder, prefix);
    const known = byFolder.get(entry) ?? { path: entry, changes: 0, files: [] };
    known.changes += changes;
    // Twice as many as are told of: some of them are gone.
    if (known.files.length < 2 * MOST_FILES) known.files.push(path);
    byFolder.set(entry, known);
  }
  const wanted = [...byFolder.values()].toSorted((a, b) => b.changes - a.changes).slice(0, MOST_FOLDERS);
  const names = wanted.flatMap(({ files }) => files);
  const known = names.length === 0 ? [] : await graph.files(repository, names);
  const living = new Set(known.filter((file) => file.deletedAt === null && !file.isGenerated).map(({ path }) => path));
  const told = wanted
    .map(({ path, files }) => ({ path, files: files.filter((file) => living.has(file)).slice(0, MOST_FILES) }))
    .filter(({ files }) => files.length > 0);
  const paths = told.flatMap(({ files }) => files);
  const since = new Date(now.getTime() - REVIEW_DAYS * DAY_MS);
  const [authorship, reviewers] =
    paths.length === 0
      ? [[], []]
      : await Promise.all([
          graph.authorship(repository, { paths, now, limit: LIMITS.authorship }),
          graph.reviewing(repository, { paths, since, limit: LIMITS.reviewing }),
        ]);
  const lastSeen = await lastSeenOf(
    graph,
    repository,
    authorship.map(({ developer }) => developer.login),
  );
  return {
    source: { pulls: sets.length, from: sets.at(-1)?.mergedAt ?? null, to: sets[0]?.mergedAt ?? null },
    folders: told.map((one) => knownFolder(one, authorship, { now, lastSeen })),
    reviewers: reviewers.filter(({ developer }) => !developer.isBot),
  };
}

/** The folder directly below `folder` in which a file lies; `folder` itself for a file that lies there. */
function folderBelow(path: string, folder: string, prefix: string): string {
  const rest = path.slice(prefix.length);
  const at = rest.indexOf('/');
  return at < 0 ? folder : `${prefix}${rest.slice(0, at)}`;
}

function knownFolder(
  { path, files }: { path: string; files: readonly string[] },
  authorship: readonly Authorship[],
  { now, lastSeen }: { now: Date; lastSeen: ReadonlyMap<string, Date> },
): KnownFolder {
  const own = new Set(files);
  const rows = authorship.filter((row) => own.has(row.path));
  const authors = new Map(
    [...authorsOfFiles(rows)].map(([file, all]) => [file, all.map(({ developer }) => developer.login)]),
  );
  const owned = [...authors.values()].filter((all) => all.length > 0).length;
  const people = peopleOfFiles(rows, { files, authors, now, lastSeen }).slice(0, MOST_PEOPLE);
  return {
    path,
    files: files.length,
    people,
    busFactor: owned === 0 ? null : { people: busFactor(authors), of: owned },
  };
}
