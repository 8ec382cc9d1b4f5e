import { describe, expect, it } from 'vitest';
import { sayable } from '../../../src/integrations/services/sayable.js';
import { ServiceRefusedError } from '../../../src/integrations/services/service-error.js';

describe('what a service says of a refusal', () => {
  it('is one line of what people see, without what it was asked with', () => {
    expect(sayable('bad\0 token\r\n\u001b[31mfunc\u200btion\u001b[0m', ['function', ''])).toBe('bad token [redacted]');
  });

  it('is short, and holds no half of a secret', () => {
    const secret = 'of-one-tenant-0123456789';
    const said = `${`${secret} `.repeat(158)}${'x'.repeat(35)} ${secret}`;
    expect(said.slice(0, 4000)).toMatch(/of-one-[\w-]*$/);
    const text = sayable(said, [secret]);
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text).not.toContain('of-one');
    expect(sayable('💥'.repeat(400), [])).toBe(`${'💥'.repeat(149)}…`);
  });

  it('stands in no error with what a table does not take', () => {
    expect(new ServiceRefusedError('invalid', 'Jira has no state "Do\0ne"\n; it has A').message).toBe(
      'Jira has no state "Done" ; it has A',
    );
  });
});
