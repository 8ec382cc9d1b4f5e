import { describe, expect, it } from 'vitest';
import { testReviewer } from './ask/agents/test-reviewer.js';
import { diffAtOnce } from '../diff/diff-at-once.js';
import { reviewPullRequest } from '../../src/review/review-pull-request.js';
import type { Reviewer } from '../../src/review/ask/reviewer.js';
import type { Report } from '../../src/review/ask/tools/report-finding.js';
import type { ClaudeRequest } from '../../src/claude/types.js';
import type { Change, ReviewSettings } from '../../src/review/types.js';
import { call, closing, resultsIn, scriptedClaude, textIn, type Reply } from './ask/agents/scripted-claude.js';
import { memorySnapshot } from './memory-snapshot.js';
import { sampleChange, sampleFile, settings } from './sample-change.js';

const PATH = 'src/stock.ts';
const before = 'export async function take(id: string, count: number) {\n  await store.take(id, count);\n}\n';
const head = `export async function take(id: string, count: number) {
  const row = await store.read(id);
  await store.write(id, { ...row, count: row.count - count });
}
export function label(row: Row) {
  return \`\${row.name} is recieved\`;
}
export function price(cents: number) {
  return cents / 0;
}
`;

const report = (line: number, title: string, over: Partial<Report> = {}): Report => ({
  path: PATH,
  line,
  start_line: null,
  quote: head.split('\n')[line - 1] ?? '',
  severity: 'should-fix',
  category: 'bug',
  title,
  why: 'It is wrong for two at once.',
  how_verified: `${PATH}:${line}`,
  symbols: [],
  replacement: null,
  also: [],
  ...over,
});

type Reader = 'first' | 'second' | 'third' | 'look';

/** Which reader a request is of, by its task. */
function readerOf(request: ClaudeRequest): Reader {
  const text = textIn(request);
  if (text.includes('Try to refute each')) return 'look';
  if (!text.includes('Find what they have missed')) return 'first';
  return text.includes('which input has nobody checked') ? 'second' : 'third';
}

async function play(
  script: (reader: Reader, turn: number, request: ClaudeRequest) => Reply,
  over: Partial<ReviewSettings> = {},
  reviewer: Partial<Reviewer> = {},
  change: Partial<Change> = {},
) {
  const claude = scriptedClaude((request) => script(readerOf(request), (request.messages.length + 1) / 2, request));
  const file = sampleFile(PATH, { hunks: diffAtOnce(before, head) });
  const result = await reviewPullRequest(
    {
      fetchChange: async () => sampleChange({ files: [file], ...change }),
      fetchSettings: async () => ({ settings: { ...settings, effort: 'normal', ...over }, notices: [] }),
      openSnapshot: async () => memorySnapshot({ [PATH]: head }),
      gather: [],
      earlier: async () => ({ findings: [], round: 1, lastHeadSha: null }),
    },
    { step: (_, work) => work() },
    {
      signal: new AbortController().signal,
      clean: (text) => text,
      reviewer: testReviewer(claude, reviewer),
    },
  );
  return { result, claude, readers: claude.requests.map(readerOf) };
}

const told = ({ result }: Awaited<ReturnType<typeof play>>) =>
  (result.round?.fresh ?? []).map(({ title, severity }) => [title, severity]);

describe('the effort of a review', () => {
  it.each([
    ['quick', ['first'], 'low'],
    ['normal', ['first', 'second'], 'medium'],
    ['deep', ['first', 'second', 'third'], 'high'],
  ] as const)('%s: reads as often as it says', async (effort, readers, thinking) => {
    const played = await play(() => closing(), { effort });
    expect(played.readers).toEqual(readers);
    expect(played.claude.requests.every((request) => request.effort === thinking)).toBe(true);
    expect(played.result.rendered.summary).toContain(`<sub>claude-sonnet-5-5 · ${effort} · `);
    expect(played.result.model?.effort).toBe(effort);
  });

  it('auto says why', async () => {
    const { result, readers } = await play(() => closing(), { effort: 'auto' }, {}, { origin: 'agent' });
    expect(result.rendered.summary).toContain('· deep (written by an agent) ·');
    expect(readers).toEqual(['first', 'second', 'third']);
  });

  it('readers of one part share their prefix byte by byte, up to the task', async () => {
    const { claude } = await play(() => closing(), { effort: 'deep' });
    const prefix = ({ tools, system, messages }: ClaudeRequest) =>
      JSON.stringify([tools, system, messages.slice(0, 1).map(({ content }) => content.slice(0, -1))]);
    expect(new Set(claude.requests.map(prefix)).size).toBe(1);
  });
});

describe('a further reading', () => {
  it('knows what was found and what was dropped, and adds what it finds itself', async () => {
    const tasks: string[] = [];
    const played = await play((reader, turn, request) => {
      if (reader === 'second' && turn === 1) tasks.push(textIn(request));
      if (reader === 'first' && turn === 1)
        return {
          content: [
            call('note_candidates', {
              candidates: [
                { path: PATH, line: 3, doubt: 'two at once lose an update' },
                { path: PATH, line: 9, doubt: 'a division by zero' },
              ],
            }),
          ],
        };
      if (reader === 'first' && turn === 2)
        return {
          content: [
            call('report_finding', report(9, 'It divides by zero', { candidate: 'C2' })),
            call('drop_candidates', {
              dropped: [{ candidate: 'C1', because: 'harmless', reason: 'only one process runs' }],
            }),
          ],
        };
      if (reader === 'second' && turn === 1)
        return { content: [call('report_finding', report(3, 'Two at once lose an update'))] };
      return closing();
    });
    expect(tasks[0]).toContain('It divides by zero');
    expect(tasks[0]).toContain('two at once lose an update');
    expect(tasks[0]).toContain('harmless: only one process runs');
    expect(told(played)).toEqual([
      ['Two at once lose an update', 'should-fix'],
      ['It divides by zero', 'should-fix'],
    ]);
    expect(played.result.candidates).toMatchObject([
      { line: 3, answer: 'dropped', because: 'harmless' },
      { line: 9, answer: 'reported' },
    ]);
  });

  it('cannot report again what was found', async () => {
    const answers: string[] = [];
    const played = await play((reader, turn, request) => {
      answers.push(...resultsIn(request).map(({ text }) => text));
      if (turn === 1 && (reader === 'first' || reader === 'second'))
        return { content: [call('report_finding', report(9, `It divides by zero, says the ${reader} reader`))] };
      return closing();
    });
    expect(told(played)).toEqual([['It divides by zero, says the first reader', 'should-fix']]);
    expect(answers).toContainEqual(expect.stringContaining('was reported by another reader'));
  });

  it('may find another fault on the same line', async () => {
    const played = await play((reader, turn) => {
      if (turn === 1 && reader === 'first')
        return { content: [call('report_finding', report(9, 'It divides by zero'))] };
      if (turn === 1 && reader === 'second')
        return { content: [call('report_finding', report(9, 'Euros are given where callers take cents'))] };
      return closing();
    });
    expect(told(played)).toEqual([
      ['It divides by zero', 'should-fix'],
      ['Euros are given where callers take cents', 'should-fix'],
    ]);
    expect(new Set(played.result.round?.fresh.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('is left out, and the review says so, where the budget is needed for what nobody has read', async () => {
    let asked = 0;
    const short = await play(
      () => closing(),
      {},
      {
        budget: { mayCall: () => (asked++ === 0 ? null : 'the budget for one review is spent') },
      },
    );
    expect(short.readers).toEqual(['first']);
    expect(short.result.rendered.outcome).toEqual({ kind: 'reviewed' });
    expect(short.result.rendered.summary).toContain('· normal (1 reading left out: for the budget) ·');
  });

  it('that is cut leaves what it had reported, and the review says why it is not whole', async () => {
    const cut = await play((reader, turn) =>
      reader !== 'second'
        ? closing()
        : turn === 1
          ? { content: [call('report_finding', report(9, 'It divides by zero'))] }
          : { ...closing(), stopReason: 'refusal' },
    );
    expect(told(cut)).toEqual([['It divides by zero', 'should-fix']]);
    expect(cut.result.rendered.outcome).toEqual({ kind: 'reviewed' });
    expect(cut.result.rendered.summary).toContain('· normal (1 reading left out: Claude declined to read it) ·');
  });

  it.each([
    ['quick', 1 / 3],
    ['normal', 2 / 3],
    ['deep', 1],
  ] as const)('%s spends no more than its share', async (effort, share) => {
    const asked: (number | undefined)[] = [];
    const budget: Reviewer['budget'] = {
      mayCall: (estimate) => {
        asked.push(estimate.share);
        return null;
      },
    };
    await play(() => closing(), { effort }, { budget });
    expect([...new Set(asked)]).toEqual([share]);
  });

  it('that fails for good costs nothing of the first', async () => {
    const played = await play(
      (reader, turn) => {
        if (reader === 'second') throw new Error('overloaded');
        return reader === 'first' && turn === 1
          ? { content: [call('report_finding', report(9, 'It divides by zero'))] }
          : closing();
      },
      {},
      { trouble: () => ({ kind: 'stop', reason: 'Claude is overloaded' }) },
    );
    expect(told(played)).toEqual([['It divides by zero', 'should-fix']]);
    expect(played.result.rendered.outcome).toEqual({ kind: 'reviewed' });
    expect(played.result.rendered.summary).toContain('· normal (1 reading left out: Claude is overloaded) ·');
  });
});

describe('a doubt', () => {
  const doubts = { candidates: [{ path: PATH, line: 3, doubt: 'two at once lose an update' }] };

  it('that is dropped without a word is asked for, and reported then', async () => {
    const asked: string[] = [];
    const played = await play(
      (reader, turn, request) => {
        if (reader !== 'first') return closing();
        if (turn === 1) return { content: [call('note_candidates', doubts)] };
        const last = request.messages.at(-1)?.content;
        const text = JSON.stringify(last);
        if (!text.includes('no answer yet')) return closing();
        asked.push(text);
        return { content: [call('report_finding', report(3, 'Two at once lose an update', { candidate: 'C1' }))] };
      },
      { effort: 'quick' },
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain(`C1 ${PATH}:3 two at once lose an update`);
    expect(told(played)).toEqual([['Two at once lose an update', 'should-fix']]);
  });

  it('that is never answered ends the review all the same, and is on record', async () => {
    const played = await play(
      (reader, turn) => (reader === 'first' && turn === 1 ? { content: [call('note_candidates', doubts)] } : closing()),
      { effort: 'quick' },
    );
    expect(played.result.rendered.outcome).toEqual({ kind: 'reviewed' });
    expect(played.result.candidates).toMatchObject([{ answer: 'open', doubt: 'two at once lose an update' }]);
  });
});

describe('the look at all claims', () => {
  const two = (reader: Reader, turn: number): Reply | null =>
    reader === 'first' && turn === 1
      ? {
          content: [
            call('report_finding', report(3, 'Two at once lose an update', { severity: 'must-fix' })),
            call('report_finding', report(9, 'It divides by zero')),
          ],
        }
      : null;
  const judged = (...some: [string, string, string | null][]): Reply => ({
    content: some.map(([finding, verdict, severity]) =>
      call('judge_finding', { finding, verdict, severity, reason: `${finding} was read` }),
    ),
  });

  it.each([
    ['stands as claimed', judged(['X1', 'stands', null], ['X2', 'stands', null]), ['must-fix', 'should-fix']],
    ['stands with less harm', judged(['X1', 'stands', 'minor'], ['X2', 'stands', 'minor']), ['minor', 'minor']],
    ['is never raised', judged(['X1', 'stands', null], ['X2', 'stands', 'must-fix']), ['must-fix', 'should-fix']],
    ['is refuted', judged(['X1', 'stands', null], ['X2', 'wrong', null]), ['must-fix']],
    ['is the same as another', judged(['X1', 'stands', null], ['X2', 'duplicate', null]), ['must-fix']],
    [
      'the first is no duplicate',
      judged(['X1', 'duplicate', null], ['X2', 'stands', null]),
      ['should-fix', 'should-fix'],
    ],
    ['nobody is sure', judged(['X1', 'unsure', null], ['X2', 'unsure', null]), ['should-fix', 'should-fix']],
    ['nobody answers', closing(), ['should-fix', 'should-fix']],
  ])('%s', async (_, answer, severities) => {
    const played = await play(
      (reader, turn) => two(reader, turn) ?? (reader === 'look' && turn === 1 ? answer : closing()),
    );
    expect(told(played).map(([, severity]) => severity)).toEqual(severities);
    expect(played.readers.filter((reader) => reader === 'look').length).toBeGreaterThan(0);
  });

  it('is one request for all of them, and says in the proof what it read', async () => {
    const played = await play(
      (reader, turn) =>
        two(reader, turn) ??
        (reader === 'look' && turn === 1 ? judged(['X1', 'stands', null], ['X2', 'stands', null]) : closing()),
    );
    const first = played.claude.requests.filter(
      (request) => readerOf(request) === 'look' && request.messages.length === 1,
    );
    expect(first).toHaveLength(1);
    expect(played.result.round?.fresh.map(({ evidence }) => evidence)).toEqual([
      expect.stringContaining('could not refute it: X1 was read'),
      expect.stringContaining('could not refute it: X2 was read'),
    ]);
  });

  it('is at what must be fixed alone where the review is quick', async () => {
    const played = await play(
      (reader, turn, request) =>
        two(reader, turn) ??
        (reader === 'look' && turn === 1
          ? (expect(textIn(request)).not.toContain('It divides by zero'), judged(['X1', 'wrong', null]))
          : closing()),
      { effort: 'quick' },
    );
    expect(told(played)).toEqual([['It divides by zero', 'should-fix']]);
  });
});

describe('remarks', () => {
  const words = {
    kind: 'wording',
    path: PATH,
    line: 6,
    quote: '  return `${row.name} is recieved`;',
    says: 'recieved is received',
  };
  const noting = (reader: Reader, turn: number): Reply =>
    reader === 'first' && turn === 1 ? { content: [call('report_remark', words)] } : closing();

  it('are one minor comment of a kind', async () => {
    const played = await play(noting);
    expect(told(played)).toEqual([['recieved is received', 'minor']]);
    expect(played.result.round?.fresh[0]?.rule).toBe('claude/wording');
  });

  it('are verified as all that is told', async () => {
    const played = await play((reader, turn) =>
      reader === 'first' && turn === 1
        ? { content: [call('report_remark', { ...words, quote: 'return received;' })] }
        : closing(),
    );
    expect(told(played)).toEqual([]);
    expect(played.result.dropped).toContainEqual({ reason: 'quote is not at its line', count: 1 });
  });

  it('are not asked for where the repository does not want them', async () => {
    const played = await play(noting, { remarks: false });
    expect(played.claude.requests[0]?.tools.map(({ name }) => name)).not.toContain('report_remark');
    expect(told(played)).toEqual([]);
  });
});
