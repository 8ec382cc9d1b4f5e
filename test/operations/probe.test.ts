import { expect, it } from 'vitest';
import { registerSecret } from '../../src/access/redact.js';
import { createProbe } from '../../src/operations/probe.js';

const never = () => new Promise<null>(() => undefined);

it('looks once for all who ask within its time, and anew after it', async () => {
  let looks = 0;
  let now = 0;
  const probe = createProbe(
    async () => {
      looks += 1;
      return null;
    },
    3000,
    { now: () => now },
  );
  await Promise.all(Array.from({ length: 100 }, probe));
  now = 2999;
  expect(await probe()).toEqual({ word: 'healthy', reason: null });
  expect(looks).toBe(1);
  now = 3000;
  await probe();
  expect(looks).toBe(2);
});

it('keeps a failure as long as a success, and says it on one line without a secret', async () => {
  registerSecret('a-password-of-the-database');
  let looks = 0;
  const probe = createProbe(async () => {
    looks += 1;
    throw new Error('no entry for\n  postgres://nectr:a-password-of-the-database@db/nectr');
  }, 3000);
  const found = await probe();
  expect(await probe()).toEqual(found);
  expect(looks).toBe(1);
  expect(found.word).toBe('unhealthy');
  expect(found.reason).toMatch(/^no entry for postgres:\/\/.*db\/nectr$/);
  expect(found.reason).not.toContain('password');
});

it('waits for its deadline only; an answer that comes later is what the next one hears', async () => {
  expect(await createProbe(never, 3000, { deadlineMs: 20 })()).toEqual({
    word: 'unhealthy',
    reason: 'no answer within 0.02 s',
  });
  let looks = 0;
  let end: (reason: string | null) => void = () => undefined;
  const probe = createProbe(
    () => {
      looks += 1;
      return new Promise<string | null>((resolve) => (end = resolve));
    },
    60_000,
    { deadlineMs: 20 },
  );
  expect((await probe()).word).toBe('unhealthy');
  // It is still under way: nobody is asked a second time.
  expect((await probe()).word).toBe('unhealthy');
  end(null);
  expect((await probe()).word).toBe('healthy');
  expect(looks).toBe(1);
});
