import { afterEach, describe, expect, it, vi } from 'vitest';
import { hideGivenSecret } from '../../src/access/hide-given-secret.js';
import { redact, registerSecret } from '../../src/access/redact.js';

const HOUR = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

describe('a secret that a tenant gave', () => {
  it.each(['function', 'export default async', 'createPaymentRetry', '2026033110221533', 'dora@acme.dev'])(
    'takes %s from nobody’s texts',
    (word) => {
      hideGivenSecret(word);
      expect(redact(`we call ${word} here`)).toBe(`we call ${word} here`);
    },
  );

  it('is hidden for an hour from its last use on, and then forgotten', () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 1, 10, 7) });
    const secret = 'of-one-tenant-4711-and-no-other';
    const shown = () => {
      registerSecret('whoever comes next', Date.now());
      return redact(`it said ${secret}`);
    };
    hideGivenSecret(secret);
    vi.advanceTimersByTime(HOUR - 1);
    expect(shown()).toBe('it said [redacted]');
    hideGivenSecret(secret);
    vi.advanceTimersByTime(HOUR - 1);
    expect(shown()).toBe('it said [redacted]');
    vi.advanceTimersByTime(HOUR / 2 + 1);
    expect(shown()).toBe(`it said ${secret}`);
  });
});
