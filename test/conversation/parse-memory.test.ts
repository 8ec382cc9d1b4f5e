import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMemory } from '../../src/conversation/parse-memory.js';
import { timeRatio } from '../markdown/time-ratio.js';

const none = { pathGlob: null, rule: null, days: null };

describe('parseMemory', () => {
  it.each([
    ['we log with pino', { text: 'we log with pino' }],
    ['we log with pino in src/**', { text: 'we log with pino', pathGlob: 'src/**' }],
    ['we log with pino in src/** for 90d', { text: 'we log with pino', pathGlob: 'src/**', days: 90 }],
    ['we log with pino for 2 weeks in src/**', { text: 'we log with pino', pathGlob: 'src/**', days: 14 }],
    ['we log with pino for 1 day.', { text: 'we log with pino', days: 1 }],
    ['dates are kept in UTC', { text: 'dates are kept in UTC' }],
    ['dates are kept in UTC in *.sql', { text: 'dates are kept in UTC', pathGlob: '**/*.sql' }],
    ['all in one place in src/a.ts.', { text: 'all in one place', pathGlob: 'src/a.ts' }],
    ['no default exports in README.md', { text: 'no default exports', pathGlob: '**/README.md' }],
    ['eval is fine in `app/[slug]/my page.tsx`', { text: 'eval is fine', pathGlob: 'app/[slug]/my page.tsx' }],
    ['errors carry a cause, in src/', { text: 'errors carry a cause,', pathGlob: 'src/**' }],
    [
      'files in src/ never import from test/ in our code',
      { text: 'files in src/ never import from test/ in our code' },
    ],
    ['streams are closed in Node.js', { text: 'streams are closed in Node.js' }],
    ['nothing is skipped in CI/CD', { text: 'nothing is skipped in CI/CD' }],
    ['as it stands in https://a.example/x', { text: 'as it stands in https://a.example/x' }],
    ['keep caches for 30d only', { text: 'keep caches for 30d only' }],
    ['"caches live for 30d"', { text: 'caches live for 30d' }],
    ['"all SQL stands in src/db" in src/** for 4w', { text: 'all SQL stands in src/db', pathGlob: 'src/**', days: 28 }],
    ['“all SQL stands in src/db”', { text: 'all SQL stands in src/db' }],
    ['"foo" is no name in src/**', { text: '"foo" is no name', pathGlob: 'src/**' }],
    ['js/eval is fine in scripts/**', { text: 'js/eval is fine', pathGlob: 'scripts/**', rule: 'js/eval' }],
    ['js/eval: only for templates', { text: 'js/eval: only for templates', rule: 'js/eval' }],
    ['claude/tests are written by QA', { text: 'claude/tests are written by QA', rule: 'claude/tests' }],
    ['js/evil is no rule', { text: 'js/evil is no rule' }],
    ['never report js/eval', { text: 'never report js/eval' }],
    ['use a in a.ts in b.ts', { text: 'use a in a.ts', pathGlob: '**/b.ts' }],
    ['for 3d in src/** keep it for 5d', { text: 'for 3d in src/** keep it', days: 5 }],
  ])('reads %s', (text, expected) => {
    expect(parseMemory(text)).toEqual({ ...none, ...expected });
  });

  it.each([
    ['', '`remember` needs a rule after it.'],
    ['in src/**', '`remember` needs a rule after it.'],
    ['for 30d', '`remember` needs a rule after it.'],
    ['x for 0d', 'A memory lasts from 1 to 365 days, or for good.'],
    ['x for 366 days', 'A memory lasts from 1 to 365 days, or for good.'],
    ['x for 53w', 'A memory lasts from 1 to 365 days, or for good.'],
    ['js/eval', 'Say what is to be remembered of `js/eval`.'],
    ['js/eval: in src/**', 'Say what is to be remembered of `js/eval`.'],
    ['x in !src/**', '`in` takes a path or a glob such as `src/**`: say where it holds, not where it does not.'],
    [`x in ${'a/'.repeat(200)}`, '`in` takes a path or a glob such as `src/**`: it is longer than 256 characters.'],
    ['x in /', '`in` takes a path or a glob such as `src/**`: it names nothing.'],
  ])('refuses %s', (text, problem) => {
    expect(parseMemory(text)).toEqual({ problem });
  });

  it('never throws, and what it takes holds its limits', () => {
    const piece = fc.oneof(
      fc.constantFrom('in', 'for', '30d', '2 weeks', 'src/**', '"', '`', 'a.ts', 'js/eval', '.', '!', '{a'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const read = parseMemory(pieces.join(' '));
        if ('problem' in read) return;
        expect(read.text).not.toBe('');
        expect(read.days ?? 1).toBeGreaterThan(0);
        expect(read.days ?? 1).toBeLessThan(366);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['in ', 'in ` ', '" ', 'for 3d ', 'in a/ ', 'x'])('takes time that grows with the text: %j', (unit) => {
    const text = (length: number) => unit.repeat(length / unit.length);
    const ratio = timeRatio(
      () => parseMemory(text(500)),
      () => parseMemory(text(4000)),
      24,
    );
    expect(ratio).toBeLessThan(24);
  });
});
