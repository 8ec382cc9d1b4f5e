import { describe, expect, it } from 'vitest';
import { rankSuspects, type Suspect, type Tie } from '../../../src/workflows/suspects/rank-suspects.js';

const TIME = new Date('2026-03-10T12:00:00Z');
const frame = (path = 'src/pay.ts', line = 12) => ({ path, line, function: 'retry', exception: 'TypeError' });
const line = (depth: number, path?: string): Tie => ({ kind: 'line', frame: frame(path), depth });
const near = (depth: number, path?: string): Tie => ({ kind: 'near', frame: frame(path), depth, lines: [11] });
const file = (depth: number, path?: string): Tie => ({ kind: 'file', frame: frame(path), depth });
const pull = (number: number, daysBefore: number, ...ties: Tie[]): Suspect => ({
  number,
  title: `Change ${number}`,
  author: 'dora',
  mergedAt: new Date(TIME.getTime() - daysBefore * 86_400_000),
  ties,
});
const order = (...suspects: Suspect[]) => rankSuspects(suspects, TIME, 10).map(({ number }) => number);

describe('suspects', () => {
  it('are those that touch the frames most closely, where it fails before who called it', () => {
    expect(order(pull(1, 3, file(0)), pull(2, 3, near(0)), pull(3, 3, line(0)))).toEqual([3, 2, 1]);
    expect(order(pull(1, 3, line(2)), pull(2, 3, line(0)))).toEqual([2, 1]);
    expect(order(pull(1, 3, line(0)), pull(2, 3, line(0), line(1)))).toEqual([2, 1]);
  });

  it('are sooner those that came just before the error', () => {
    expect(order(pull(1, 400, line(0)), pull(2, 1, near(0)))).toEqual([2, 1]);
    // Who brought the line a week ago is not beaten by who was near it yesterday.
    expect(order(pull(1, 7, line(0)), pull(2, 1, near(0)))).toEqual([1, 2]);
    expect(order(pull(1, 3, line(0)), pull(2, 3, line(0)))).toEqual([2, 1]);
  });

  it('are none that came after it', () => {
    expect(order(pull(1, -0.001, line(0)), pull(2, 0, line(0)))).toEqual([2]);
  });

  it('are so many at most, each with what tells most first and nothing twice', () => {
    const both = pull(1, 1, file(0), near(1, 'src/other.ts'), line(0), file(1, 'src/last.ts'));
    const [first, ...more] = rankSuspects([both, pull(2, 1, file(0))], TIME, 1);
    expect(more).toEqual([]);
    expect(first!.ties.map(({ kind, frame: { path } }) => `${kind} ${path}`)).toEqual([
      'line src/pay.ts',
      'near src/other.ts',
      'file src/last.ts',
    ]);
  });
});
