import { setTimeout as sleep } from 'node:timers/promises';
import { GitHubTerminalError } from '../github/client/github-error.js';
import { Refusal } from '../refusal.js';
import { countOf } from '../words/count-of.js';
import type { Log } from '../workflows/ports.js';

/** GitHub was reached and does not know the App by what is configured; the message says what to change. */
export class AppRefusedError extends Refusal {
  override readonly name = 'AppRefusedError';
}

/** GitHub takes tokens whose beginning and end fit its clock within about a minute. */
const TOLERATED_SKEW_MS = 60_000;

/**
 * Asks GitHub once whether App id and key belong together. Resolves when it says so, or when it has not answered after
 * `longestMs`: GitHub that is away is no reason not to take what it will deliver. Throws AppRefusedError if it says no.
 */
export async function askApp(options: {
  readApp(): Promise<unknown>;
  appId: number;
  log: Pick<Log, 'warn'>;
  longestMs?: number;
}): Promise<void> {
  const { readApp, appId, log, longestMs = 3000 } = options;
  const late = new AbortController();
  const asked = readApp().then(
    () => null,
    (error: unknown) => error,
  );
  const answer = await Promise.race([asked, sleep(longestMs, LATE, { signal: late.signal, ref: false })]);
  late.abort();
  if (answer === null) return;
  if (answer instanceof GitHubTerminalError) throw refusalOf(answer, appId, new Date());
  log.warn(answer === LATE ? {} : { err: answer }, 'GitHub does not answer: whether it knows the App is not clear yet');
}

const LATE = 'late';

/** What a refusal of GitHub means. A clock that is wrong is told before all else: no key would be accepted with it. */
function refusalOf(error: GitHubTerminalError, appId: number, now: Date): AppRefusedError {
  const refuse = (found: string, mend: string) => new AppRefusedError(found, mend, { cause: error });
  const skew = skewOf(error, now);
  if (error.reason === 'unauthorized' && Math.abs(skew) > TOLERATED_SKEW_MS)
    return refuse(
      `the clock of this machine is ${countOf(Math.round(Math.abs(skew) / 60_000), 'minute')} ${skew > 0 ? 'ahead of' : 'behind'} GitHub's`,
      'set it (NTP): GitHub accepts no key from a clock that is wrong',
    );
  if (error.reason === 'unauthorized')
    return refuse(
      `GitHub does not accept this private key for App ${appId}`,
      "compare APP_ID with the App's settings page, or generate a new key there and set PRIVATE_KEY or PRIVATE_KEY_PATH to it",
    );
  if (error.reason === 'not-found')
    return refuse(
      `GitHub knows no App ${appId}`,
      "compare APP_ID with the App's settings page (App ID), and GHE_HOST with where the App was made",
    );
  return refuse(`GitHub refuses App ${appId} (${error.message})`, "look at the App's settings page");
}

/** Milliseconds that our clock is ahead of the one that answered; 0 where it did not tell. */
function skewOf({ cause }: GitHubTerminalError, now: Date): number {
  const headers = (cause as { response?: { headers?: Record<string, unknown> } } | undefined)?.response?.headers;
  const date = Date.parse(String(headers?.['date'] ?? ''));
  return Number.isNaN(date) ? 0 : now.getTime() - date;
}
