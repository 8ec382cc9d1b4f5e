import { describe, expect, it } from 'vitest';
import { testReviewer } from '../ask/agents/test-reviewer.js';
import type { Candidate } from '../../../src/review/ask/candidates.js';
import { reviewPullRequest } from '../../../src/review/review-pull-request.js';
import { memorySnapshot } from '../memory-snapshot.js';
import { sampleChange, settings } from '../sample-change.js';
import { BAD_REASONS, doubtingModel, doubtsOf, placeText, WAYS, type Way } from './doubting-model.js';
import { makeScene, type Scene } from './make-scene.js';
import { missedFaults } from './missed-faults.js';

const rows = missedFaults.map((row, index) => [row.name, row, index] as const);

/** What came of all reviews of this file. */
const totals = {
  told: new Map<Way, number>(),
  silent: new Map<Way, number>(),
  silentDrops: { tried: 0, accepted: 0 },
};

/** One reader is enough to be refused; a bad reason takes a second one, and a wrong report a look at all claims. */
const effortOf = (way: Way) => (way === 'with a bad reason' || way === 'not at all' ? 'normal' : 'quick');

async function review(scene: Scene, way: Way) {
  const { claude, log } = doubtingModel(scene, way);
  const result = await reviewPullRequest(
    {
      fetchChange: async () => sampleChange({ files: scene.files }),
      fetchSettings: async () => ({ settings: { ...settings, effort: effortOf(way) }, notices: [] }),
      openSnapshot: async () => memorySnapshot(scene.head),
      gather: [],
      earlier: async () => ({ findings: [], round: 1, lastHeadSha: null }),
    },
    { step: (_, work) => work() },
    {
      signal: new AbortController().signal,
      clean: (text) => text,
      reviewer: testReviewer(claude),
    },
  );
  const told = (result.round?.fresh ?? []).map(({ path, line, severity, title }) => ({ path, line, severity, title }));
  const answered = (result.candidates ?? []).filter(
    ({ answer, because, reason }) =>
      answer === 'reported' || (answer === 'dropped' && because !== null && reason !== ''),
  );
  totals.silentDrops.tried += log.silentDrops;
  totals.silentDrops.accepted += log.noted - answered.length;
  return { result, log, told };
}

/** What must be on record of each doubt. */
function answers(scene: Scene, way: Way): Candidate[] {
  const { doubts, trueAt } = doubtsOf(scene);
  const { excludedAt, row } = scene;
  const reported = { answer: 'reported', because: null, reason: '' } as const;
  const ofTrue = (): Pick<Candidate, 'answer' | 'because' | 'reason'> => {
    if (way === 'not at all') return reported;
    if (excludedAt !== null)
      return {
        answer: 'dropped',
        because: 'code excludes it',
        reason: `${placeText(excludedAt)} ${row.excludedBy}`,
      };
    return way === 'with a bad reason' ? { answer: 'dropped', ...BAD_REASONS[row.kind] } : reported;
  };
  const first = doubts.map((doubt, at) => ({
    ...doubt,
    answer: 'dropped' as const,
    ...(at === trueAt ? ofTrue() : {}),
  }));
  const again = doubts.slice(trueAt, trueAt + 1).map((doubt) => ({ ...doubt, ...reported }));
  return excludedAt === null && way === 'with a bad reason' ? [...first, ...again] : first;
}

/** What the code must have said to a reader that would end without an answer. */
function objections(scene: Scene, way: Way) {
  const { doubts, trueAt } = doubtsOf(scene);
  const lines = doubts.map(({ doubt, ...place }, at) => `C${at + 1} ${placeText(place)} ${doubt}`);
  const openTrue = lines.slice(trueAt, trueAt + 1);
  const said: Record<Way, { open: string[][]; refused: string[] }> = {
    'in silence': { open: [lines], refused: [] },
    'with an empty reason': { open: [lines, openTrue], refused: [`Not dropped: C${trueAt + 1} needs a reason.`] },
    'by a handle that is none': { open: [lines, openTrue], refused: ['Not dropped: there is no candidate C9.'] },
    'by its word alone': { open: [lines, lines], refused: [] },
    'with a bad reason': { open: [], refused: [] },
    'not at all': { open: [], refused: [] },
  };
  return said[way];
}

const listed = (reminder: string) => reminder.split('\n').filter((line) => /^C\d+ /.test(line));
const add = (sums: Map<Way, number>, way: Way, count: number) => sums.set(way, (sums.get(way) ?? 0) + count);

describe('the table', () => {
  it('has forty rows, four of each kind, in nine languages', () => {
    const kinds = [...new Set(missedFaults.map(({ kind }) => kind))];
    const ofKind = kinds.map((kind) => missedFaults.filter((row) => row.kind === kind).length);
    expect(ofKind).toEqual(Array.from({ length: 10 }, () => 4));
    expect(new Set(missedFaults.map(({ path }) => path.replace(/.*\./, ''))).size).toBe(9);
    expect(new Set(missedFaults.map(({ name }) => name)).size).toBe(40);
  });

  it.each(rows)('%s: the doubted line is part of both changes, the line that excludes it of one', (_, row, index) => {
    for (const what of ['planted', 'near miss'] as const) {
      const { files, doubted, excludedAt } = makeScene(row, index, what);
      const added = files.flatMap(({ path, hunks }) =>
        hunks.flatMap(({ lines }) =>
          lines.flatMap(({ kind, newLine }) => (kind === 'removed' ? [] : [{ path, line: newLine, kind }])),
        ),
      );
      expect(added).toContainEqual(expect.objectContaining(doubted));
      if (excludedAt !== null) expect(added).toContainEqual({ ...excludedAt, kind: 'added' });
    }
  });
});

describe.each(WAYS)('a doubt that its reader would drop %s', (way) => {
  it.each(rows)('%s: the fault is told', async (_, row, index) => {
    const scene = makeScene(row, index, 'planted');
    const { result, log, told } = await review(scene, way);
    const { severity, title } = row.fault;
    expect(told).toEqual([{ ...scene.doubted, severity, title }]);
    expect(result.rendered.outcome).toEqual({ kind: 'reviewed' });
    expect(result.rendered.verdict).toBe(severity === 'minor' ? 'APPROVE' : 'NEEDS_DISCUSSION');
    expect(result.candidates).toEqual(answers(scene, way));
    expect(log.reminders.map(listed)).toEqual(objections(scene, way).open);
    expect(log.refusals).toEqual(objections(scene, way).refused);
    const looks = effortOf(way) === 'normal' || severity === 'must-fix' ? 1 : 0;
    expect(log.looks).toBe(looks);
    if (looks > 0) expect(result.round?.fresh[0]?.evidence).toContain(`Nothing excludes it: ${row.fault.doubt}`);
    add(totals.told, way, told.length);
  });

  it.each(rows)('%s: the near miss stays silent', async (_, row, index) => {
    const scene = makeScene(row, index, 'near miss');
    const { result, log, told } = await review(scene, way);
    expect(told).toEqual([]);
    expect(result.rendered.outcome).toEqual({ kind: 'reviewed' });
    expect(result.rendered.verdict).toBe('APPROVE');
    expect(result.rendered.comments).toEqual([]);
    expect(result.candidates).toEqual(answers(scene, way));
    expect(log.reminders.map(listed)).toEqual(objections(scene, way).open);
    expect(log.refusals).toEqual(objections(scene, way).refused);
    const refuted = way === 'not at all' ? [{ reason: 'refuted by a second look', count: 1 }] : [];
    expect(result.dropped).toEqual(refuted);
    expect(log.looks).toBe(refuted.length);
    add(totals.silent, way, told.length === 0 ? 1 : 0);
  });
});

it('of forty faults forty are told, of forty near misses none, and no doubt is dropped in silence', () => {
  const forty = WAYS.map((way) => [way, 40]);
  expect({ ...totals, told: [...totals.told], silent: [...totals.silent] }).toEqual({
    told: forty,
    silent: forty,
    silentDrops: { tried: 80 * (1 + 3 + 3 + 2), accepted: 0 },
  });
});
