import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { openCheckout } from '../../../src/checkout/open-checkout.js';
import { readSnapshot } from '../../../src/checkout/read-snapshot.js';
import { resolveRange } from '../../../src/checkout/resolve-range.js';
import { reviewRange } from '../../../src/commands/review/review-range.js';
import { closePool } from '../../../src/review/analyzers/analyse.js';
import { localRepository, type LocalRepository } from '../../checkout/local-repository.js';

const trace = { step: <T>(_: string, work: () => Promise<T>) => work() };
const { signal } = new AbortController();
const path = process.env['PATH'] ?? '';
let bin: string;
let repo: LocalRepository;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'nectr-git-'));
  repo = localRepository();
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(bin, { recursive: true, force: true });
  repo.remove();
});
afterAll(closePool);

/** From here on each start of git leaves a line with its arguments. */
function listenToGit(): () => string[] {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const log = join(bin, 'log');
  writeFileSync(log, '');
  writeFileSync(
    join(bin, 'git'),
    `#!/bin/sh\necho "$*" | tr '\\n' ' ' >> '${log}'\necho >> '${log}'\nexec '${real}' "$@"\n`,
  );
  chmodSync(join(bin, 'git'), 0o755);
  process.env['PATH'] = `${bin}${delimiter}${path}`;
  return () => readFileSync(log, 'utf8').split('\n').filter(Boolean);
}

async function reviewOneLine() {
  const heard = listenToGit();
  const checkout = await openCheckout(repo.folder);
  try {
    const range = await resolveRange(checkout, { range: 'HEAD~1', kind: 'commits' });
    const { result } = await reviewRange(checkout, range, trace, { signal });
    return { read: result.coverage.read, asked: checkout.blobs.asked(), commands: heard() };
  } finally {
    await checkout.close();
    process.env['PATH'] = path;
  }
}

it('reads for one changed line as many files and starts git as often, however many files the repository has', async () => {
  const text = (at: number) => `export const n${at} = ${at};\n`;
  const files = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, n) => [`src/f${from + n}.ts`, text(from + n)]));
  const changed = (value: number) => ({ 'src/f1.ts': `${text(1)}export const more = ${value};\n` });
  repo.commit('Few', { ...files(0, 10), ...changed(0) });
  repo.commit('Change', changed(1));
  const few = await reviewOneLine();
  repo.commit('Many', files(10, 600));
  repo.commit('Change again', changed(2));
  const many = await reviewOneLine();
  expect(many.read).toEqual(['src/f1.ts']);
  expect(many.asked).toBe(few.asked);
  expect(many.asked).toBeLessThan(10);
  expect(many.commands).toHaveLength(few.commands.length);
  expect(many.commands.filter((one) => /cat-file/.test(one))).toEqual([expect.stringContaining('cat-file --batch')]);
  expect(many.commands.join('\n')).not.toMatch(/\b(?:archive|checkout|rev-list|--batch-all-objects)\b/);
});

it('finds a text with one search of git, and reads the files that hold it only', async () => {
  repo.commit('Start', {
    'a/one.ts': 'first\nneedle here\r\nneedle again\n',
    'a/two.ts': 'nothing\n',
    'b/three.ts': 'a needle\nover two\nlines\n',
    'b/large.ts': `needle\n${'x'.repeat(99)}\n`.repeat(60_000),
    'b/late.bin': Buffer.from(`needle ${'x'.repeat(9000)}\0`),
    'b/odd: [*].ts': 'näedle\n',
  });
  const checkout = await openCheckout(repo.folder);
  try {
    const head = repo.git('rev-parse', 'HEAD');
    const snapshot = await readSnapshot(checkout, head);
    const found = async (...args: Parameters<typeof snapshot.search>) =>
      (await snapshot.search(...args)).map((hit) => `${hit.path}:${hit.line} ${hit.text}`);
    expect(await found('needle')).toEqual([
      'a/one.ts:2 needle here',
      'a/one.ts:3 needle again',
      'b/three.ts:1 a needle',
    ]);
    // The binary that git does not know for one is read, and brings nothing.
    expect(checkout.blobs.asked()).toBe(3);
    expect(await found('needle', { limit: 1 })).toEqual(['a/one.ts:2 needle here']);
    expect(await found('needle', { prefix: 'b/' })).toEqual(['b/three.ts:1 a needle']);
    expect(await found('needle\nover two\nl')).toEqual(['b/three.ts:1 a needle']);
    expect(await found('over two\nnothing')).toEqual([]);
    expect(await found('näedle')).toEqual(['b/odd: [*].ts:1 näedle']);
    for (const none of ['', '--help', '.', 'nowhere']) expect(await found(none)).toEqual([]);
    expect(await snapshot.readFile('a/one.ts', 5)).toEqual(Buffer.from('first'));
    expect(snapshot.omitted).toEqual([
      { path: 'b/large.ts', reason: 'it is larger than 5242880 bytes', size: 6_420_000 },
    ]);
  } finally {
    await checkout.close();
  }
});
