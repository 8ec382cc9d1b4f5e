import { describe, expect, it } from 'vitest';
import type { ClaudeRequest } from '../../../src/claude/types.js';
import type { Reviewer } from '../../../src/review/ask/reviewer.js';
import type { Earlier, ReviewResult } from '../../../src/review/review-contract.js';
import { reviewPullRequest } from '../../../src/review/review-pull-request.js';
import type { JudgedLead, LedgerFinding, ReviewSettings } from '../../../src/review/types.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { call, closing, scriptedClaude, textIn, type Reply } from '../ask/agents/scripted-claude.js';
import { testReviewer } from '../ask/agents/test-reviewer.js';
import { memorySnapshot } from '../memory-snapshot.js';
import { sampleChange, sampleFile, settings } from '../sample-change.js';
import { sampleSarif, type SampleResult } from './sample-sarif.js';

const SARIF = 'out/scan.sarif';
const CART = `export function pay(cart: Cart) {
  const first = sum(cart);
  const second = halve(cart);
  const third = clear(cart);
  return first + second + third;
}
`;
const THREE: SampleResult[] = [
  { rule: 'one', line: 2 },
  { rule: 'two', line: 3 },
  { rule: 'three', line: 4 },
];

interface Play {
  results?: SampleResult[];
  text?: string;
  /** What the model does when it is asked; absent: there is none. */
  script?: (request: ClaudeRequest, leads: Asked[]) => Reply;
  reviewer?: Partial<Reviewer>;
  over?: Partial<ReviewSettings>;
  earlier?: Partial<Earlier>;
  headSha?: string;
  /** The file at the head of the round before. */
  before?: string;
  repositoryUrl?: string;
}

/** A lead as the model sees it. */
interface Asked {
  handle: string;
  line: number;
  rule: string;
}

function askedIn(request: ClaudeRequest): Asked[] {
  const shown = [...textIn(request).matchAll(/- (L\d+) [^ ]+?:(\d+) (\S+): /g)];
  return shown.map(([, handle = '', line, rule = '']) => ({ handle, line: Number(line), rule }));
}

const judge = (handle: string, verdict: string, reason = `read for ${handle}`) =>
  call('judge_finding', { finding: handle, verdict, reason });

async function play({
  results = THREE,
  text = CART,
  script,
  reviewer,
  over,
  earlier,
  headSha,
  before = CART,
  repositoryUrl,
}: Play) {
  const claude = scriptedClaude((request) =>
    request.messages.length > 1 ? closing() : (script?.(request, askedIn(request)) ?? closing()),
  );
  const file = sampleFile('src/cart.ts', { status: 'added', hunks: diffAtOnce('', text) });
  const change = sampleChange({ files: [file], ...(headSha === undefined ? {} : { headSha }) });
  const result = await reviewPullRequest(
    {
      fetchChange: async () => change,
      fetchSettings: async () => ({
        settings: { ...settings, sarif: [SARIF], rules: { 'tests/missing': 'off' }, ...over },
        notices: [],
      }),
      openSnapshot: async (_, sha) =>
        memorySnapshot({ 'src/cart.ts': sha === change.headSha ? text : before, [SARIF]: sampleSarif(results) }),
      gather: [],
      earlier: async () => ({ findings: [], round: 1, lastHeadSha: null, ...earlier }),
    },
    { step: (_, work) => work() },
    {
      signal: new AbortController().signal,
      clean: (given) => given,
      ...(script === undefined ? {} : { reviewer: testReviewer(claude, reviewer) }),
      ...(repositoryUrl === undefined ? {} : { repositoryUrl }),
    },
  );
  return { result, claude };
}

const told = ({ round }: ReviewResult) => (round?.fresh ?? []).map(({ rule, line }) => [rule, line]);
const open = ({ leads }: ReviewResult) => leads.open.map(({ rule, line }) => [rule, line]);

describe('leads without a model', () => {
  it('stand in one fold with links, and change nothing else', async () => {
    const repositoryUrl = 'https://github.com/acme/shop';
    const { result } = await play({ repositoryUrl, over: { fail_check: true, request_changes: true } });
    const clean = await play({ results: [], repositoryUrl, over: { fail_check: true, request_changes: true } });
    expect(told(result)).toEqual([]);
    expect(open(result)).toEqual([
      ['tool/Bandsaw/one', 2],
      ['tool/Bandsaw/two', 3],
      ['tool/Bandsaw/three', 4],
    ]);
    const { summary } = result.rendered;
    expect(summary).toContain(
      `<details><summary>Worth a look (not verified)</summary>\n\n- [\`src/cart.ts:2\`](${repositoryUrl}/blob/${'a'.repeat(40)}/src/cart.ts#L2) Bandsaw: one is suspicious (\`tool/Bandsaw/one\`)\n`,
    );
    const { check, summary: _, ...rest } = result.rendered;
    const { check: checkOfClean, summary: __, ...restOfClean } = clean.result.rendered;
    expect(rest).toEqual(restOfClean);
    expect({ ...check, summary: '' }).toEqual({ ...checkOfClean, summary: '' });
    expect(check.conclusion).toBe('success');
  });

  it('are ten at most there, and the others are counted', async () => {
    const text = Array.from({ length: 250 }, (_, line) => `step(${line});`).join('\n');
    const results = Array.from({ length: 250 }, (_, line) => ({ rule: `r${line}`, line: line + 1 }));
    const { result } = await play({
      text,
      results: [...results.slice(0, 249), { rule: 'worst', line: 250, over: HIGH }],
    });
    const fold = /Worth a look \(not verified\)<\/summary>\n\n([\s\S]*?)\n\n<\/details>/.exec(
      result.rendered.summary ?? '',
    )?.[1];
    expect(fold?.split('\n')).toHaveLength(11);
    expect(fold?.split('\n')[0]).toContain('tool/Bandsaw/worst');
    expect(fold?.split('\n').at(-1)).toBe('- and 240 more');
    expect(result.leads.open).toHaveLength(200);
    expect(result.dropped).toContainEqual({ reason: 'more than 200 leads, the worst are kept', count: 50 });
  });

  it.each<[string, Partial<ReviewSettings>]>([
    ['rules: off', { rules: { 'tests/missing': 'off', 'tool/Bandsaw/two': 'off' } }],
    ['a dismissal of wider scope', {}],
  ])('are silenced by %s', async (by, over) => {
    const dismissal = { id: 'd', number: 5, text: 'x', source: 'dismissed by dora', link: null, silenced: 0 };
    const dismissalOf = ({ rule }: { rule: string }) =>
      by !== 'rules: off' && rule === 'tool/Bandsaw/two' ? dismissal : null;
    const { result } = await play({ over, earlier: { dismissalOf } });
    expect(open(result)).toEqual([
      ['tool/Bandsaw/one', 2],
      ['tool/Bandsaw/three', 4],
    ]);
  });

  it('cannot write into the summary', async () => {
    const text = 'x</details> <img src=x> @dora ![a](b)\n# Title';
    const { result } = await play({ results: [{ text, rule: '`</details>@dora`' }] });
    expect(result.rendered.summary?.replaceAll(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)<img|@dora/);
    expect(result.rendered.summary?.match(/(?<!\\)<\/details>/g)).toHaveLength(1);
    expect(result.leads.open[0]?.rule).toBe('tool/Bandsaw/-/details-@dora-');
  });
});

const HIGH = { properties: { 'security-severity': '9.1', tags: ['security'] } };

describe('leads with a model', () => {
  const verdicts = (leads: Asked[]) =>
    leads.map(({ handle, rule }) =>
      judge(handle, rule.endsWith('one') ? 'stands' : rule.endsWith('two') ? 'wrong' : 'unsure', 'It sums strings.'),
    );

  it.each(['single', 'parallel'] as const)('are each judged once (agents: %s)', async (agents) => {
    const seen: string[] = [];
    const { result, claude } = await play({
      over: { agents },
      script: (_, leads) => {
        const task = JSON.stringify(_.messages);
        const mine = leads.filter(({ handle }) => new RegExp(`proof: [^.]*\\b${handle}\\b`).test(task));
        seen.push(...mine.map(({ handle }) => handle));
        return mine.length > 0 ? { content: verdicts(mine) } : closing();
      },
    });
    expect(seen.toSorted()).toEqual(['L1', 'L2', 'L3']);
    expect(told(result)).toEqual([['tool/Bandsaw/one', 2]]);
    expect(result.round?.fresh[0]).toMatchObject({
      title: 'Bandsaw: one is suspicious',
      body: 'It sums strings.',
      evidence: 'Rule `tool/Bandsaw/one` pointed here, Claude read it.',
      anchored: true,
      quote: '  const first = sum(cart);',
    });
    expect(result.rendered.comments).toHaveLength(1);
    expect(open(result)).toEqual([]);
    expect(result.rendered.summary).not.toContain('Worth a look');
    expect(result.dropped).toEqual([
      { reason: 'Claude judged the lead of tool/Bandsaw/two wrong', count: 1 },
      { reason: 'Claude judged the lead of tool/Bandsaw/three unsure', count: 1 },
    ]);
    expect(result.leads.judged.map(({ rule, verdict, answered }) => [rule, verdict, answered])).toEqual([
      ['tool/Bandsaw/one', 'stands', true],
      ['tool/Bandsaw/two', 'wrong', true],
      ['tool/Bandsaw/three', 'unsure', true],
    ]);
    expect(textIn(claude.requests[0] as ClaudeRequest)).toContain('<data-n0nce of=\\"leads\\">');
  });

  it('go to the agent of their concern', async () => {
    const given = new Map<string, string[]>();
    await play({
      over: { agents: 'parallel' },
      results: [
        { rule: 'safe', line: 2, over: HIGH },
        { rule: 'fast', line: 3, over: { properties: { tags: ['performance'] } } },
        { rule: 'right', line: 4 },
      ],
      script: (request) => {
        const [, role = ''] = /for (security|performance|correctness)/.exec(lastText(request)) ?? [];
        if (role !== '') given.set(role, lastText(request).match(/\bL\d\b/g) ?? []);
        return closing();
      },
    });
    expect(Object.fromEntries(given)).toEqual({ security: ['L1'], performance: ['L2'], correctness: ['L3'] });
  });

  it('that are not answered count as unsure and stand in the fold', async () => {
    const { result } = await play({ script: (_, leads) => ({ content: verdicts(leads.slice(0, 2)) }) });
    expect(open(result)).toEqual([['tool/Bandsaw/three', 4]]);
    expect(result.rendered.summary).toContain('Worth a look (not verified)');
    expect(result.leads.judged.at(-1)).toMatchObject({ verdict: 'unsure', answered: false });
    expect(result.rendered.outcome).toEqual({ kind: 'reviewed' });
    expect(result.rendered.check.conclusion).toBe('success');
  });

  it('stand where the model reports the same fault in its own words, once', async () => {
    const report = call('report_finding', {
      path: 'src/cart.ts',
      line: 2,
      start_line: null,
      quote: '  const first = sum(cart);',
      severity: 'should-fix',
      category: 'bug',
      title: 'Strings are joined',
      why: 'The amounts are strings.',
      how_verified: 'src/cart.ts:2',
      symbols: [],
      replacement: null,
      also: [],
    });
    const { result } = await play({ results: [THREE[0] ?? {}], script: () => ({ content: [report] }) });
    expect(told(result)).toEqual([['tool/Bandsaw/one', 2]]);
    expect(result.round?.fresh[0]).toMatchObject({ body: 'The amounts are strings.' });
    expect(result.leads.judged).toMatchObject([{ verdict: 'stands', answered: true }]);
  });

  it('are thirty at most, worst first; the others stand in the fold', async () => {
    const text = Array.from({ length: 60 }, (_, line) => `step(${line});`).join('\n');
    const results = Array.from({ length: 60 }, (_, line) => ({
      rule: `r${line}`,
      line: line + 1,
      ...(line === 59 ? { over: HIGH } : {}),
    }));
    let shown: Asked[] = [];
    const { result } = await play({
      text,
      results,
      script: (_, leads) => {
        shown = leads;
        return { content: leads.map(({ handle }) => judge(handle, 'wrong')) };
      },
    });
    expect(shown).toHaveLength(30);
    expect(shown[0]?.line).toBe(60);
    expect(open(result)).toHaveLength(30);
    expect(result.rendered.summary).toContain('- and 20 more');
  });

  it('stand in the fold when the model could not be asked, and nothing is counted', async () => {
    const { result } = await play({
      script: () => {
        throw new Error('503');
      },
      reviewer: { trouble: () => ({ kind: 'stop', reason: 'Claude is away' }) },
    });
    expect(open(result)).toHaveLength(3);
    expect(result.leads.judged).toEqual([]);
    expect(result.rendered.outcome).toEqual({ kind: 'partial', reason: 'rules only: Claude is away' });
  });

  it('below the minimum severity are neither asked nor shown', async () => {
    const { result, claude } = await play({
      over: { min_severity: 'must-fix' },
      results: [{ rule: 'one' }, { rule: 'two', line: 3, over: HIGH }],
      script: (_, leads) => ({ content: leads.map(({ handle }) => judge(handle, 'stands')) }),
    });
    expect(askedIn(claude.requests[0] as ClaudeRequest).map(({ rule }) => rule)).toEqual(['tool/Bandsaw/two']);
    expect(told(result)).toEqual([['tool/Bandsaw/two', 3]]);
  });
});

describe('leads in the next round', () => {
  const after = ({ round, leads, rendered }: ReviewResult): Partial<Earlier> => ({
    findings: round?.fresh ?? [],
    leads: leads.judged,
    round: 2,
    lastHeadSha: rendered.headSha,
  });
  const all = (verdict: string) => (_: ClaudeRequest, leads: Asked[]) => ({
    content: leads.map(({ handle }) => judge(handle, verdict)),
  });

  it.each(['wrong', 'unsure'])('are not asked again when they were %s and their line is the same', async (verdict) => {
    const first = await play({ script: all(verdict) });
    const { result, claude } = await play({
      text: CART.replace('halve(cart)', 'halve(cart.items)'),
      headSha: 'c'.repeat(40),
      earlier: after(first.result),
      script: all('wrong'),
    });
    expect(
      claude.requests
        .filter(({ messages }) => messages.length === 1)
        .flatMap(askedIn)
        .map(({ rule }) => rule),
    ).toEqual(['tool/Bandsaw/two']);
    expect(open(result)).toEqual([]);
  });

  it('are asked again when they were not answered, and told when they stand by now', async () => {
    const first = await play({ script: () => closing() });
    const { result, claude } = await play({
      headSha: 'c'.repeat(40),
      text: `${CART}\n`,
      earlier: after(first.result),
      script: all('stands'),
    });
    expect([told(result).length, open(first.result).length]).toEqual([3, 3]);
    expect(claude.requests.filter(({ messages }) => messages.length === 1).flatMap(askedIn)).toHaveLength(3);
  });

  it.each([true, false])(
    'stay told when they stand, also without a model (%s), and are fixed with their line',
    async (withModel) => {
      const first = await play({ script: all('stands') });
      expect(told(first.result)).toHaveLength(3);
      const { result, claude } = await play({
        text: CART.replace('sum(cart)', 'sumOf(cart)'),
        results: THREE.slice(1),
        headSha: 'c'.repeat(40),
        earlier: after(first.result),
        ...(withModel ? { script: () => closing() } : {}),
      });
      expect(claude.requests.filter(({ messages }) => messages.length === 1).flatMap(askedIn)).toEqual([]);
      expect(result.round).toMatchObject({
        fresh: [],
        standing: [{ rule: 'tool/Bandsaw/two' }, { rule: 'tool/Bandsaw/three' }],
        fixed: [{ rule: 'tool/Bandsaw/one' }],
      });
    },
  );

  it('of a tool that did not run are not taken for fixed', async () => {
    const first = await play({ script: all('stands') });
    const { result } = await play({ results: [], headSha: 'c'.repeat(40), earlier: after(first.result) });
    expect(result.round?.fixed).toEqual([]);
    expect(result.round?.standing).toHaveLength(3);
  });

  it('tell two equal lines apart', async () => {
    const text = 'same(a);\nother(b);\nsame(a);\n';
    const results = [1, 3].map((line) => ({ rule: 'one', line }));
    const first = await play({
      text,
      results,
      script: (_, leads) => ({
        content: leads.map(({ handle, line }) => judge(handle, line === 1 ? 'wrong' : 'stands')),
      }),
    });
    expect(told(first.result)).toEqual([['tool/Bandsaw/one', 3]]);
    const second = await play({
      text: `${text}more(c);\n`,
      results,
      headSha: 'c'.repeat(40),
      earlier: after(first.result),
    });
    expect(second.result.round?.standing).toMatchObject([{ line: 3 }]);
    expect(open(second.result)).toEqual([]);
  });
});

describe('a rule that has become a lead', () => {
  const EVAL = 'export function run(text: string) {\n  return eval(text);\n}\n';
  const rule = { rule: 'js/eval', bad: 17, now: true, told: false };
  const evals = { text: EVAL, results: [] };

  it('is posted no more, and the summary says so once', async () => {
    const { result } = await play({ ...evals, earlier: { leadRules: [rule] } });
    expect(told(result)).toEqual([]);
    expect(open(result)).toEqual([['js/eval', 2]]);
    expect(result.rendered.summary).toContain('> ⚠️ Of the latest 30 cases of `js/eval` here 17 were dismissed');
    expect(result.leads.rules).toEqual(['js/eval']);
    const next = await play({ ...evals, earlier: { leadRules: [{ ...rule, told: true }] } });
    expect(next.result.rendered.summary).not.toContain('Of the latest 30');
    expect(next.result.leads.rules).toEqual(['js/eval']);
    const back = await play({ ...evals, earlier: { leadRules: [{ ...rule, now: false, told: true }] } });
    expect(told(back.result)).toEqual([['js/eval', 2]]);
    expect(back.result.rendered.summary).toContain('> ⚠️ The latest 30 cases of `js/eval` here are good again');
  });

  it('leaves open what was told before', async () => {
    const first = await play(evals);
    const findings: LedgerFinding[] = first.result.round?.fresh ?? [];
    expect(findings).toHaveLength(1);
    const judged: JudgedLead[] = [];
    const { result } = await play({
      ...evals,
      earlier: { findings, leads: judged, leadRules: [rule], round: 2, lastHeadSha: 'a'.repeat(40) },
    });
    expect(result.round).toMatchObject({ fresh: [], standing: [{ rule: 'js/eval' }], fixed: [] });
    expect(open(result)).toEqual([]);
  });
});

function lastText({ messages }: ClaudeRequest): string {
  const content = messages[0]?.content;
  const last = typeof content === 'string' ? undefined : content?.at(-1);
  return last?.type === 'text' ? last.text : '';
}
