/** A change of the past: a pull request, or a commit where no pull request is known. */
export interface PastChange {
  number: number | null;
  sha: string | null;
  title: string;
}

/** A file that used to change together with one of this change, and is not in it. */
export interface MissingPartner {
  path: string;
  /** The changed file. */
  with: string;
  /** Changes of `with` that came with `path`, of all changes of `with`. */
  shared: number;
  revisions: number;
  /** The newest of them. */
  last: PastChange | null;
  /** Often enough to be told as a finding. */
  isSaid: boolean;
}

/** Removed lines that came with a change that fixed a bug. */
export interface UndoneFix {
  /** As it is named in the base. */
  path: string;
  /** Lines of the base, 1-based. */
  lines: number[];
  by: PastChange;
  /**
   * What it closed; null: its title says that it is a fix. `isBug`: the issue is known to be one; else only a message
   * names it.
   */
  issue: { number: number; title: string; isBug: boolean } | null;
}

/** A symbol that this change touches, and who is known to call it. */
export interface CalledSymbol {
  path: string;
  name: string;
  /** Surest first, bounded; `tier` is how the call was resolved. */
  callers: { path: string; name: string; line: number; tier: string; confidence: number }[];
  /** Test files that call it, surest first. */
  tests: { path: string; tier: string; confidence: number }[];
}

/** A symbol whose parameters, return type, async or visibility change. */
export interface ContractChange {
  path: string;
  /** As it was in the base. */
  name: string;
  /** Signatures. */
  before: string;
  after: string;
  /**
   * What callers have to know, a short sentence each with names in backticks; absent: nobody compared it so closely.
   */
  changes?: string[];
  /** Whether callers that were right before may be wrong now. */
  breaks?: boolean;
  /**
   * Symbols known for sure to call it, and those of them in files that are not of the change; absent: none is known.
   */
  callers?: { count: number; outside: number };
}

/** An open pull request that changes the contract of what this change calls, or changes the same symbol. */
export interface SymbolCollision {
  number: number;
  title: string;
  kind: 'contract' | 'same symbol';
  /** The symbol's file, and its name in the base. */
  path: string;
  name: string;
  /** What changes for callers, as in ContractChange; empty for the same symbol. */
  changes: string[];
  /** Where this change calls it (head), or changes it (base). */
  at: { path: string; line: number } | null;
}

/** What is known of a changed file. */
export interface FileRecord {
  path: string;
  /** Changes of it in the last 12 months. */
  changes: number;
  /** Its place among the files of the repository by changes × lines; null: it is none of the hottest. */
  hotspot: number | null;
  /** The newest changes that fixed a bug in it, at most three. */
  fixes: PastChange[];
  /** How much was fixed in it lately; 0: nothing. */
  bugProne: number;
}

/** Plain values, bounded, of what the repository's past and its calls say of one change. Untrusted text throughout. */
export interface ChangeHistory {
  source: 'graph' | 'git';
  /** Why nothing or not all is known, such as `graph: not yet scanned`; null: nothing is missing. */
  absent: string | null;
  /** The commit whose code the callers were read from, which may be newer than what was changed; null: none. */
  sha: string | null;
  /**
   * Who knows the files, best first, at most two. `share` is 0 to 1; `isInactive`: no change in the repository for 90
   * days.
   */
  experts: { name: string; share: number; isInactive: boolean }[];
  /** Merged changes of the same files, the most telling first. */
  related: (PastChange & { files: string[] })[];
  /** Surest first, each partner once. */
  partners: MissingPartner[];
  undone: UndoneFix[];
  /** Lists of which not all is known or given: what is missing there may still be so. Absent: all are whole. */
  cut?: ('partners' | 'undone' | 'collisions')[];
  files: FileRecord[];
  called: CalledSymbol[];
  /** Absent: contracts were not compared. */
  contracts?: ContractChange[];
  /** Absent: open pull requests were not compared by symbol. */
  collisions?: SymbolCollision[];
  /** What of the change stands out against the others of the repository, in words. */
  factors: string[];
  reviewers: { named: Proposed | null; backup: Proposed | null; gap: KnowledgeGap | null };
  /**
   * How many people would have to leave until most of the changed files whose history is known have no author. Absent:
   * of none it is.
   */
  busFactor?: number | undefined;
}

/** The only author of most of the changed files whose history is known. */
export interface KnowledgeGap {
  name: string;
  files: number;
  of: number;
}

export interface Proposed {
  name: string;
  reason: string;
}
