import type { Room } from './room.js';
import type {
  DeveloperNode,
  FileNode,
  IssueNode,
  IssueRecord,
  PullNode,
  PullRecord,
  PushChange,
  RepositoryKey,
  RepositoryNode,
  Resolved,
  ScanBatch,
  ScanVersion,
  SymbolEdge,
  SymbolKey,
  SymbolNode,
} from './types.js';

/** How often two files changed in the same merged pull request. */
export interface CoChange {
  path: string;
  other: string;
  shared: number;
  /** Merged pull requests that changed `path`, and those that changed `other`. */
  revisions: number;
  otherRevisions: number;
  /** The newest one that changed both. */
  lastNumber: number;
}

/** What a person did to a file, in merged pull requests. */
export interface Authorship {
  path: string;
  developer: DeveloperNode;
  /** It was this person's pull request that brought the file, as far as is known. */
  first: boolean;
  /** This person's pull requests that changed it, and everybody else's. */
  deliveries: number;
  others: number;
  /** Each of this person's, halved for every 180 days of its age. */
  recent: number;
  lastAt: Date;
}

export interface RelatedPull extends PullNode {
  /** Those of the asked paths that it touches. */
  paths: string[];
  /** Sum over `paths` of 1 / (1 + ln n), n the pull requests that touch the path: more for what few of them touch. */
  weight: number;
}

/** A merged pull request that closes a bug and touched the file. */
export interface Fix {
  path: string;
  number: number;
  mergedAt: Date;
  issue: IssueNode;
}

export interface Caller extends Resolved {
  of: SymbolKey;
  from: SymbolKey;
  /** 1-based, in the file of `from`. */
  line: number;
}

export interface Reviewing {
  developer: DeveloperNode;
  /** Merged pull requests on these paths that this person reviewed. */
  reviews: number;
  lastAt: Date;
  /** Open pull requests of the repository that this person reviews. */
  open: number;
}

/** What a person made in the whole repository: pull requests of any state. */
export interface Contribution {
  login: string;
  pulls: number;
  /** When the newest of them was merged, or made where it is not. */
  lastAt: Date;
}

/** A merged pull request by what it changed. */
export interface ChangeSet {
  number: number;
  title: string;
  /** Login; null: the account is gone. */
  author: string | null;
  mergedAt: Date;
  additions: number;
  deletions: number;
  /** At most so many as were asked for, by name. */
  files: { path: string; additions: number; deletions: number }[];
}

/** How much of a repository is known. */
export interface GraphCounts {
  files: number;
  symbols: number;
  calls: number;
  pulls: number;
  developers: number;
}

/** What lies in a folder: a file, or a folder with how much is below it. */
export interface TreeEntry {
  /** Without the folder. */
  name: string;
  isFolder: boolean;
  /** 1 for a file. */
  files: number;
  /** As far as they are known. */
  lines: number;
  /** Bytes. */
  size: number;
  /** Null: a folder, or none that is known. */
  language: string | null;
}

export interface LanguageShare {
  language: string;
  files: number;
  lines: number;
}

/** How many imports lead from one entry of a folder to another. */
export interface FolderLink {
  from: string;
  to: string;
  imports: number;
}

/** Which edges between symbols are asked for. */
export interface AskedEdges {
  type: SymbolEdge['type'];
  leastConfidence: number;
  limit: number;
}

/**
 * The knowledge graph, whichever store is behind it. Each reading method is one statement, bounded by its `limit` (hub
 * nodes are real), and sees only the version of the last scan that ended. Formulas are no business of a store: it
 * counts, `formulas/` judges. Methods throw GraphUnavailableError when the store gives no answer in time. What writes
 * into a repository throws GraphRefusedError where nothing was written because it is not wanted any more.
 */
export interface KnowledgeGraph {
  readonly store: 'neo4j' | 'postgres';
  /** Makes what the store needs (constraints, indexes); safe to repeat. */
  prepare(): Promise<void>;
  close(): Promise<void>;

  /** Makes or renames the repository's node; where it is being removed, that is ended first. */
  upsertRepository(repository: RepositoryKey & Pick<RepositoryNode, 'fullName' | 'defaultBranch'>): Promise<void>;
  /** Writes a piece of a version that nobody reads yet; nothing if it is the one that readers see, which is whole. */
  writeScan(version: ScanVersion, batch: ScanBatch): Promise<void>;
  /**
   * Shows a version in one step: `scan`, `scannedAt` and `scannedSha` at once. Files it does not have are deleted ones.
   */
  finishScan(version: ScanVersion, seen: { sha: string; at: Date }): Promise<void>;
  /** Removes versions that readers do not see, all but `keep`; returns how many rows or relationships went. */
  dropOldScans(repository: RepositoryKey, keep: number | null): Promise<number>;
  /**
   * Removes the symbols of a repository with all that begins or ends in them; returns how many nodes and edges went.
   */
  dropSymbols(repository: RepositoryKey): Promise<number>;
  /** Null: the store has as much room as its disk. */
  room(): Promise<Room | null>;
  /**
   * Changes the version that readers see, in one transaction; refused where that is not of the commit `base` (or
   * `sha`).
   */
  applyPush(repository: RepositoryKey, change: PushChange): Promise<void>;

  indexPulls(repository: RepositoryKey, pulls: readonly PullRecord[]): Promise<void>;
  indexIssues(repository: RepositoryKey, issues: readonly IssueRecord[]): Promise<void>;
  finishHistory(repository: RepositoryKey, at: Date): Promise<void>;
  /**
   * Removes a repository, or (without `repoId`) everything of an installation; returns how many nodes and edges went.
   */
  purge(owner: { installationId: number; repoId?: number }): Promise<number>;

  repository(repository: RepositoryKey): Promise<RepositoryNode | null>;
  counts(repository: RepositoryKey): Promise<GraphCounts>;
  /** Whether there is any of it at all: as quick for a million files as for one. */
  knows(repository: RepositoryKey): Promise<{ symbols: boolean; pulls: boolean }>;
  files(repository: RepositoryKey, paths: readonly string[]): Promise<(FileNode & { deletedAt: Date | null })[]>;
  /** How many files lie below a folder (empty: the root), and how many lines they have as far as that is known. */
  folder(repository: RepositoryKey, path: string): Promise<{ files: number; lines: number }>;
  /** What lies in a folder (empty: the root), folders before files, by name, those after `after` (null: from the first). */
  tree(
    repository: RepositoryKey,
    asked: { path: string; after: Pick<TreeEntry, 'name' | 'isFolder'> | null; limit: number },
  ): Promise<TreeEntry[]>;
  /** Code below a folder (empty: the root) without what is generated, the longest first. */
  largestFiles(repository: RepositoryKey, asked: { path: string; limit: number }): Promise<FileNode[]>;
  /** Files with `text` in their path, whatever its case, by path, those after `after` (empty: from the first). */
  findFiles(repository: RepositoryKey, asked: { text: string; after: string; limit: number }): Promise<FileNode[]>;
  /** Which entries of a folder (empty: the root) import from which, most first. */
  folderLinks(repository: RepositoryKey, asked: { path: string; limit: number }): Promise<FolderLink[]>;
  /** Most lines first; generated files are left out. */
  languages(repository: RepositoryKey, asked: { limit: number }): Promise<LanguageShare[]>;
  /**
   * Code that no file imports and no known pull request changed, but tests and what is generated; the longest first, and
   * how many there are.
   */
  untouched(
    repository: RepositoryKey,
    asked: { limit: number },
  ): Promise<{ files: { path: string; lines: number | null }[]; of: number }>;
  /** Merged since `since`, in change sets of at most `mostFiles`; generated files are left out. Most shared first. */
  coChanged(
    repository: RepositoryKey,
    asked: { paths: readonly string[]; since: Date; mostFiles: number; leastShared: number; limit: number },
  ): Promise<CoChange[]>;
  authorship(
    repository: RepositoryKey,
    asked: { paths: readonly string[]; now: Date; limit: number },
  ): Promise<Authorship[]>;
  /** Pull requests on these paths, under earlier names too, the most telling first; `except` is never one of them. */
  relatedPulls(
    repository: RepositoryKey,
    asked: { paths: readonly string[]; except: number; state: PullNode['state']; limit: number },
  ): Promise<RelatedPull[]>;
  fixes(repository: RepositoryKey, asked: { paths: readonly string[]; limit: number }): Promise<Fix[]>;
  /**
   * How often files changed in the newest 1,000 pull requests merged since `since`, most first, and how long they are:
   * of the 1,000 that changed most, those that are there; generated files are left out.
   */
  churn(
    repository: RepositoryKey,
    asked: { since: Date; limit: number },
  ): Promise<{ path: string; changes: number; lines: number | null }[]>;
  /** The last merged pull requests that touched a file, under its earlier names too. */
  historyOfFile(repository: RepositoryKey, asked: { path: string; limit: number }): Promise<PullNode[]>;
  /**
   * The newest `limit` pull requests merged since `since` but `except`, newest first, each with at most `mostFiles`
   * (and at most 300).
   */
  changeSets(
    repository: RepositoryKey,
    asked: { since: Date; except: number; limit: number; mostFiles: number },
  ): Promise<ChangeSet[]>;
  /** Pull requests by number, with the issues they close. */
  pulls(repository: RepositoryKey, numbers: readonly number[]): Promise<(PullNode & { closes: IssueNode[] })[]>;
  reviewing(
    repository: RepositoryKey,
    asked: { paths: readonly string[]; since: Date; limit: number },
  ): Promise<Reviewing[]>;

  /** Of those of `logins` who made a pull request of the repository. */
  contributions(repository: RepositoryKey, logins: readonly string[]): Promise<Contribution[]>;

  symbols(repository: RepositoryKey, asked: { paths: readonly string[]; limit: number }): Promise<SymbolNode[]>;
  /** Which symbols have an edge of `type` to one of `to`, surest first. */
  callers(repository: RepositoryKey, asked: { to: readonly SymbolKey[] } & AskedEdges): Promise<Caller[]>;
  /** Which symbols one of `from` has an edge of `type` to. */
  callees(repository: RepositoryKey, asked: { from: readonly SymbolKey[] } & AskedEdges): Promise<Caller[]>;
  tests(
    repository: RepositoryKey,
    asked: { symbols: readonly SymbolKey[]; limit: number },
  ): Promise<({ symbol: SymbolKey; testPath: string } & Resolved)[]>;
  importers(
    repository: RepositoryKey,
    asked: { paths: readonly string[]; limit: number },
  ): Promise<({ from: string; to: string } & Resolved)[]>;
}
