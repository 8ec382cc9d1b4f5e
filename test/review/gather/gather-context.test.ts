import { expect, it } from 'vitest';
import { gatherContext, type GatherSource } from '../../../src/review/gather/gather-context.js';
import { renderOutcome } from '../../../src/review/render/render-outcome.js';
import { sampleChange } from '../sample-change.js';

const never = new AbortController().signal;
const issues: GatherSource = {
  name: 'linked issues',
  read: async () => ({ linkedIssues: [{ number: 3, title: 'Jobs hang', state: 'open', body: 'text' }] }),
};

it('asks all sources side by side, and names those that fail or are late', async () => {
  const sources: GatherSource[] = [
    issues,
    { name: 'down', read: () => Promise.reject(new Error('x'.repeat(500))) },
    { name: 'odd', read: () => Promise.reject('text') },
    { name: 'late', read: () => new Promise(() => undefined) },
    { name: 'pulls', read: async () => ({ conflicts: [{ number: 4, title: 'Other', files: ['a.ts'] }] }) },
  ];
  const from = performance.now();
  const context = await gatherContext(sources, sampleChange(), never, 60);
  expect(performance.now() - from).toBeLessThan(2000);
  expect(context).toEqual({
    linkedIssues: [{ number: 3, title: 'Jobs hang', state: 'open', body: 'text' }],
    conflicts: [{ number: 4, title: 'Other', files: ['a.ts'] }],
    missing: [
      { source: 'down', reason: 'x'.repeat(200) },
      { source: 'odd', reason: 'unknown' },
      { source: 'late', reason: 'no answer within 0.06 s' },
    ],
  });
});

it('ends with the review that nobody wants any more', async () => {
  const controller = new AbortController();
  const slow: GatherSource = { name: 'slow', read: () => new Promise(() => undefined) };
  const gathered = gatherContext([slow, issues], sampleChange(), controller.signal, 5000);
  controller.abort(new Error('superseded'));
  await expect(gathered).rejects.toThrow('superseded');
});

it.each([
  [{ kind: 'failed', reason: 'GitHub is away', nextTry: null }, 'neutral', /failed: GitHub is away\. Push again or/],
  [{ kind: 'failed', reason: 'GitHub is away', nextTry: 'at 12:00' }, 'neutral', /Next try: at 12:00/],
] as const)('a failure is said in summary and check run: %o', (outcome, conclusion, text) => {
  const { summary, check } = renderOutcome(outcome, 'a'.repeat(40));
  expect(summary).toMatch(/^### Review failed · `aaaaaaa`\n\n/);
  expect(summary).toMatch(text);
  expect(check).toMatchObject({ conclusion, title: 'Review failed', annotations: [] });
});

it.each([
  [{ kind: 'skipped', reason: 'a draft' }, 'Skipped: a draft'],
  [{ kind: 'reviewed' }, 'Skipped: reviewed'],
] as const)('what is skipped has a check run only: %o', (outcome, title) => {
  expect(renderOutcome(outcome, 'a'.repeat(40))).toMatchObject({
    summary: null,
    check: { conclusion: 'skipped', title, summary: expect.stringContaining('`aaaaaaa` was not reviewed') },
  });
});

it('gives a source less time where it asks for less, and takes along what it could not ask itself', async () => {
  const late: GatherSource = { name: 'memories', deadlineMs: 40, read: () => new Promise(() => undefined) };
  const partly: GatherSource = {
    name: 'partly',
    read: async () => ({ memories: { told: [], ruled: [] }, missing: [{ source: 'Mem0', reason: '500' }] }),
  };
  const from = performance.now();
  const context = await gatherContext([late, partly], sampleChange(), never, 5000);
  expect(performance.now() - from).toBeLessThan(2000);
  expect(context.memories).toEqual({ told: [], ruled: [] });
  expect(context.missing).toEqual([
    { source: 'memories', reason: 'no answer within 0.04 s' },
    { source: 'Mem0', reason: '500' },
  ]);
});
