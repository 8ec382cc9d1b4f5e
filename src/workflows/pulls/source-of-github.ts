import { errorStatus } from '../../github/client/classify-error.js';
import { GitHubLimitedError, GitHubTerminalError, GitHubUnavailableError } from '../../github/client/github-error.js';
import { SourceError } from '../../graph/ask/source-error.js';

/**
 * What GitHub answers. Throws SourceError where it gives no answer, so that the review names it and goes on without.
 */
export async function sourceOfGitHub<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const why = whyNot(error);
    if (why === null) throw error;
    throw new SourceError(why, { cause: error });
  }
}

/** Null: a fault of ours, or what steers the run. */
function whyNot(error: unknown): string | null {
  if (error instanceof GitHubLimitedError) return 'GitHub limits our requests';
  if (error instanceof GitHubUnavailableError) return 'GitHub gave no answer';
  if (error instanceof GitHubTerminalError) return `GitHub refused (${error.reason})`;
  if (errorStatus(error) !== null) return `GitHub refused (status ${errorStatus(error)})`;
  return error instanceof Error && error.name === 'GraphqlResponseError' ? 'GitHub refused' : null;
}
