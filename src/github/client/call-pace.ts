import type { CallKind } from './call-kind.js';

export interface PacedRequest {
  kind: CallKind;
  /** Of GitHub's limit for a minute: 1 to read, 5 for anything else. */
  points: 1 | 5;
  /** Made as the App itself: its limits are those of the App. */
  asApp: boolean;
  signal: AbortSignal | null;
}

/**
 * The pace at which GitHub may be called for one installation (or as the App), the same in all processes. Whatever goes
 * out goes through it.
 */
export interface CallPace {
  /**
   * Calls `send` when it may go out; one write at a time. Throws GitHubLimitedError, and sends nothing, before the time
   * that GitHub has told, and WritesQueuedError where the turn is too far away to wait for it.
   */
  inTurn<T>(request: PacedRequest, send: () => Promise<T>): Promise<T>;
  /** GitHub answered with a limit: nothing goes out before `until`, from the moment of this call on. */
  limited(request: Pick<PacedRequest, 'asApp'>, until: Date): Promise<void>;
}
