import { beforeEach, describe, expect, it } from 'vitest';
import { createCircuitBreaker, type BreakerSettings } from '../../src/claude/circuit-breaker.js';
import {
  ClaudeLimitedError,
  ClaudeRefusedError,
  ClaudeUnavailableError,
  type RefusedReason,
} from '../../src/claude/claude-error.js';

const settings: BreakerSettings = { refusedMs: 300_000, failures: 3, failedMs: 60_000, probeMs: 10_000 };
let now: number;
let asked: number;
let breaker: ReturnType<typeof createCircuitBreaker>;
beforeEach(() => {
  now = Date.parse('2026-11-24T12:00:00Z');
  asked = 0;
  breaker = createCircuitBreaker(settings, () => now);
});

async function run(work: () => Promise<unknown>): Promise<unknown> {
  return breaker
    .run(() => {
      asked += 1;
      return work();
    })
    .catch((error: unknown) => error);
}

const fail = (error: Error) => run(() => Promise.reject(error));
const succeed = () => run(() => Promise.resolve('answer'));
const unavailable = () => new ClaudeUnavailableError('it answered with status 500');

describe('createCircuitBreaker', () => {
  it.each<RefusedReason>(['key', 'permission', 'billing', 'spend-limit', 'model'])(
    'asks nothing for a while after a refusal by %s, and says why',
    async (reason) => {
      await fail(new ClaudeRefusedError(reason, 'mend it'));
      now += 299_000;
      const error = await succeed();
      expect(error).toBeInstanceOf(ClaudeRefusedError);
      expect(error).toMatchObject({ reason, message: 'mend it' });
      expect(asked).toBe(1);
      now += 1000;
      expect(await succeed()).toBe('answer');
      expect(await succeed()).toBe('answer');
      expect(asked).toBe(3);
    },
  );

  it.each<RefusedReason>(['too-large', 'invalid'])('stays closed after %s: that was one request', async (reason) => {
    await fail(new ClaudeRefusedError(reason, 'smaller'));
    expect(await succeed()).toBe('answer');
  });

  it('opens after so many failures in a row, with a time to come again', async () => {
    await fail(unavailable());
    await fail(unavailable());
    expect(await succeed()).toBe('answer');
    for (let n = 0; n < 3; n++) expect(await fail(unavailable())).toBeInstanceOf(ClaudeUnavailableError);
    const error = await succeed();
    expect(error).toBeInstanceOf(ClaudeLimitedError);
    expect(error).toMatchObject({ message: 'it answered with status 500', until: new Date(now + 60_000) });
    expect(asked).toBe(6);
  });

  it('holds a limit of one caller against all of them', async () => {
    const until = new Date(now + 3_600_000);
    await fail(new ClaudeLimitedError(until, 'Claude limits our requests'));
    now += 3_599_000;
    expect(await succeed()).toMatchObject({ name: 'ClaudeLimitedError', until });
    now += 1000;
    expect(await succeed()).toBe('answer');
  });

  it('tells how many limits in a row came before', async () => {
    const seen: number[] = [];
    for (let n = 0; n < 3; n++) {
      await breaker
        .run((limitsInRow) => {
          seen.push(limitsInRow);
          return Promise.reject(new ClaudeLimitedError(new Date(now), 'overloaded'));
        })
        .catch(() => undefined);
    }
    await succeed();
    await breaker.run((limitsInRow) => Promise.resolve(seen.push(limitsInRow)));
    expect(seen).toEqual([0, 1, 2, 0]);
  });

  it('lets one try when its time has come, the others wait for its end', async () => {
    await fail(new ClaudeRefusedError('billing', 'pay'));
    now += 300_000;
    let end: (value: string) => void = () => undefined;
    const probe = run(() => new Promise((resolve) => (end = resolve)));
    expect(await succeed()).toMatchObject({ reason: 'billing' });
    expect(asked).toBe(2);
    end('answer');
    expect(await probe).toBe('answer');
    expect(await succeed()).toBe('answer');
  });

  it('opens anew if the try fails, and lets another try if it was given up', async () => {
    await fail(new ClaudeRefusedError('key', 'wrong'));
    now += 300_000;
    await fail(new Error('superseded'));
    await fail(new ClaudeRefusedError('key', 'wrong'));
    expect(asked).toBe(3);
    expect(await succeed()).toMatchObject({ reason: 'key' });
    expect(asked).toBe(3);
  });
});
