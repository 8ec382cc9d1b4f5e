export type TerminalReason =
  | 'suspended'
  | 'not-found'
  | 'forbidden'
  | 'gone'
  | 'blocked'
  | 'unauthorized'
  | 'archived'
  | 'locked';

/** GitHub asked us to wait: nothing may be sent for this installation before `until`. The caller reschedules. */
export class GitHubLimitedError extends Error {
  override readonly name = 'GitHubLimitedError';
  readonly until: Date;

  constructor(until: Date, options?: ErrorOptions) {
    super(
      `GitHub limits this installation until ${until.toISOString()}: reschedule the work, do not wait for it`,
      options,
    );
    this.until = until;
  }
}

/** Nothing was asked of GitHub: others write to the installation first. Come again at `until`. */
export class WritesQueuedError extends GitHubLimitedError {
  constructor(until: Date) {
    super(until);
    this.message = `Others write to this installation first: come again at ${until.toISOString()}`;
  }
}

/** Trying again will not help; `reason` says what to change. */
export class GitHubTerminalError extends Error {
  override readonly name = 'GitHubTerminalError';
  readonly reason: TerminalReason;

  constructor(reason: TerminalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * No usable answer: network error, deadline, 5xx, or a body that is not what was asked for. A read was already
 * tried again; a write may or may not have happened and must be looked up before it is repeated.
 */
export class GitHubUnavailableError extends Error {
  override readonly name = 'GitHubUnavailableError';
}

/** The answer is larger than any we take: asking again would bring the same bytes. */
export class GitHubTooLargeError extends GitHubUnavailableError {}
