import { setTimeout as sleep } from 'node:timers/promises';
import { redactStart } from '../access/redact.js';

const DEADLINE_MS = 1000;
const LONGEST_REASON = 300;

/** What was found of one part: the words of S63. */
export interface Found {
  word: 'healthy' | 'not configured' | 'unhealthy';
  /** Why it is not well, without a secret; for administrators. */
  reason: string | null;
}

/** Looks at a part, at most once in a while; never throws. */
export type Probe = () => Promise<Found>;

/** What is not set needs no look. */
export const notConfigured: Probe = () => Promise.resolve({ word: 'not configured', reason: null });

/**
 * A look at something that may be away. `look` resolves with null if it is well, with a reason if not, and may throw.
 * Whoever asks waits one second at most; an answer is given to all who ask within `keepMs`, so that nobody can have a
 * service asked often. One that comes later than a second is what the next one hears.
 */
export function createProbe(
  look: () => Promise<string | null>,
  keepMs: number,
  { deadlineMs = DEADLINE_MS, now = () => performance.now() } = {},
): Probe {
  let looking: Promise<Found> | null = null;
  let last: { at: number; found: Found } | null = null;
  const begin = (): Promise<Found> =>
    asFound(look).then((found) => {
      last = { at: now(), found };
      looking = null;
      return found;
    });
  return async () => {
    if (last !== null && now() - last.at < keepMs) return last.found;
    const late = new AbortController();
    const timeout = sleep(deadlineMs, null, { signal: late.signal }).catch(() => null);
    const found = await Promise.race([(looking ??= begin()), timeout]);
    late.abort();
    return found ?? { word: 'unhealthy', reason: `no answer within ${deadlineMs / 1000} s` };
  };
}

async function asFound(look: () => Promise<string | null>): Promise<Found> {
  try {
    const reason = await look();
    return reason === null ? { word: 'healthy', reason } : { word: 'unhealthy', reason: short(reason) };
  } catch (error) {
    return { word: 'unhealthy', reason: short(error instanceof Error ? error.message : 'no answer') };
  }
}

/** On one line: addresses with a password, keys and tokens are not in it. */
function short(reason: string): string {
  return redactStart(reason.replaceAll(/\s+/g, ' ').trim() || 'no answer', LONGEST_REASON);
}
