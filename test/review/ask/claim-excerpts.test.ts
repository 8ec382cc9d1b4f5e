import { expect, it } from 'vitest';
import { claimExcerpts } from '../../../src/review/ask/claim-excerpts.js';
import { heldTexts } from '../../../src/review/plan/head-texts.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { memorySnapshot } from '../memory-snapshot.js';
import { sampleClaim, sampleFile } from '../sample-change.js';

const lines = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name} ${at + 1}`).join('\n');
const head = lines('job', 60).replace('job 30', 'eval(input)');
const file = sampleFile('src/job.ts', { hunks: diffAtOnce(lines('job', 60), head) });
const ports = {
  files: new Map([[file.path, file]]),
  texts: heldTexts(new Map([[file.path, head]])),
  snapshot: memorySnapshot({ 'src/main.ts': lines('main', 100), 'src/job.ts': head }),
};
const claim = (over: object) => sampleClaim({ path: 'src/job.ts', line: 30, body: 'It runs.', ...over });

it('shows the change around a claim, and the places that its proof names, each once', async () => {
  const evidence =
    'src/main.ts:50 calls it; src/main.ts:50-52 again; src/job.ts:30 is the line; src/none.ts:4 is not there';
  const [one, two] = await claimExcerpts(
    [
      { handle: 'X1', claim: claim({ evidence }) },
      { handle: 'X2', claim: claim({ evidence: 'src/main.ts:50 and src/main.ts:400' }) },
    ],
    ports,
  );
  expect(one?.diff).toContain('+eval(input)');
  expect(one?.cited.map(({ place }) => place)).toEqual(['src/main.ts:42']);
  expect(one?.cited[0]?.text).toMatch(/^42: main 42\n[^]*\n58: main 58$/);
  expect(two?.cited).toEqual([]);
});

it('a claim at a line outside of the diff has no change to show', async () => {
  const [one] = await claimExcerpts([{ handle: 'X1', claim: claim({ line: 3, evidence: 'nothing is named' }) }], ports);
  expect(one).toMatchObject({ diff: '', cited: [] });
});

it('takes no more than its budget, however much is named', async () => {
  const evidence = Array.from({ length: 90 }, (_, at) => `src/big.ts:${at * 100 + 1}-${at * 100 + 90}`).join(' ');
  const snapshot = memorySnapshot({ 'src/big.ts': lines('x'.repeat(500), 900) });
  const claims = Array.from({ length: 15 }, (_, at) => ({ handle: `X${at}`, claim: claim({ evidence, line: 30 }) }));
  const shown = await claimExcerpts(claims, { ...ports, snapshot });
  const characters = shown.flatMap(({ cited }) => cited).reduce((sum, { text }) => sum + text.length, 0);
  expect(characters).toBeLessThan(80_000);
  expect(shown[0]?.cited).not.toEqual([]);
});
