import { expect, it } from 'vitest';
import { dryCondition } from '../../../src/workflows/executions/dry-condition.js';

const done = { status: 'completed' };
const unknown = (text: string) => ({
  value: 'unknown' as const,
  trace: [{ text, value: 'unknown' as const, why: 'why' }],
});

it.each([
  ['steps.call.body == 1', { call: done }, ['call']],
  ['steps.call.body == steps.other.body', { call: done, other: done }, ['call', 'other']],
  ['steps.call.body == 1', { call: { status: 'skipped' } }, []],
  ['review.findings.must_fix == 0', { check: done }, ['check']],
  ['review.findings.must_fix == 0', {}, []],
  ['graph.callers > 1', { call: done, check: done }, []],
])('%s with %o rests on %o', (text, steps, open) => {
  expect(dryCondition(unknown(text), steps, ['check']).open).toEqual(open);
});

it('leaves alone what is known, and what is unknown for another reason', () => {
  const trace = [
    { text: 'steps.a.body == 1', value: 'unknown' as const, why: 'x' },
    { text: 'graph.callers > 1', value: 'unknown' as const, why: 'no graph' },
    { text: 'event.draft', value: false as const },
  ];
  expect(dryCondition({ value: false, trace }, { a: done }, [])).toEqual({
    value: false,
    open: [],
    trace: [{ ...trace[0], why: 'a dry run does not carry out step `a`' }, trace[1], trace[2]],
  });
});
