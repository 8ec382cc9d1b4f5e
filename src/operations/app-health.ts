import { setTimeout as sleep } from 'node:timers/promises';
import { redactStart } from '../access/redact.js';
import type { GitHubApp } from '../github/read/read-app.js';
import type { AppHook } from '../github/read/read-hook.js';
import { judgeHook } from './judge-hook.js';
import { missingGrants } from './missing-grants.js';

const KEPT_MS = 60_000;
const DEADLINE_MS = 3000;
const LONGEST_DETAIL = 500;

/** How the App is connected to GitHub. */
export interface AppHealth {
  status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  /** What to do, without a secret; null: nothing is wrong. */
  detail: string | null;
  checkedAt: Date | null;
}

/**
 * A look at the App: whether GitHub knows it, what it may do, and whether its webhook leads here. At most one a minute;
 * never throws. Whoever asks waits three seconds at most.
 */
export function createAppHealth(ports: {
  readApp(): Promise<Pick<GitHubApp, 'permissions' | 'events'>>;
  readHook(): Promise<AppHook>;
  proxyUrl: string | null;
  now?(): Date;
}): () => Promise<AppHealth> {
  const { now = () => new Date() } = ports;
  let last: (AppHealth & { checkedAt: Date }) | null = null;
  let looking: Promise<AppHealth> | null = null;
  const begin = (): Promise<AppHealth> =>
    look(ports).then((found) => {
      last = { ...found, checkedAt: now() };
      looking = null;
      return last;
    });
  return async () => {
    if (last !== null && now().getTime() - last.checkedAt.getTime() < KEPT_MS) return last;
    const late = new AbortController();
    const timeout = sleep(DEADLINE_MS, null, { signal: late.signal }).catch(() => null);
    const found = await Promise.race([(looking ??= begin()), timeout]);
    late.abort();
    return found ?? last ?? { status: 'unknown', detail: 'GitHub has not answered yet.', checkedAt: null };
  };
}

async function look({
  readApp,
  readHook,
  proxyUrl,
}: Parameters<typeof createAppHealth>[0]): Promise<Omit<AppHealth, 'checkedAt'>> {
  try {
    const [app, hook] = await Promise.all([readApp(), readHook()]);
    const { permissions, events } = missingGrants(app);
    const fault = judgeHook(hook, proxyUrl);
    const wrong = [
      ...(fault === null ? [] : [`Webhook: ${fault.found}; ${fault.mend}.`]),
      ...(permissions.length === 0 ? [] : [`Missing permissions: ${permissions.join(', ')}.`]),
      ...(events.length === 0 ? [] : [`Missing events: ${events.join(', ')}.`]),
    ];
    return wrong.length === 0
      ? { status: 'healthy', detail: null }
      : { status: 'degraded', detail: redactStart(wrong.join(' '), LONGEST_DETAIL) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no answer';
    return { status: 'unhealthy', detail: redactStart(reason, LONGEST_DETAIL) };
  }
}
