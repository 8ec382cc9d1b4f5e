/**
 * What the knowledge graph holds: the nodes and relationships of its contract. A store writes these names in its own
 * spelling: Neo4j as labels and relationship types, PostgreSQL as tables `graph_<name>` with columns of the same names.
 */

/** Longer ones stay out of the graph and are told: an index row of PostgreSQL holds two of each. Bytes. */
export const LONGEST_PATH = 900;
export const LONGEST_NAME = 256;
/**
 * A question about a path looks at its newest pull requests only, by number and under all its names, and then at which
 * of them it wants: a changelog has 100,000.
 */
export const MOST_REVISIONS = 500;
/** Files by how often they change: of those that change most, those that are still there are looked for. */
export const MOST_RANKED = 1000;
/** More files and reviewers of one pull request no question is told. */
export const MOST_FILES_OF_PULL = 300;
export const MOST_REVIEWERS_OF_PULL = 50;

/** Whose part of the graph. Every node and edge begins with it, and every query asks for it first. */
export interface RepositoryKey {
  /** `installations.id`, ours. */
  installationId: number;
  /** GitHub's id of the repository: names change, and others get them. */
  repoId: number;
}

export interface RepositoryNode extends RepositoryKey {
  fullName: string;
  defaultBranch: string;
  /** The version that readers see; null: no scan has ended yet. */
  scan: number | null;
  scannedAt: Date | null;
  scannedSha: string | null;
  historyImportedAt: Date | null;
}

export interface FileNode {
  path: string;
  /** Without the dot, lower case; empty: it has none. */
  extension: string;
  /** Such as `typescript`; null: none that is known. */
  language: string | null;
  /** Bytes. */
  size: number;
  /** Null: it was not read (too large, binary). */
  lines: number | null;
  isTest: boolean;
  isGenerated: boolean;
}

export interface SymbolKey {
  path: string;
  /** Such as `Store.save`. */
  qualifiedName: string;
  /** Such as `function`, `method`, `class`, `interface`, `type`, `enum`, `constant`. */
  kind: string;
}

export interface SymbolNode extends SymbolKey {
  /** One line, as it stands in the source without its body. */
  signature: string;
  /** 1-based. */
  startLine: number;
  endLine: number;
  exported: boolean;
  /** Of parameters, return type, async and visibility: it changes when callers have to. */
  contractHash: string;
}

/** How an edge was resolved, best first (design: tiers). */
export const EDGE_TIERS = ['receiver', 'same file', 'import', 'same package', 'inherited', 'ambiguous'] as const;
export type EdgeTier = (typeof EDGE_TIERS)[number];
export const TIER_CONFIDENCE: Readonly<Record<EdgeTier, number>> = {
  receiver: 0.95,
  'same file': 0.9,
  import: 0.9,
  'same package': 0.7,
  inherited: 0.7,
  ambiguous: 0.3,
};

/** How sure an edge must be (design: tiers). */
export const LEAST_CONFIDENCE = { comment: 0.85, prompt: 0.5 } as const;

export interface Resolved {
  tier: EdgeTier;
  confidence: number;
}

/** IMPORTS: from a file to a file. */
export interface ImportEdge extends Resolved {
  from: string;
  to: string;
}

/** CALLS, USES_TYPE, INHERITS: from a symbol to a symbol. One edge for each pair, whose `line` is its first place. */
export interface SymbolEdge extends Resolved {
  type: 'CALLS' | 'USES_TYPE' | 'INHERITS';
  from: SymbolKey;
  to: SymbolKey;
  /** 1-based, in the file of `from`. */
  line: number;
}

/** TESTED_BY: a test file that calls the symbol. */
export interface TestEdge extends Resolved {
  symbol: SymbolKey;
  testPath: string;
}

/** What one scan says, in pieces of any size. A file's CONTAINS and its symbols' DEFINES go with the nodes. */
export interface ScanBatch {
  files: readonly FileNode[];
  symbols: readonly SymbolNode[];
  imports: readonly ImportEdge[];
  edges: readonly SymbolEdge[];
  tests: readonly TestEdge[];
}

/** What a push changes in the version that readers see. */
export interface PushChange {
  /** The commit that readers see: what changed is counted from there. */
  base: string;
  sha: string;
  at: Date;
  /** Files that were added or changed, with everything that comes out of them. */
  batch: ScanBatch;
  removed: readonly string[];
  /** What was `from` is `to` now: its history goes on. `to` stands in `batch` too. */
  renamed: readonly { from: string; to: string }[];
}

export interface DeveloperNode {
  login: string;
  /** Null: GitHub did not tell (an account that is gone). */
  githubId: number | null;
  isBot: boolean;
}

export interface IssueNode {
  number: number;
  title: string;
  state: 'open' | 'closed';
  isBug: boolean;
}

/** An issue as it was at a time: what is older than what is known changes nothing. */
export interface IssueRecord extends IssueNode {
  /** When it was last changed, by GitHub's clock; null: nobody knows. */
  updatedAt: Date | null;
}

export type PullState = 'open' | 'closed' | 'merged';
/** Who made a pull request: the author is a bot, or an agent's App; a person with an agent's help; a person. */
export type PullOrigin = 'human' | 'assisted' | 'agent' | 'bot';

export interface PullNode {
  number: number;
  title: string;
  /** Ours, lower case; null: it was not reviewed by us. */
  verdict: string | null;
  state: PullState;
  /** Login; null: the account is gone. */
  author: string | null;
  origin: PullOrigin;
  createdAt: Date;
  mergedAt: Date | null;
  additions: number;
  deletions: number;
}

/**
 * A pull request with its edges as it was at a time, imported or indexed. It replaces what is known of it, edges
 * included; what is older than that changes nothing.
 */
export interface PullRecord extends Omit<PullNode, 'author'> {
  /** When it was last changed, by GitHub's clock; null: nobody knows. */
  updatedAt: Date | null;
  author: DeveloperNode | null;
  files: readonly { path: string; additions: number; deletions: number; renamedFrom: string | null }[];
  closes: readonly IssueRecord[];
  /** One for each reviewer. */
  reviews: readonly { developer: DeveloperNode; state: string; comments: number }[];
}

export interface ScanVersion extends RepositoryKey {
  /** Of the version that is written beside the one that readers see. */
  scan: number;
}
