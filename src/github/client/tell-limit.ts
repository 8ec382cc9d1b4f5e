import { isAppCall } from './call-kind.js';
import type { CallPace } from './call-pace.js';
import type { CallObserver } from './count-calls.js';
import { GitHubLimitedError } from './github-error.js';
import { limitedUntil } from './limited-until.js';

interface Listeners {
  pace: CallPace | null;
  observe?: CallObserver | undefined;
  /** Address or route of the call that was limited. */
  url: string;
}

/**
 * Tells everybody of a limit that an `error` of GitHub was `classified` as. One that was thrown inside of the call (by
 * the request for its token, or by the pace, which knew it) was told already.
 */
export async function tellLimit(classified: unknown, error: unknown, listeners: Listeners): Promise<void> {
  if (!(classified instanceof GitHubLimitedError) || classified === error) return;
  if (error instanceof Error && error.cause === classified) return;
  await tell(classified, listeners);
}

/** GraphQL reports a limit with status 200: told to everybody and thrown as `GitHubLimitedError`. */
export async function refuseLimitedAnswer(
  { headers, data }: { headers: Record<string, string | number | undefined>; data: unknown },
  listeners: Listeners,
): Promise<void> {
  const errors: unknown = (data as { errors?: unknown } | null | undefined)?.errors;
  if (!Array.isArray(errors) || !errors.some((one: { type?: unknown } | null) => one?.type === 'RATE_LIMITED')) return;
  const limit = new GitHubLimitedError(limitedUntil(headers, new Date()));
  await tell(limit, listeners);
  throw limit;
}

async function tell(limit: GitHubLimitedError, { pace, observe, url }: Listeners): Promise<void> {
  observe?.limited();
  await pace?.limited({ asApp: isAppCall(url) }, limit.until);
}
