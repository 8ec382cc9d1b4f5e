import type { ClaudeRequest } from '../../../src/claude/types.js';
import type { Candidate, DropReason } from '../../../src/review/ask/candidates.js';
import { call, closing, resultsIn, scriptedClaude, type Reply } from '../ask/agents/scripted-claude.js';
import type { Place, Scene } from './make-scene.js';
import type { MissedKind } from './missed-fault.js';

/** How the first reader tries to be rid of what it doubts, before it is made to answer; the last two answer at once. */
export const WAYS = [
  'in silence',
  'with an empty reason',
  'by a handle that is none',
  'by its word alone',
  'with a bad reason',
  'not at all',
] as const;
export type Way = (typeof WAYS)[number];

/** Sentences with which true faults were dropped. */
export const BAD_REASONS: Readonly<Record<MissedKind, { because: DropReason; reason: string }>> = {
  'a check only in the client': { because: 'code excludes it', reason: 'the page checks it before it sends' },
  'a value written back as value + 1': { because: 'harmless', reason: 'two at once are unlikely' },
  'an old fault that is carried along': { because: 'stood before', reason: 'the code is only moved' },
  'a test that is broken': { because: 'harmless', reason: 'the test run will tell' },
  'a fault for the next caller': { because: 'harmless', reason: 'the caller of today does not pass that' },
  'a sibling that was left behind': { because: 'not proven', reason: 'the other half is not part of the diff' },
  'an error path': { because: 'harmless', reason: 'this hardly ever fails' },
  'a guarantee that is gone': { because: 'taste', reason: 'it looks intended' },
  'empty taken for missing': { because: 'harmless', reason: 'nobody passes an empty one' },
  'a unit, an order, a time zone': { because: 'not proven', reason: 'the value may be right as it is' },
};

type Doubt = Pick<Candidate, 'path' | 'line' | 'doubt'> & { because: DropReason; reason: string };

/** What a scene makes a reader doubt: two things that are nothing, and the one that counts at a place of its own. */
export function doubtsOf({ row, index, files, doubted }: Scene): { doubts: Doubt[]; trueAt: number } {
  const added = (files.find(({ path }) => path === row.path)?.hunks ?? [])
    .flatMap(({ lines }) => lines)
    .flatMap(({ kind, newLine }) => (kind === 'added' && newLine !== null ? [newLine] : []));
  const wrong = (line: number, doubt: string, because: DropReason): Doubt => {
    const at = { path: row.path, line };
    return { ...at, doubt, because, reason: `${placeText(at)} says what it is` };
  };
  const doubts = [
    wrong(added[0] ?? doubted.line, 'the new code may never be reached', 'not proven'),
    wrong(added.at(-1) ?? doubted.line, 'the name may mislead', 'taste'),
  ];
  const trueAt = index % 3;
  doubts.splice(trueAt, 0, { ...doubted, doubt: row.fault.doubt, ...BAD_REASONS[row.kind] });
  return { doubts, trueAt };
}

export function placeText({ path, line }: Place): string {
  return `${path}:${line}`;
}

/**
 * One model for all scenes. It notes three doubts, tries to drop them in its way and to end, and answers only when it
 * must. Whether a doubt is true it reads in the code that it is shown.
 */
export function doubtingModel(scene: Scene, way: Way) {
  const { row, doubted, excludedAt } = scene;
  const { doubts, trueAt } = doubtsOf(scene);
  const log = { noted: 0, silentDrops: 0, reminders: [] as string[], refusals: [] as string[], looks: 0 };
  let handles: string[] = [];

  const note = (some: readonly Doubt[]): Reply => {
    log.noted += some.length;
    const candidates = some.map(({ path, line, doubt }) => ({ path, line, doubt }));
    return { content: [call('note_candidates', { candidates })] };
  };
  const drop = (given: readonly { handle: string | undefined; because: DropReason; reason: string }[]) => {
    const dropped = given.map(({ handle: candidate, because, reason }) => ({ candidate, because, reason }));
    return call('drop_candidates', { dropped });
  };
  const report = (candidate: string | undefined, severity: typeof row.fault.severity) => {
    const { quote, category, title, doubt } = row.fault;
    const read = [placeText(doubted), ...Object.keys(row.beside ?? {}).map((path) => `${path}:1`)];
    return call('report_finding', {
      ...doubted,
      start_line: null,
      quote,
      severity,
      category,
      title,
      why: `${doubt}.`,
      how_verified: read.join(', '),
      symbols: [],
      replacement: null,
      also: [],
      candidate,
    });
  };
  const wrongOnes = () => doubts.flatMap((doubt, at) => (at === trueAt ? [] : [{ ...doubt, handle: handles[at] }]));
  const trueOne = (request: ClaudeRequest) =>
    shows(request, row.excludedBy) && excludedAt !== null
      ? drop([
          {
            handle: handles[trueAt],
            because: 'code excludes it',
            reason: `${placeText(excludedAt)} ${row.excludedBy}`,
          },
        ])
      : report(handles[trueAt], row.fault.severity);
  const silently = (reply: Reply): Reply => {
    log.silentDrops += 1;
    return reply;
  };

  const noteAll = () => note(doubts);
  const end = () => closing();
  const endInSilence = () => silently(closing());
  const claimAll = () => silently(closing(`All candidates are answered: ${handles.join(', ')} were dropped.`));
  const answerAll = (request: ClaudeRequest): Reply => ({ content: [drop(wrongOnes()), trueOne(request)] });
  const answerTrue = (request: ClaudeRequest): Reply => ({ content: [trueOne(request)] });
  const dropSilently = (handle: string | undefined, reason: string) =>
    silently({ content: [drop([...wrongOnes(), { handle, because: 'harmless', reason }])] });
  const turns: Record<Way, ((request: ClaudeRequest) => Reply)[]> = {
    'in silence': [noteAll, endInSilence, answerAll],
    'with an empty reason': [
      noteAll,
      endInSilence,
      () => dropSilently(handles[trueAt], ' \n '),
      endInSilence,
      answerTrue,
    ],
    'by a handle that is none': [
      noteAll,
      endInSilence,
      () => dropSilently('C9', 'it is harmless'),
      endInSilence,
      answerTrue,
    ],
    'by its word alone': [noteAll, claimAll, claimAll, answerAll],
    'with a bad reason': [
      noteAll,
      (request) =>
        shows(request, row.excludedBy)
          ? answerAll(request)
          : { content: [drop([...wrongOnes(), { ...BAD_REASONS[row.kind], handle: handles[trueAt] }])] },
    ],
    'not at all': [
      noteAll,
      (request) => ({
        content: [
          drop(wrongOnes()),
          // Where the code excludes it, this reader has overlooked the line.
          report(handles[trueAt], shows(request, row.excludedBy) ? 'should-fix' : row.fault.severity),
        ],
      }),
    ],
  };

  const first = (request: ClaudeRequest, turn: number): Reply => {
    const noted = resultsIn(request)
      .map(({ text }) => /^Noted as C(\d+)/.exec(text)?.[1])
      .find((number) => number !== undefined);
    if (noted !== undefined) handles = doubts.map((_, at) => `C${Number(noted) + at}`);
    const last = lastText(request);
    if (last.includes('no answer yet')) log.reminders.push(last);
    log.refusals.push(...resultsIn(request).flatMap(({ text, isError }) => (isError ? [text] : [])));
    return (turns[way][turn - 1] ?? end)(request);
  };
  /** Takes up what was dropped with the bad reason, if it is told of it. */
  const second = (request: ClaudeRequest, turn: number): Reply => {
    const { because, reason } = BAD_REASONS[row.kind];
    const dropped = `- ${placeText(doubted)} ${row.fault.doubt}\n  ${because}: ${reason}\n`;
    if (!shows(request, dropped)) return end();
    if (turn === 1) return note(doubts.slice(trueAt, trueAt + 1));
    return turn === 2 ? { content: [report('C1', row.fault.severity)] } : end();
  };
  const look = (request: ClaudeRequest, turn: number): Reply => {
    if (turn > 1) return end();
    log.looks += 1;
    const verdict = shows(request, row.excludedBy)
      ? { verdict: 'wrong', reason: `The code excludes it: ${row.excludedBy}` }
      : { verdict: 'stands', reason: `Nothing excludes it: ${row.fault.doubt}` };
    return { content: [call('judge_finding', { finding: 'X1', severity: null, ...verdict })] };
  };

  const claude = scriptedClaude((request) => {
    const turn = (request.messages.length + 1) / 2;
    if (shows(request, 'Try to refute each: ')) return look(request, turn);
    return shows(request, 'Find what they have missed') ? second(request, turn) : first(request, turn);
  });
  return { claude, log };
}

/** Whether the user's side of the conversation holds a text. */
function shows({ messages }: ClaudeRequest, wanted: string): boolean {
  return messages.some(
    ({ role, content }) =>
      role === 'user' &&
      typeof content !== 'string' &&
      content.some((block) => block.type === 'text' && block.text.includes(wanted)),
  );
}

function lastText({ messages }: ClaudeRequest): string {
  const content = messages.at(-1)?.content ?? [];
  if (typeof content === 'string') return content;
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}
