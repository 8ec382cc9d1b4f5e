import { describe, expect, it } from 'vitest';
import { createByteBudget, LARGE_BODY } from '../../src/inbox/byte-budget.js';

const large = LARGE_BODY * 4;

describe('createByteBudget', () => {
  it('gives no more than there is, and what comes back again', () => {
    const budget = createByteBudget({ total: 1000, keptForSmall: 100 });
    const first = budget.reserve(600);
    expect(budget.reserve(401)).toBeNull();
    const second = budget.reserve(400);
    expect(budget.reserve(1)).toBeNull();
    first?.release();
    first?.release();
    expect(budget.reserve(601)).toBeNull();
    expect(second?.grow(1000)).toBe(true);
    expect(second?.grow(1001)).toBe(false);
    expect(budget.reserve(0)).not.toBeNull();
  });

  it('keeps a share that large ones never get, also if they began small', () => {
    const budget = createByteBudget({ total: 3 * large, keptForSmall: large });
    const grown = budget.reserve(0);
    for (let bytes = 0; bytes <= large; bytes += LARGE_BODY / 2) expect(grown?.grow(bytes)).toBe(true);
    const other = budget.reserve(large);
    expect(other).not.toBeNull();
    expect(budget.reserve(LARGE_BODY + 1)).toBeNull();
    const chunked = budget.reserve(LARGE_BODY);
    expect(chunked?.grow(LARGE_BODY + 1)).toBe(false);
    const small = Array.from({ length: 3 }, () => budget.reserve(LARGE_BODY));
    expect(small.every((each) => each !== null)).toBe(true);
    expect(budget.reserve(1)).toBeNull();
    for (const each of [grown, other, chunked, ...small]) each?.release();
    expect(budget.reserve(2 * large)).not.toBeNull();
  });
});
