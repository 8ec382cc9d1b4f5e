import { expect, it } from 'vitest';
import { isBug } from '../../../src/graph/history/is-bug.js';
import { startTimer } from '../../cpu-time.js';

it.each<[string, string[], boolean]>([
  ['Totals are off by a cent', ['bug'], true],
  ['Totals are off by a cent', ['kind/bug'], true],
  ['Totals are off by a cent', ['type: bug', 'area: orders'], true],
  ['Totals are off by a cent', ['🐛 Bug'], true],
  ['Totals are off by a cent', ['C-bug'], true],
  ['Totals are off by a cent', ['regression'], true],
  ['Totals are off by a cent', ['Defect'], true],
  ['Bug: the total is wrong', [], true],
  ['[Bug] the total is wrong', [], true],
  ['App crashes when the basket is empty', [], true],
  ['Crash on start', ['needs triage'], true],
  ['Search stopped working after the update', [], true],
  ["Login doesn't work with two factors", [], true],
  ['Regression in 2.4: orders twice', [], true],
  ['A mistyped id answers 500', [], true],
  ['Upload is broken on Windows', [], true],
  // Not by itself.
  ['Totals are off by a cent', [], false],
  ['debug output for orders', [], false],
  ['Send errors to Bugsnag', [], false],
  ['bugsnag', ['bugsnag'], false],
  ['fix typo in docs', [], false],
  ['Crash course: fix typos', [], false],
  ['feature: bugle', [], false],
  ['feature: say why it is broken', [], false],
  ['A ladybug as the logo', [], false],
  ['Start a bug bounty', [], false],
  ['Add a bug report template', [], false],
  ['Add crash reporting', [], false],
  ['Add regression tests for orders', [], false],
  ['Better error messages', [], false],
  ['Fix the width of the table', [], false],
  ['How do I debug a broken order?', [], false],
  ['debugger', ['debug'], false],
  ['Fix broken links', ['documentation'], false],
  ['App crashes', ['enhancement'], false],
  ['App crashes', ['question'], false],
  ['App crashes', ['bug', 'invalid'], false],
  ['App crashes', ['not a bug'], false],
  ['Pay who finds one', ['bug-bounty'], false],
  ['', [], false],
])('%s %j: %s', (title, labels, expected) => {
  expect(isBug(labels, title)).toBe(expected);
});

it('takes no time for a title that is made to take some', () => {
  const timer = startTimer();
  for (const piece of ['bug ', 'does not ', 'throws a ', 'no longer ', '[feature '])
    isBug([piece.repeat(500)], piece.repeat(5000));
  expect(timer()).toBeLessThan(1000);
});
