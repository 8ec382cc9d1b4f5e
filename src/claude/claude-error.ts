/** Claude is overloaded or limits us: nothing may be sent before `until`. The caller reschedules, it does not wait. */
export class ClaudeLimitedError extends Error {
  override readonly name = 'ClaudeLimitedError';
  readonly until: Date;

  constructor(until: Date, message: string, options?: ErrorOptions) {
    super(message, options);
    this.until = until;
  }
}

/** No usable answer: network error, deadline, cut or broken body, after the policy's tries. */
export class ClaudeUnavailableError extends Error {
  override readonly name = 'ClaudeUnavailableError';
}

/** `budget` and `given-up` are ours: nothing was sent. */
export type RefusedReason =
  | 'key'
  | 'permission'
  | 'billing'
  | 'spend-limit'
  | 'model'
  | 'too-large'
  | 'invalid'
  | 'budget'
  | 'given-up';

/** Trying again will not help; the message says what to change. */
export class ClaudeRefusedError extends Error {
  override readonly name = 'ClaudeRefusedError';
  readonly reason: RefusedReason;

  constructor(reason: RefusedReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
