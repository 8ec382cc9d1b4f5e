import { afterAll, describe, expect, it } from 'vitest';
import { testReviewer } from './ask/agents/test-reviewer.js';
import { diffAtOnce } from '../diff/diff-at-once.js';
import { reviewPullRequest } from '../../src/review/review-pull-request.js';
import type { Report } from '../../src/review/ask/tools/report-finding.js';
import type { Dropped } from '../../src/review/types.js';
import { call, closing, scriptedClaude, textIn } from './ask/agents/scripted-claude.js';
import { memorySnapshot } from './memory-snapshot.js';
import { sampleChange, sampleFile, settings } from './sample-change.js';
import { smallChanges, type SmallChange } from './small-changes.js';

const totals = new Map<string, number>();

function report(change: SmallChange, over: Partial<Report>): Report {
  return {
    path: change.path,
    line: 1,
    start_line: null,
    quote: 'nothing',
    severity: 'should-fix',
    category: 'bug',
    title: 'Something is wrong',
    why: 'It fails for some input.',
    how_verified: `${change.path}:1`,
    symbols: [],
    replacement: null,
    also: [],
    ...over,
  };
}

/** What a model that makes things up says beside the truth. */
function madeUp(change: SmallChange, someLine: string): Report[] {
  return [
    report(change, { quote: 'return frobnicate(all);', title: 'A quote that is nowhere' }),
    report(change, { path: `src/nowhere/${change.path}`, quote: someLine, title: 'A file that is not there' }),
    report(change, { path: '../../etc/passwd', quote: 'root', title: 'A file outside' }),
    report(change, { quote: someLine, symbols: ['FrobnicatorFactory.create'], title: 'A symbol that is not there' }),
    report(change, { line: -5, quote: '', title: 'No quote at all' }),
  ];
}

async function review(change: SmallChange, reports: readonly Report[], secondLook: 'stands' | 'wrong') {
  const head = change.edits.reduce((text, [from, to]) => text.replace(from, () => to), change.before);
  expect(head).not.toBe(change.before);
  const claude = scriptedClaude((request, n) => {
    if (n === 1 && reports.length > 0) return { content: reports.map((one) => call('report_finding', one)) };
    const refuting = textIn(request).includes('Try to refute each') && request.messages.length === 1;
    return refuting
      ? { content: [call('judge_finding', { finding: 'X1', verdict: secondLook, reason: 'read it' })] }
      : closing();
  });
  const file = sampleFile(change.path, { hunks: diffAtOnce(change.before, head) });
  const result = await reviewPullRequest(
    {
      fetchChange: async () => sampleChange({ files: [file] }),
      fetchSettings: async () => ({ settings, notices: [] }),
      openSnapshot: async () => memorySnapshot({ [change.path]: head, 'test/keep.test.ts': '' }),
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
  for (const { reason, count } of result.dropped) totals.set(reason, (totals.get(reason) ?? 0) + count);
  return { result, head };
}

const fromModel = (claims: readonly { rule: string }[]) => claims.filter(({ rule }) => rule.startsWith('claude/'));
const count = (dropped: readonly Dropped[], reason: string) => dropped.find((one) => one.reason === reason)?.count ?? 0;

describe('thirty small changes', () => {
  const faulty = smallChanges.filter(({ fault }) => fault !== null);
  const innocent = smallChanges.filter(({ fault }) => fault === null);

  it.each(faulty.map((change) => [change.name, change] as const))(
    '%s: told at its line, made-up claims dropped',
    async (_, change) => {
      const truth = report(change, { ...change.fault, line: 999 });
      const { result, head } = await review(change, [...madeUp(change, change.fault?.quote ?? ''), truth], 'stands');
      const line = head.split('\n').indexOf(change.fault?.quote ?? '') + 1;
      // Where a rule of ours sees the same, its finding carries the model's words: one comment, not two.
      const here = (result.round?.fresh ?? []).filter((one) => one.path === change.path);
      expect(here).toMatchObject([{ line, anchored: true, body: truth.why }]);
      expect(result.rendered.comments.filter(({ path }) => path === change.path)).toMatchObject([{ line }]);
      expect(count(result.dropped, 'quote is not at its line')).toBe(2);
      expect(count(result.dropped, 'file is not part of the change')).toBe(2);
      expect(count(result.dropped, 'named symbol does not exist')).toBe(1);
    },
  );

  it.each(faulty.map((change) => [change.name, change] as const))(
    '%s: a wrong must-fix is refuted by the second look',
    async (_, change) => {
      const wrong = report(change, {
        quote: change.fault?.quote ?? '',
        severity: 'must-fix',
        title: 'Everything breaks',
      });
      const { result } = await review(change, [wrong], 'wrong');
      expect(fromModel(result.round?.fresh ?? [])).toEqual([]);
      const byRule = (result.round?.fresh ?? []).some(({ path }) => path === change.path);
      expect(count(result.dropped, byRule ? 'duplicate' : 'refuted by a second look')).toBe(1);
    },
  );

  it.each(innocent.map((change) => [change.name, change] as const))('%s: silent', async (_, change) => {
    const changed = change.edits[0]?.[1].split('\n')[0] ?? '';
    for (const reports of [[], madeUp(change, changed)]) {
      const { result } = await review(change, reports, 'stands');
      expect(fromModel(result.round?.fresh ?? [])).toEqual([]);
      expect(result.rendered.outcome).toEqual({ kind: 'reviewed' });
    }
  });

  afterAll(() =>
    console.log(`dropped over all small changes: ${[...totals].map(([reason, n]) => `${n} × ${reason}`).join(', ')}`),
  );
});
