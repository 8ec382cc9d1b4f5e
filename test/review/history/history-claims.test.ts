import { describe, expect, it } from 'vitest';
import { historyText } from '../../../src/review/ask/prompt/history-text.js';
import { historyTexts } from '../../../src/commands/review/history-texts.js';
import { historyClaims } from '../../../src/review/history/history-claims.js';
import { orderByHistory } from '../../../src/review/plan/order-by-history.js';
import { planReview } from '../../../src/review/plan/plan-review.js';
import { historyLines } from '../../../src/review/render/history-lines.js';
import { fingerprints } from '../../../src/review/rounds/fingerprint.js';
import { verifyClaims } from '../../../src/review/verify/verify-claims.js';
import type { ChangeHistory, MissingPartner } from '../../../src/review/history/types.js';
import { sampleChange, sampleFile, settings } from '../sample-change.js';
import { fullHistory, sampleHistory } from '../sample-history.js';

const change = sampleChange();
const HEAD = '\n\n\na\neval(input)\nd';
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

  it('says nothing at a deleted file', () => {
    const files = [sampleFile('src/gone.ts', { status: 'deleted' })];
    const history = sampleHistory({ partners: [partner({ with: 'src/gone.ts' })] });
    expect(historyClaims(history, { files }, head, []).claims).toEqual([]);
  });

  it('says two partners and two fixes of one line, each with an identity of its own', async () => {
    const paths = ['src/a.ts', 'src/b.ts'];
    const history = sampleHistory({
      partners: paths.map((path) => partner({ path })),
      undone: [98, 99].map((number) => ({
        path: 'src/job.ts',
        lines: [5],
        by: { number, sha: null, title: 'Fix' },
        issue: { number: 71, title: '', isBug: true },
      })),
    });
    const { claims } = historyClaims(history, change, new Set([...head, ...paths]), []);
    const proven = await verifyClaims(claims, async () => HEAD, change, settings);
    expect(proven.dropped).toEqual([]);
    expect(proven.claims.map(({ line, about }) => [line, about])).toEqual([
      [5, '#98'],
      [5, '#99'],
      [5, 'src/a.ts'],
      [5, 'src/b.ts'],
    ]);
    const [, , a, b] = fingerprints(proven.claims);
    expect(a).not.toBe(b);
    // Whoever dismisses one of them has not dismissed the other, which is alone in the next round.
    const alone = historyClaims(
      sampleHistory({ partners: [partner({ path: 'src/b.ts' })] }),
      change,
      new Set(paths),
      [],
    );
    expect(fingerprints(alone.claims)).toEqual([b]);
  });

  it('knows what it has not said: too many to tell, lists that were cut, a head that was not read', () => {
    const earlier = ['history/undone-fix', 'history/missing-partner'].map((rule) => ({ rule, path: 'src/job.ts' }));
    const both = earlier.map(({ rule, path }) => `${rule} ${path}`);
    const unknownOf = (history: ChangeHistory, paths: ReadonlySet<string> = head) =>
      historyClaims(history, change, paths, earlier).unknown;
    expect(unknownOf(sampleHistory())).toEqual([]);
    const fixes = [1, 2, 3, 4].map((number) => ({
      path: 'src/job.ts',
      lines: [5],
      by: { number, sha: null, title: 'Fix' },
      issue: { number: 71, title: '', isBug: true },
    }));
    expect(unknownOf(sampleHistory({ undone: fixes }))).toEqual([both[0]]);
    expect(unknownOf(sampleHistory({ undone: fixes.slice(1) }))).toEqual([]);
    expect(unknownOf(sampleHistory({ cut: ['undone'] }))).toEqual([both[0]]);
    expect(unknownOf(sampleHistory({ cut: ['partners'] }))).toEqual([both[1]]);
    expect(unknownOf(sampleHistory(), new Set())).toEqual([both[1]]);
  });

  it.each([
    ['a bug that the graph knows', { number: 97, title: '', isBug: true }, 'which closed #97'],
    ['an issue that a message names', { number: 97, title: '', isBug: false }, 'which says that it closes #97'],
    ['a title only', null, 'a fix by its title'],
  ])('says of %s no more than is known', (_, issue, words) => {
    const by = { number: null, sha: 'abc1234def', title: 'Fix' };
    const history = sampleHistory({ undone: [{ path: 'src/job.ts', lines: [5], by, issue }] });
    const { claims } = historyClaims(history, change, head, []);
    // The context tells of a title, too; a note needs an issue.
    const noted = issue === null ? [] : [`A removed line came with abc1234, ${words}`];
    expect(claims.map(({ title }) => title)).toEqual(noted);
    for (const { body } of claims) expect(body).toContain(`("Fix"), ${words}. `);
    expect(historyText(history)).toContain(words.replace('closed #', 'closed bug #'));
    const { lines } = historyLines(history, { repositoryUrl: null, headSha: 'a' }, (text) => text);
    expect(lines.join()).toContain(`\`abc1234\`, ${words.replace('#97', '`#97`')}`);
    expect(historyTexts(history)).toEqual([`src/job.ts: 1 removed line came with abc1234 Fix, ${words}`]);
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

it('tells callers and tests only as sure as they are, and as of which commit', () => {
  const [called] = fullHistory((like) => like).called;
  const history = sampleHistory({
    called:
      called === undefined
        ? []
        : [
            {
              ...called,
              tests: [
                { path: 'test/sure.ts', tier: 'import', confidence: 0.9 },
                { path: 'test/likely.ts', tier: 'same package', confidence: 0.7 },
              ],
            },
          ],
  });
  const { lines } = historyLines(history, { repositoryUrl: null, headSha: 'a' }, (text) => text);
  expect(lines).toEqual([
    '- `run` in `src/job.ts` has at least 1 caller as of `ccccccc`: `src/worker.ts:8`, called by tests in `test/sure.ts`',
  ]);
  expect(historyText(history)).toContain(
    'is called by tests: test/sure.ts [import, 0.90], test/likely.ts [same package, 0.70]',
  );
});
