import type { Node } from 'web-tree-sitter';
import type { RootManifest } from './dependencies/workspace-roots.js';
import type { Category, ChangedFile, Severity, Tier } from '../types.js';

/** A changed file with what the analyzers need beside its diff. */
export interface AnalyzedFile extends ChangedFile {
  /** Text of the file at the head; null where it could not be read or the file is gone. */
  content: string | null;
  /** Paths of the repository at the head, the same list for every file of a change. */
  snapshotPaths: string[];
  /** Login of whoever owns the repository; absent: not known. */
  owner?: string;
}

export interface AnalyzerInput {
  files: AnalyzedFile[];
  /** The package.json files above those that change. */
  roots?: readonly RootManifest[];
}

/** What is said when a rule matches. */
export interface RuleInfo {
  /** Stable, such as `js/sql-injection`. */
  id: string;
  severity: Severity;
  category: Category;
  /** One line. */
  title: string;
  /** At most four sentences: why, impact, what to do. */
  body: string;
  /** It speaks of the change as a whole: told in the summary's table, never at a line. */
  place?: 'summary';
  /** How sure its hits are where a hit does not say otherwise; absent: certain. */
  tier?: Tier;
  /** What the catalog says of its hits where that is more than `tier`: some are certain, some leads. */
  tiers?: Tier | 'both';
}

/** The file a node rule looks at. */
export interface SourceText {
  path: string;
  text: string;
}

/** A rule on the nodes of a syntax tree. */
export interface SyntaxRule extends RuleInfo {
  /** Node types that `match` is asked about. */
  nodes: readonly string[];
  match: (node: Node, source: SourceText) => boolean | Match;
  /** The title where the match names a value, as code; absent: it is always the same. */
  about?: (value: string) => string;
}

/** What is known of a match beyond that it is one; an empty one says as much as `true`. */
export interface Match {
  /** The source text of the value that it is about. */
  value?: string;
  /** Absent: as sure as the rule. */
  tier?: Tier;
  /** Absent: that of the rule. */
  severity?: Severity;
}
