import type { DataSource } from 'typeorm';
import type { BudgetLimits } from '../claude/model-budget.js';
import type { Claude } from '../claude/types.js';
import type { Octokit } from '../github/client/installation-octokit.js';
import type { TokenScope } from '../github/client/installation-token.js';
import type { OwnIdentity } from '../github/client/own-identity.js';
import type { Integrations } from '../integrations/services/connected.js';
import type { Surroundings } from '../integrations/surroundings.js';
import type { KnowledgeGraph } from '../graph/knowledge-graph.js';
import type { SymbolThread } from '../graph/symbols/thread/symbol-thread.js';
import type { KeptIndex } from '../memory/mem0/memory-index.js';
import type { StoredSnapshot } from '../snapshot/types.js';
import type { PullTarget } from '../github/client/target.js';
import type { LossCause } from '../review/analyzers/thread-share.js';
import type { Barrier } from '../test-switches.js';
import type { ReviewMemory } from './durable/review-memory.js';
import type { Timings } from './durable/timings.js';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the workflows need of the rest; made in services.ts. */
export interface WorkflowPorts {
  source: DataSource;
  log: Log;
  timings: Timings;
  github: {
    /** An Octokit whose token is narrowed to `scope`; throws as `installationOctokit` does. */
    octokit(scope: TokenScope): Promise<Octokit>;
    /** Who we are; asked of GitHub once. */
    self(): Promise<OwnIdentity>;
    /** Such as `https://github.com/acme/shop`. */
    repositoryUrl(fullName: string): string;
  };
  /** Null: not configured. A run takes it from `openClaude`, which keeps its budget and the books. */
  claude: Claude | null;
  claudeBudgets: BudgetLimits | null;
  /** A cheap model, for what is learned; null: not configured. */
  smallClaude: Claude | null;
  /** One agent for each concern, whatever a repository's settings say. */
  parallelAgents: boolean;
  /** The repository's contents at one commit, from the cache or from GitHub. */
  openSnapshot(
    octokit: Octokit,
    target: Pick<PullTarget, 'owner' | 'repo' | 'repositoryId'>,
    sha: string,
  ): Promise<StoredSnapshot>;
  /** Sign the markers in what is posted: the first signs, all verify. */
  markerKeys: readonly [Buffer, ...Buffer[]];
  /** Runs a step of an installation when it is its turn: few are at work in this process at the same time. */
  atWork<T>(installationId: number, work: () => Promise<T>): Promise<T>;
  /**
   * Reads a repository into the graph when it is its installation's turn: few are read in this process at the same
   * time.
   */
  scanning<T>(installationId: number, work: () => Promise<T>): Promise<T>;
  /** As `scanning`, of what an event changed; `key` is whose turn it is. */
  indexing<T>(key: string | number, work: () => Promise<T>): Promise<T>;
  /** Waits for the outside without the slot of the step it is called from. */
  aside<T>(wait: () => Promise<T>): Promise<T>;
  /** Asks Claude for an installation when it is its turn, without the slot of the step it is called from. */
  thinking<T>(installationId: number, ask: () => Promise<T>): Promise<T>;
  /** The same two for what nobody waits for: it begins only while no other step and no other request waits. */
  yielding: Pick<WorkflowPorts, 'atWork' | 'thinking'>;
  /** An analyzer thread was thrown away; it is counted. */
  threadLost(cause: LossCause): void;
  graph: KnowledgeGraph;
  /** What other services say of a change. */
  surroundings: Surroundings;
  /** Hosts that steps of workflows may ask, and those of them that may lie in a private network. */
  httpHosts: readonly string[];
  allowedPrivateHosts: readonly string[];
  /** The secrets of an installation by their names, to be sent at once. Throws RunFailedError for one of `names` that there is not. */
  openSecrets(installationId: number, names: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>;
  /** Services that installations have connected. */
  integrations: Integrations;
  /** Finds memories by their meaning; null: not configured, or not to be used. */
  memoryIndex: KeptIndex | null;
  /** What is remembered may have changed: the index is told of it soon. */
  memoriesChanged(): void;
  /** Merged pull requests that are imported of a repository. */
  historyPulls: number;
  /** Reads the symbols of source files; reviews come before it. */
  symbols: SymbolThread;
  /** The memory that reviews have in this process. */
  reviewMemory: ReviewMemory;
  /** Ends all sessions of a person, by GitHub's id. */
  endSessionsOf?(githubId: number): Promise<void>;
  reached(barrier: Barrier): void;
}
