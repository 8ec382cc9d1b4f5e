/** A refusal, answered in GitHub's error shape: `{ message, errors?, documentation_url, status }`. */
export class GitHubError extends Error {
  constructor(
    readonly status: 301 | 307 | 400 | 401 | 403 | 404 | 406 | 409 | 410 | 422,
    message: string,
    readonly errors?: readonly (string | Record<string, unknown>)[],
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'GitHubError';
  }

  /** The JSON body of the answer. */
  toBody(): Record<string, unknown> {
    return {
      message: this.message,
      ...(this.errors && { errors: this.errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
  }
}

/** The answer to a thing that is not there or that the token may not see. */
export function notFound(): GitHubError {
  return new GitHubError(404, 'Not Found');
}
