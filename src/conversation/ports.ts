import type { DataSource } from 'typeorm';
import type { Claude } from '../claude/types.js';
import type { Octokit } from '../github/client/installation-octokit.js';
import type { PullTarget } from '../github/client/target.js';
import type { Lookups } from '../review/ask/lookups.js';
import type { ReviewBudget } from '../review/ask/reviewer.js';
import type { Snapshot } from '../snapshot/types.js';

/** What answering a comment needs of the rest. Nothing here writes to GitHub: answers are posted by the caller. */
export interface ConversationPorts {
  source: DataSource;
  octokit: Octokit;
  target: PullTarget;
  installationId: number;
  repositoryId: number;
  pullRequestId: string;
  /** Such as `https://github.com/acme/shop`. */
  repositoryUrl: string;
  /** Null: not configured. Whoever gives it keeps the books; the budget is asked before each call. */
  model: { claude: Claude; budget: ReviewBudget } | null;
  /** The repository at one commit. */
  openSnapshot(sha: string): Promise<Snapshot>;
  /** What the model's tools may ask of GitHub and of the graph, seen from one commit. */
  lookups(sha: string): Promise<Lookups>;
  /** A line in the log of the run. */
  log(message: string, metadata: object): Promise<void>;
  /** Removes secrets from what goes to the model. */
  clean(text: string): string;
  /** Ends a pause; starts a review if the head has none. Returns whether it did. Safe to call again. */
  resume(): Promise<boolean>;
  /** Takes what the memory file of the default branch says now. Returns what is wrong with it, as Markdown. */
  followMemories(): Promise<string[]>;
  signal: AbortSignal;
}

/** What became of a comment. */
export interface Answer {
  /** Markdown of the reply; null: no reply. */
  text: string | null;
  /** Whether what was asked for was done: 👍 or 😕. */
  done: boolean;
  /** Handles of findings whose state changed: their comments and the summary have to show it. */
  changed: number[];
  /** Set: this finding is not wanted and nobody said why; ask for the reason. */
  askReason: number | null;
}

/** An answer that changes nothing. */
export function say(text: string | null): Answer {
  return { text, done: true, changed: [], askReason: null };
}

/** What was asked for cannot be done, and why. */
export function refuse(text: string): Answer {
  return { text, done: false, changed: [], askReason: null };
}

/** Findings changed: their comments and the reaction say it, so nothing more has to be said. */
export function shown(changed: number[]): Answer {
  return { text: null, done: true, changed, askReason: null };
}
