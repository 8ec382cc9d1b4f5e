/** Nobody can tell what the person may see now, so nothing is shown. It passes by itself: come again. */
export class AccessUnavailableError extends Error {
  override readonly name = 'AccessUnavailableError';

  constructor(
    message = 'GitHub gives no answer about what you may see: try again in a minute',
    /** GitHub wants no question before. */
    readonly until: Date | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** GitHub does not take this token of a person. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';

  constructor(options?: ErrorOptions) {
    super('GitHub does not take the token of this person', options);
  }
}
