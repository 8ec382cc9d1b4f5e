import { setTimeout as sleep } from 'node:timers/promises';
import { GitHubTerminalError } from '../github/client/github-error.js';
import type { Log } from '../workflows/ports.js';

/** GitHub was reached and does not know the App by what is configured; the message says what to change. */
export class AppRefusedError extends Error {
  override readonly name = 'AppRefusedError';
}

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
  if (answer instanceof GitHubTerminalError) throw new AppRefusedError(mendOf(answer, appId), { cause: answer });
  log.warn(answer === LATE ? {} : { err: answer }, 'GitHub does not answer: whether it knows the App is not clear yet');
}

const LATE = 'late';

function mendOf({ reason, message }: GitHubTerminalError, appId: number): string {
  if (reason === 'unauthorized')
    return `GitHub does not accept this private key for App ${appId}: compare APP_ID with the App's settings page, or generate a new key there; a clock that is minutes wrong does it too`;
  if (reason === 'not-found')
    return `GitHub knows no App ${appId}: compare APP_ID with the App's settings page, and look at GHE_HOST`;
  return `GitHub refuses App ${appId}: ${message}`;
}
