import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactValue, registerSecret } from '../../src/access/redact.js';

const JWT = `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.${'s-_G'.repeat(30)}`;
// Put together here so that no scanner takes them for real ones.
const TOKENS: [string, string][] = [
  ['installation token, old form', `ghs_${'a1B2'.repeat(9)}`],
  ['installation token, new form', `ghs_123456_${JWT}${'.x-_'.repeat(80)}`],
  ['personal token', `ghp_${'a1B2'.repeat(9)}`],
  ['fine-grained token', `github_pat_${'a1B2_'.repeat(12)}`],
  ['token of a person', `ghu_${'a1B2'.repeat(9)}`],
  ['refresh token of a person', `ghr_${'a1B2'.repeat(19)}`],
  ['token of ours', `nectr_${'a1B2'.repeat(10)}_0aB1cD`],
  ['Anthropic key', `sk-ant-api03-${'aB3-_'.repeat(12)}`],
  ['AWS key id', `AKIA${'Q3'.repeat(8)}`],
  ['JWT', JWT],
  ['Slack token', `xoxb-${'1234567890-'.repeat(3)}abc`],
  ['PEM', `-----BEGIN RSA PRIVATE KEY-----\nMIIE${'abc\n'.repeat(20)}-----END RSA PRIVATE KEY-----`],
  ['PEM without an end', `-----BEGIN PRIVATE KEY-----\nMIIE${'abc\n'.repeat(20)}`],
];

describe('redact', () => {
  it.each(TOKENS)('removes: %s', (_name, token) => {
    expect(redact(`before ${token}`)).toBe('before [redacted]');
    expect(redact(`{"key":"${token}`)).not.toContain(token.slice(-12));
  });

  it('removes passwords of URLs and authorization headers', () => {
    expect(redact('postgres://user:hunter22@db:5432/x')).toBe('postgres://[redacted]@db:5432/x');
    expect(redact('Authorization: Bearer abc.def')).toBe('Authorization: Bearer [redacted]');
  });

  it.each([
    ['`https://a.example`](1:2(@)', '`https://a.example`](1:2(@)'],
    ['`https://a:b`@c', '`https://a:b`@c'],
    ['`https://a:b@c`', '`https://[redacted]@c`'],
    ['authorization: bearer ``a` b``', 'authorization: bearer ``[redacted]` b``'],
    ['Authorization: `Bearer a.b` c', 'Authorization: `Bearer [redacted]` c'],
    ['authorization: bearer \\[redacted].', 'authorization: bearer \\[redacted].'],
    ['authorization: bearer | b |\n- c', 'authorization: bearer | b |\n- c'],
    ['authorization: bearer\n- c', 'authorization: bearer\n- c'],
    ['authorization: bearer x</summary>', 'authorization: bearer [redacted]</summary>'],
  ])('leaves the marks of a written text where they are: %s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('leaves ordinary text', () => {
    const text = 'Sk-anta ghs_short AKIA-less eyJ. see https://github.com/a/b#x and task-list-of-twenty-letters';
    expect(redact(text)).toBe(text);
  });

  it('removes registered secrets in their disguises', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 12, maxLength: 60, unit: 'grapheme-ascii' }).filter((text) => text.trim().length >= 12),
        fc.string({ maxLength: 5 }),
        (value, prefix) => {
          const secret = value.trim();
          registerSecret(secret);
          const hidden = [
            secret,
            [...secret].reverse().join(''),
            Buffer.from(secret).toString('hex'),
            Buffer.from(secret).toString('base64'),
            Buffer.from(secret).toString('base64url'),
          ];
          for (const form of hidden) expect(redact(`<<${form}>>`)).not.toContain(form);
          const embedded = Buffer.from(`${prefix}${secret}tail`).toString('base64');
          expect(redact(embedded)).toContain('[redacted]');
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('secrets that end', () => {
  it('are forgotten once they are of no use', () => {
    registerSecret('lives-for-an-hour-or-so', Date.now() + 3_600_000);
    registerSecret('ended-a-moment-ago', Date.now() - 1);
    expect(redact('ended-a-moment-ago')).toBe('[redacted]');
    registerSecret('another-one-that-lives');
    expect(redact('ended-a-moment-ago lives-for-an-hour-or-so another-one-that-lives')).toBe(
      'ended-a-moment-ago [redacted] [redacted]',
    );
  });

  it.each([
    ['for ever', undefined],
    ['for longer', Date.now() + 3_600_000],
    ['for a time that is none', Number.NaN],
  ])('stay where they are registered %s, too', (name, until) => {
    const secret = `registered-twice-${name}`;
    registerSecret(secret, Date.now() - 1);
    registerSecret(secret, until);
    registerSecret(secret, Date.now() - 1);
    registerSecret('whoever-comes-next');
    expect(redact(secret)).toBe('[redacted]');
  });

  it('cost a text no more for being many', () => {
    const text = Array.from({ length: 600 }, (_, line) => `line ${line} of a summary, with some words\n`).join('');
    const least = () => {
      const times = Array.from({ length: 8 }, () => {
        const { user, system } = process.cpuUsage();
        for (let time = 0; time < 20; time++) redact(text);
        const after = process.cpuUsage();
        return after.user + after.system - user - system;
      });
      return Math.min(...times);
    };
    const few = least();
    // What a busy worker is given within an hour.
    for (let at = 0; at < 5000; at++) registerSecret(randomBytes(20).toString('base64url'), Date.now() + 3_600_000);
    expect(least()).toBeLessThan(5 * few);
    expect(redact(text)).toBe(text);
  });
});

describe('redactValue', () => {
  it.each([
    'token',
    'Authorization',
    'webhook_secret',
    'refreshToken',
    'apiKey',
    'private_key',
    'PRIVATE_KEY',
    'set-cookie',
  ])('hides the value of %s', (key) => expect(redactValue({ [key]: 'plain' })).toEqual({ [key]: '[redacted]' }));

  it.each(['trigger_key', 'runKey', 'input_tokens', 'tokenizer', 'monkey'])('shows the value of %s', (key) =>
    expect(redactValue({ [key]: 'plain' })).toEqual({ [key]: 'plain' }),
  );

  it('goes through objects, errors, maps and cycles', () => {
    const token = `ghs_${'a1B2'.repeat(9)}`;
    const cyclic: Record<string, unknown> = { token: 'plain', list: [token], tokens: 5, size: 3 };
    cyclic.self = cyclic;
    cyclic.error = new Error(`bad ${token}`, { cause: new Map([['authorization', 'x']]) });
    const clean = redactValue(cyclic);
    expect(JSON.stringify(clean)).not.toContain(token);
    expect(clean).toMatchObject({
      token: '[redacted]',
      list: ['[redacted]'],
      tokens: 5,
      size: 3,
      self: '[circular]',
      error: { message: 'bad [redacted]', cause: { authorization: '[redacted]' } },
    });
  });
});
