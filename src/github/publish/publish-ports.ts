import type { OwnIdentity } from '../client/own-identity.js';
import type { Pull } from '../read/read-pull.js';

/** What was posted, for the ledger; called as soon as the ids are known. */
export interface PostedIds {
  reviewId?: number;
  comments?: { findingId: string; commentId: number; commentNodeId: string | null }[];
  summaryCommentId?: number;
  checkRunId?: number;
}

/** What a run writes once, and looks up before it writes it again. */
export type OnceWrite = 'check run' | 'conclusion';

export interface PublishPorts {
  self: OwnIdentity;
  /** Keys that sign markers: the first signs, all verify. */
  markerKeys: readonly [Buffer, ...Buffer[]];
  /** Execution id of the run; `external_id` of its check run. */
  runKey: string;
  /** Trigger key (behaviour.md): one submitted review for each head and trigger. */
  trigger: string;
  /** Submit as a request for changes if the verdict is one. */
  requestChanges: boolean;
  /** Such as `https://github.com/acme/shop`: links in what is posted lead only there. */
  repositoryUrl: string;
  /** Is told what the last net before GitHub did not let through; the text was posted as code. */
  refused(live: readonly string[]): void;
  /** Throws if the lease of the pull request is lost, or if others write first for long. Called before every write. */
  assertLease(): Promise<void>;
  recordIds(ids: PostedIds): Promise<void>;
  /** Why the pull request, as it is just before the submission, is not reviewed any more; null: it is. */
  refusal?(pull: Pull): string | null;
  /**
   * Notes that a write of the run begins; true: it is the first time, and nothing of it can be on GitHub. Absent: each
   * is looked up.
   */
  beginWrite?(write: OnceWrite): Promise<boolean>;
  /** Waits before each look for what a write without an answer may have left: GitHub shows it late. */
  lookupDelaysMs: readonly number[];
}
