/** Why a sign-in failed, as `/login?error=<code>` tells it. */
export type LoginErrorCode =
  | 'access_denied'
  | 'application_suspended'
  | 'github_refused'
  | 'github_unavailable'
  | 'code_missing'
  | 'code_rejected'
  | 'state_missing'
  | 'state_unknown'
  | 'state_used'
  | 'state_expired'
  | 'state_foreign'
  | 'not_configured';

/** A sign-in that ends without a session. */
export class LoginError extends Error {
  override readonly name = 'LoginError';

  constructor(
    readonly code: LoginErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** GitHub takes the person's tokens no longer, or we have none: they have to sign in again. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';

  constructor(options?: ErrorOptions) {
    super('GitHub takes the sign-in of this person no longer: sign in again at /auth/github', options);
  }
}

/** GitHub refused what was asked at its token endpoint; `code` is its own word, such as `bad_verification_code`. */
export class OAuthRefusedError extends Error {
  override readonly name = 'OAuthRefusedError';

  constructor(readonly code: string) {
    super(`GitHub refused: ${code}`);
  }
}

/** GitHub gave no usable answer: nothing is known of what was asked. */
export class OAuthUnavailableError extends Error {
  override readonly name = 'OAuthUnavailableError';
}
