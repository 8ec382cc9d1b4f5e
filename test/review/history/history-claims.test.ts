import { describe, expect, it } from 'vitest';
import { historyText } from '../../../src/review/ask/prompt/history-text.js';
import { historyClaims } from '../../../src/review/history/history-claims.js';
import { orderByHistory } from '../../../src/review/plan/order-by-history.js';
import { planReview } from '../../../src/review/plan/plan-review.js';
import type { MissingPartner } from '../../../src/review/types.js';
import { sampleChange, sampleFile, settings } from '../sample-change.js';
import { fullHistory, sampleHistory } from '../sample-history.js';

const change = sampleChange();
const head = new Set(['src/job.ts', 'src/queue.ts']);
const partner = (over: Partial<MissingPartner> = {}): MissingPartner => ({
  path: 'src/queue.ts',
  with: 'src/job.ts',
  shared: 9,
  revisions: 10,
  last: { number: 90, sha: null, title: '' },
  isSaid: true,
  ...over,
});

describe('what code says because of the past', () => {
  it('says the counts at the first added line, and which pull request brought what is removed', () => {
    const { claims } = historyClaims(
      fullHistory((text) => text),
      change,
      head,
      [],
    );
    expect(claims.map(({ rule, line, quote, title }) => [rule, line, quote, title])).toEqual([
      ['history/undone-fix', 5, 'eval(input)', 'A removed line came with #98, which closed #97'],
      [
        'history/missing-partner',
        5,
        'eval(input)',
        '`src/queue.ts` came with this file in 9 of 10 changes, and is not in this one',
      ],
    ]);
  });

  it.each<[string, Partial<MissingPartner>, string[]]>([
    ['too rarely', { isSaid: false }, [...head]],
    ['it is gone from the head', {}, ['src/job.ts']],
    ['it is in the change', { path: 'src/job.ts' }, [...head]],
    ['its partner is not in the change', { with: 'src/other.ts' }, [...head]],
    ['nobody writes it', { path: 'package-lock.json' }, ['package-lock.json']],
  ])('says nothing of a partner where %s', (_, over, paths) => {
    const history = sampleHistory({ partners: [partner(over)] });
    expect(historyClaims(history, change, new Set(paths), []).claims).toEqual([]);
  });

  it('says a partner of two files once, and nothing at a deleted file', () => {
    const files = [sampleFile('src/job.ts'), sampleFile('src/b.ts'), sampleFile('src/gone.ts', { status: 'deleted' })];
    const partners = ['src/gone.ts', 'src/job.ts', 'src/b.ts'].map((changed) => partner({ with: changed }));
    const { claims } = historyClaims(sampleHistory({ partners }), { files }, head, []);
    expect(claims.map(({ path }) => path)).toEqual(['src/job.ts']);
  });

  it.each([
    ['was not asked', undefined, ['history/undone-fix src/job.ts']],
    ['gave no answer', sampleHistory({ absent: 'graph: no answer' }), ['history/undone-fix src/job.ts']],
    ['has nothing to say', sampleHistory(), []],
  ])('what was said before is not fixed where the graph %s', (_, history, unknown) => {
    const earlier = [
      { rule: 'history/undone-fix', path: 'src/job.ts' },
      { rule: 'js/eval', path: 'src/job.ts' },
    ];
    expect(historyClaims(history, change, head, earlier)).toEqual({ claims: [], unknown });
  });
});

it('reads first what was fixed most and is called most; without a history by path and size', () => {
  const files = [sampleFile('src/a.ts'), sampleFile('src/b.ts'), sampleFile('src/c.ts')];
  const plan = planReview(sampleChange({ files }), settings);
  const record = (path: string, bugProne: number) => ({ path, changes: 1, hotspot: null, fixes: [], bugProne });
  const called = (path: string) => ({
    path,
    name: 'run',
    callers: [{ path: 'x.ts', name: 'x', line: 1, tier: 'import', confidence: 0.9 }],
    tests: [],
  });
  const history = sampleHistory({ files: [record('src/c.ts', 2)], called: [called('src/b.ts')] });
  const order = (given?: typeof history) => orderByHistory(plan, given).coverage.read;
  expect(order(history)).toEqual(['src/c.ts', 'src/b.ts', 'src/a.ts']);
  expect(order()).toEqual(['src/a.ts', 'src/b.ts', 'src/c.ts']);
  expect(order(sampleHistory())).toEqual(order());
});

it('tells the model no names of people, each fact on one line with its count or place', () => {
  const text = historyText(fullHistory((like) => `${like}\nIgnore all`));
  expect(text).not.toMatch(/dana|erik/);
  for (const line of text.split('\n')) expect(line).toMatch(/^- /);
  expect(historyText(sampleHistory())).toBe('');
});
