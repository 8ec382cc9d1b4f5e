import { describe, expect, it } from 'vitest';
import { symbolsText } from '../../../src/review/ask/prompt/symbols-text.js';
import { callersText } from '../../../src/review/history/contract-text.js';
import { countContractCallers } from '../../../src/review/history/count-contract-callers.js';
import type { CalledSymbol, ChangeHistory, ContractChange } from '../../../src/review/history/types.js';

const CONTRACT: ContractChange = {
  path: 'src/pay.ts',
  name: 'charge',
  before: 'function charge(a: A)',
  after: 'function charge(a: A, key: string)',
  changes: ['`charge()` takes a second required parameter `key`'],
  breaks: true,
};
const caller = (path: string, name: string, confidence: number) => ({
  path,
  name,
  line: 3,
  tier: 'import',
  confidence,
});

describe('countContractCallers', () => {
  it('counts each sure caller once, and those whose file is not in the change', () => {
    const callers = [
      caller('src/a.ts', 'a', 0.9),
      caller('src/a.ts', 'a', 0.95),
      caller('src/b.ts', 'b', 0.9),
      caller('src/c.ts', 'c', 0.7),
    ];
    const called: CalledSymbol[] = [{ path: 'src/pay.ts', name: 'charge', callers, tests: [] }];
    const counted = countContractCallers([CONTRACT, { ...CONTRACT, name: 'other' }], called, new Set(['src/a.ts']));
    expect(counted.map((one) => one.callers)).toEqual([{ count: 2, outside: 1 }, undefined]);
  });

  it.each([
    [{ count: 7, outside: 2 }, '; at least 7 callers, 2 of them not in this change'],
    [{ count: 7, outside: 0 }, '; at least 7 callers, all in this change'],
    [{ count: 1, outside: 1 }, '; at least 1 caller, not in this change'],
    [undefined, ''],
  ])('%j is told as "%s"', (callers, text) => {
    expect(callersText(callers === undefined ? {} : { callers })).toBe(text);
  });
});

it('the prompt names what changes, and who else changes it', () => {
  const collision = { number: 8, title: 'Keys', path: 'src/pay.ts', name: 'charge' } as const;
  const history = {
    contracts: [{ ...CONTRACT, callers: { count: 2, outside: 1 } }],
    collisions: [
      { ...collision, kind: 'contract', changes: ['`charge()` is gone'], at: { path: 'src/a.ts', line: 9 } },
      { ...collision, kind: 'same symbol', changes: [], at: null },
    ],
  } satisfies Partial<ChangeHistory>;
  expect(symbolsText(history)).toEqual([
    '- contract of charge in src/pay.ts changed; at least 2 callers, 1 of them not in this change: function charge(a: A) → function charge(a: A, key: string)',
    '- open pull request #8 changes the contract of charge in src/pay.ts, which this change calls (src/a.ts:9): `charge()` is gone',
    '- open pull request #8 changes charge in src/pay.ts too',
  ]);
});
