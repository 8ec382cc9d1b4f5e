import type { FileStatus, Hunk } from '../diff/types.js';
import type { PullOrigin } from '../graph/types.js';
import type { ChangeHistory } from './history/types.js';
import type { GivenMemory, RecalledMemories } from './memories/types.js';
import type { ToolResult } from './leads/tool-result.js';

/** How much is spent on one review, least first; `auto` decides by the change. */
export const EFFORTS = ['quick', 'normal', 'deep'] as const;
export type Effort = (typeof EFFORTS)[number];
export const WANTED_EFFORTS = ['auto', ...EFFORTS] as const;
export type WantedEffort = (typeof WANTED_EFFORTS)[number];

export type Severity = 'must-fix' | 'should-fix' | 'minor' | 'pre-existing';
export const CATEGORIES = ['security', 'bug', 'performance', 'quality', 'tests', 'dependencies', 'workflow'] as const;
export type Category = (typeof CATEGORIES)[number];
export type Side = 'LEFT' | 'RIGHT';
/** `certain`: the text proves it, it is posted. `lead`: worth a look; it is posted only where Claude confirms it. */
export type Tier = 'certain' | 'lead';

/** One changed file of a pull request, complete: GitHub's missing patches are already filled from blobs. */
export interface ChangedFile {
  path: string;
  oldPath: string | null;
  status: FileStatus;
  additions: number;
  deletions: number;
  binary: boolean;
  hunks: Hunk[];
  /** Set when the diff of this file could not be read; it is then part of the coverage statement. */
  unread: string | null;
}

export interface LinkedIssue {
  number: number;
  title: string;
  state: 'open' | 'closed';
  /** Holds the acceptance criteria; cut to 4,000 characters. */
  body: string;
}

/** What another service says of a change (an issue of Linear, an error of Sentry, a message of Slack). Untrusted text. */
export interface Surrounding {
  kind: 'linear' | 'sentry' | 'slack' | 'other';
  /** As people call the service: `Linear`. */
  source: string;
  /** What it is known by there, such as `ENG-123`; null: it has no such name. */
  key: string | null;
  title: string;
  /** https only; null: none is known. */
  url: string | null;
  text: string;
}

/** An open pull request that touches files of this one. */
export interface ConflictingPull {
  number: number;
  title: string;
  files: string[];
}

/** What the pull request is: everything the pipeline knows of it. Untrusted text throughout. */
export interface Change {
  repository: string;
  number: number;
  title: string;
  body: string;
  author: string;
  /** GitHub's id of the author; absent: not known. */
  authorId?: number;
  authorIsBot: boolean;
  /** We opened it ourselves. */
  authorIsUs?: boolean;
  /** Who made it; absent: nobody asked. */
  origin?: PullOrigin;
  /** Its head lies in another repository than its base, or in none any more. */
  fromFork?: boolean;
  draft: boolean;
  state: 'open' | 'closed';
  labels: string[];
  baseRef: string;
  baseSha: string;
  headRef: string;
  headSha: string;
  /** `pull_request.changed_files`: what the files are counted against. */
  changedFiles: number;
  files: ChangedFile[];
}

/** `.github/nectr.yml` after validation; every key has its default. */
export interface ReviewSettings {
  enabled: boolean;
  drafts: boolean;
  bots: boolean;
  skip: { labels: string[]; titles: string[]; branches: string[] };
  paths: { include: string[]; ignore: string[] };
  rules: Partial<Record<string, 'off' | 'must-fix' | 'should-fix' | 'minor'>>;
  min_severity: 'must-fix' | 'should-fix' | 'minor';
  max_comments: number;
  /** Of these, minor ones. */
  max_minor_comments: number;
  /** Paths of SARIF files in the repository. */
  sarif: string[];
  request_changes: boolean;
  fail_check: boolean;
  /** People who must have reviewed what a coding agent wrote before the check is green. */
  human_reviews: number;
  agents: 'single' | 'parallel';
  effort: WantedEffort;
  /** Minor comments on words and on doubled logic, at most one of each. */
  remarks: boolean;
  language: string;
}

export interface Coverage {
  /** Changed files of the pull request. */
  total: number;
  read: string[];
  /** Files that were left out on purpose (generated, lockfile, ignored …). */
  skipped: { path: string; reason: string }[];
  /** Files that should have been read and could not be; makes the outcome `partial`. */
  unread: { path: string; reason: string }[];
}

export interface ReviewPlan {
  /** Set: nothing is reviewed, for this reason. */
  skip: string | null;
  /** It is skipped only because nobody wrote any of its files; they are searched for secrets before. */
  searchFirst: boolean;
  /** Files to read, riskiest first. */
  files: ChangedFile[];
  /** Files that nobody wrote (a lockfile, a bundle): looked through for secrets only. */
  searched: ChangedFile[];
  coverage: Coverage;
  /** What the reader should know of how it was planned. */
  notices: string[];
}

export interface ReviewContext {
  linkedIssues: LinkedIssue[];
  conflicts: ConflictingPull[];
  /** What other services say of the change. Absent: none was asked, or none knows of it. */
  surroundings?: Surrounding[];
  /** What the repository's own analysis tools have said of the head; untrusted text. Absent: none was asked. */
  alerts?: ToolResult[];
  /** What the repository's past says of the change. Absent: it was not asked, or gave no answer. */
  history?: ChangeHistory;
  /** What the team said once that applies to the change. Absent: nothing is remembered. */
  memories?: RecalledMemories;
  /** Sources that could not be asked, each with its reason. */
  missing: { source: string; reason: string }[];
}

/** A finding before verification: what an analyzer (or a model) claims. */
export interface Claim {
  /** Stable rule id such as `js/sql-injection`. */
  rule: string;
  severity: Severity;
  category: Category;
  /** One line, bold in the comment. */
  title: string;
  /** At most four sentences of why and impact. */
  body: string;
  path: string;
  side: Side;
  /** 1-based, in the file of `side`. */
  line: number;
  /** First line of a range; null for one line. */
  startLine: number | null;
  /** The text of `line`, quoted; verification compares it with the head file. */
  quote: string;
  /**
   * What it speaks of beside its line, such as a file that is missing: one line may have several. Absent or null:
   * nothing.
   */
  about?: string | null;
  /** How this was found, for "How this was verified". */
  evidence: string;
  /** New text for the lines `startLine` to `line`, tested; null: none is offered. */
  suggestion: string | null;
  /** Instead of a suggestion, where the remedy changes further lines of the file: a tested diff. */
  remedy?: string;
  /** What the team said that speaks against it, as the model names it: code decides whether it is told. */
  against?: GivenMemory;
  /** Absent: certain. */
  tier?: Tier;
  /** Identity that it had as a lead; absent: it is given when the claim gets its place. */
  fingerprint?: string;
}

/**
 * A place that a rule points at without proof, with its identity over the rounds. Not found, not told: worth a look.
 */
export interface Lead extends Claim {
  tier: 'lead';
  fingerprint: string;
}

/** What Claude says of a lead: `stands` is posted, the others are not. */
export type LeadVerdict = 'stands' | 'wrong' | 'unsure';

export interface JudgedLead extends Pick<Lead, 'rule' | 'fingerprint'> {
  verdict: LeadVerdict;
  /** Claude's own words. */
  reason: string;
  /** False: it was given to Claude and not answered, which counts as unsure. */
  answered: boolean;
}

/** A rule whose hits were too often judged wrong or dismissed in a repository: they are leads there. */
export interface LeadRule {
  rule: string;
  /** Bad ones of its latest 30. */
  bad: number;
  /** Whether it is so now; false: it was in the last review, and its latest 30 are good again. */
  now: boolean;
  /** Whether the last review of the repository said so. */
  told: boolean;
}

/** A claim that verification let through. */
export interface Finding extends Claim {
  fingerprint: string;
  /** False: not on a commentable line; goes to the body of the review. */
  anchored: boolean;
}

export interface Dropped {
  reason: string;
  count: number;
}

export type FindingState = 'open' | 'fixed' | 'dismissed' | 'outdated';

/** A finding as the ledger keeps it over the rounds. */
export interface LedgerFinding extends Finding {
  id: string;
  /** `F<handle>` in commands, counted per pull request. */
  handle: number;
  state: FindingState;
  fixedIn: string | null;
  commentId: number | null;
  /** GraphQL node id of the comment. */
  commentNodeId: string | null;
  /** Who dismissed it, and for which reason; absent or null: nobody. */
  dismissedBy?: string | null;
  dismissedReason?: string | null;
}

/** The outcome of comparing this round with the earlier ones. */
export interface Round {
  number: number;
  /** Findings nobody was told of yet. */
  fresh: LedgerFinding[];
  /** Open ones from earlier rounds that are still there. */
  standing: LedgerFinding[];
  /** Earlier ones that this head no longer has. */
  fixed: LedgerFinding[];
  /** Findings a person dismissed, or that a memory covers; silent. */
  dismissed: LedgerFinding[];
  /** What earlier rounds told and is over: dismissed or fixed before this round. */
  settled: LedgerFinding[];
}

export type Verdict = 'APPROVE' | 'REQUEST_CHANGES' | 'NEEDS_DISCUSSION';
export type Outcome =
  | { kind: 'reviewed' }
  | { kind: 'partial'; reason: string }
  | { kind: 'skipped'; reason: string }
  | { kind: 'failed'; reason: string; nextTry: string | null };

export interface InlineComment {
  findingId: string;
  /** By which the summary's table names the finding: its row leads to the comment. */
  handle: number;
  path: string;
  side: Side;
  line: number;
  startLine: number | null;
  /** Markdown without the hidden marker; the publisher signs and appends it. A suggestion in it is shown as text. */
  body: string;
  /** Tested text for the commented lines; the publisher offers it where a click can do no harm. */
  suggestion?: string;
}

export interface Annotation {
  path: string;
  line: number;
  startLine: number;
  level: 'failure' | 'warning' | 'notice';
  title: string;
  message: string;
}

/** Everything the publisher needs: rendered text and decisions, no GitHub types. */
export interface RenderedReview {
  outcome: Outcome;
  verdict: Verdict;
  /** As its headline says it; null: no model judged it. Absent: an older version made it. */
  risk?: 'low' | 'medium' | 'high' | null;
  /** Something must be fixed that no earlier round told: the one reason to request changes (again). */
  newMustFix: boolean;
  headSha: string;
  round: number;
  /** Markdown of the sticky summary comment, without markers. Null: no comment is wanted (skipped). */
  summary: string | null;
  /** Body of the review submission, only posted with inline comments. */
  reviewBody: string;
  comments: InlineComment[];
  /** Earlier comments to rewrite and minimise as resolved. */
  resolved: { findingId: string; commentId: number; commentNodeId: string | null; body: string }[];
  check: {
    conclusion: 'success' | 'neutral' | 'skipped' | 'failure' | 'action_required';
    title: string;
    summary: string;
    annotations: Annotation[];
  };
}
