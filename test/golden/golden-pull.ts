import type { Report } from '../../src/review/ask/tools/report-finding.js';
import type { ChangeHistory } from '../../src/review/history/types.js';
import type { RecalledMemories } from '../../src/review/memories/types.js';
import type { ConflictingPull, LinkedIssue, ReviewSettings } from '../../src/review/types.js';

/** Texts by path. */
export type Texts = Readonly<Record<string, string>>;

/** A pull request as one meets it, with the pushes that are reviewed one after the other. */
export interface GoldenPull {
  /** Name of its file. */
  name: string;
  title: string;
  body: string;
  author: string;
  branch: string;
  settings?: Partial<ReviewSettings>;
  issues?: LinkedIssue[];
  conflicts?: ConflictingPull[];
  /** What the graph says; absent: there is none. */
  history?: ChangeHistory;
  /** What the team said that applies; absent: nothing. */
  memories?: RecalledMemories;
  /** The whole tree of the base. */
  base: Texts;
  pushes: Push[];
}

export interface Push {
  /** What differs from the base; null: the file is gone. */
  head: Readonly<Record<string, string | null>>;
  /** Old paths by new ones. */
  renames?: Texts;
  /** What the model says when it is asked. */
  claude: {
    reports?: Report[];
    /** What became of earlier findings, by handle. */
    fixed?: number[];
    /** What it says of leads, by rule; it does not answer of others. */
    leads?: Readonly<Record<string, [verdict: 'stands' | 'wrong' | 'unsure', reason: string]>>;
    summary: string;
    risk: 'low' | 'medium' | 'high';
    unmetCriteria?: string[];
  };
  /** What people say of the findings after the review. */
  dismissals?: { handle: number; by: string; reason: string }[];
}

/** A report with what most have. */
export function report(over: Pick<Report, 'path' | 'line' | 'quote' | 'title' | 'why'> & Partial<Report>): Report {
  return {
    start_line: null,
    severity: 'should-fix',
    category: 'bug',
    how_verified: `${over.path}:${over.line}`,
    symbols: [],
    replacement: null,
    also: [],
    ...over,
  };
}
