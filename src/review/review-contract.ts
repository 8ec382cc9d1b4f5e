import type { Snapshot } from '../snapshot/types.js';
import type { ThreadShare } from './analyzers/thread-share.js';
import type { ModelUse } from './ask/agents/model-use.js';
import type { Candidate } from './ask/candidates.js';
import type { Asked } from './ask/ask-reviewers.js';
import type { ComparedRound } from './rounds/compare-round.js';
import type { ReviewedLeads } from './leads/reviewed-leads.js';
import type { GatherSource } from './gather/gather-context.js';
import type { Reviewer } from './ask/reviewer.js';
import type { SkipSettings } from './plan/skip-reason.js';
import type { AppliedMemory } from './memories/types.js';
import type {
  Change,
  Coverage,
  Dropped,
  Effort,
  Finding,
  JudgedLead,
  LeadRule,
  LedgerFinding,
  RenderedReview,
  ReviewContext,
  ReviewSettings,
  WantedEffort,
} from './types.js';

/** The steps of a review run, by the names they have in code, logs and screens (behaviour.md). */
export type StepName = 'fetch' | 'plan' | 'gather' | 'analyse' | 'ask' | 'verify' | 'anchor' | 'compare' | 'render';

/** What earlier rounds left behind. */
export interface Earlier {
  findings: LedgerFinding[];
  /** The number of this round. */
  round: number;
  /** The head of the last round that came to its end; null in the first round. */
  lastHeadSha: string | null;
  /** What the model said of leads in earlier rounds; absent: nothing. */
  leads?: readonly JudgedLead[];
  /** Rules whose hits are leads in this repository, because too many were wrong; absent: none. */
  leadRules?: readonly LeadRule[];
  /** The person's dismissal for a file or the repository that covers a finding; null: there is none. */
  dismissalOf?: (finding: Finding) => AppliedMemory | null;
}

/** Where a review reads from. Each may throw; what may be missing is said at its field. */
export interface ReviewSources {
  fetchChange(): Promise<Change>;
  fetchSettings(change: Change): Promise<{ settings: ReviewSettings; notices: string[] }>;
  /**
   * The repository at a commit. An UnreadableError at the head makes the review partial, at an earlier head a full
   * re-read; other errors end it.
   */
  openSnapshot(change: Change, sha: string): Promise<Snapshot>;
  /**
   * One file at `change.headSha` that the snapshot does not have. Null: it is not there. Throws as `openSnapshot` does.
   */
  readFile?(change: Change, path: string): Promise<Buffer | null>;
  /**
   * A file as it stands on the base branch; null: there is none. Absent: what the change touches there stays unknown.
   */
  readBase?(change: Change, path: string): Promise<string | null>;
  /** Asked side by side. One that fails or is late is named in the review. */
  gather: readonly GatherSource[];
  /** Asked after the change is fetched, before anything is planned. */
  earlier(change: Change): Promise<Earlier>;
}

/** Runs one step: times it, logs it, ends the review before it if nobody wants it any more. */
export interface ReviewTrace {
  step<T>(name: StepName, work: () => Promise<T>): Promise<T>;
}

export interface ReviewOptions {
  signal: AbortSignal;
  /** Removes secrets from text that is stored or posted. */
  clean(text: string): string;
  /** Removes secrets from text that is sent to the model; as `clean` when absent. */
  cleanForModel?(text: string): string;
  /** Absent: no model is configured; the rules speak alone and the review says so. */
  reviewer?: Reviewer;
  /** Instead of what the settings say; absent: they count. */
  effort?: WantedEffort;
  /** Only the files of the change for which this holds are read; all when absent. */
  isAsked?: (path: string) => boolean;
  /** Reads everything again, not only what is new since the last round. */
  full?: boolean;
  gatherDeadlineMs?: number;
  /** GitHub's id of the repository; absent: nothing is kept of this review. */
  repositoryId?: number;
  /** Such as `https://github.com/acme/shop`, where the texts' links lead; absent: nothing is a link. */
  repositoryUrl?: string;
  /** What this review may use of the analyzer threads; a share of its own, of nobody's turn, when absent. */
  threads?: ThreadShare;
}

/** Everything that publishing and the ledger need; small enough to be stored, without file contents. */
export interface ReviewResult {
  baseSha: string;
  baseRef: string;
  rendered: RenderedReview;
  /** Null: nothing was reviewed. */
  round: ComparedRound | null;
  coverage: Coverage;
  dropped: Dropped[];
  context: ReviewContext;
  leads: ReviewedLeads;
  /** What the team said that was used. Absent: the result was kept by an older version. */
  memories?: AppliedMemory[];
  /** What was said beside the findings: settings that cannot be read, text that speaks to a model. */
  notices: string[];
  settings: Pick<ReviewSettings, 'request_changes' | 'fail_check'> &
    Partial<Pick<ReviewSettings, 'human_reviews'>> &
    SkipSettings;
  /** Who made the pull request; absent: it is not known, or an older version kept this. */
  origin?: NonNullable<Change['origin']>;
  /** Null: no model took part. */
  model: (ModelUse & { model: string; toolCalls: number; parts: Asked['parts']; effort?: Effort }) | null;
  /** What the model doubted, and what has become of it. Absent: nothing, or an older version. */
  candidates?: Candidate[];
}
