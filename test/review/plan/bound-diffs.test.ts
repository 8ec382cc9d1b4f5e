import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../src/diff/parse-patch.js';
import { BOUNDS } from '../../../src/review/bounds.js';
import { boundDiffs } from '../../../src/review/plan/bound-diffs.js';
import { sampleFile } from '../sample-change.js';

function added(path: string, count: number, line = 'y') {
  const patch = `@@ -0,0 +1,${count} @@\n${`+${line}\n`.repeat(count)}`;
  return sampleFile(path, { status: 'added', additions: count, deletions: 0, hunks: parsePatch(patch) });
}

describe('boundDiffs', () => {
  it('holds no more lines than a review reads, the riskiest ones, and names the others', () => {
    const diffs = boundDiffs();
    // 3,000 files of 300 lines: 900,000 lines.
    const shared = added('x', 300).hunks;
    const names = Array.from({ length: 3000 }, (_, n) => (n % 30 === 7 ? `src/auth/f${n}.ts` : `src/f${n}.ts`));
    let most = 0;
    for (const path of names) {
      diffs.add(sampleFile(path, { additions: 300, deletions: 0, hunks: shared }));
      if (names.indexOf(path) % 500 === 499) most = Math.max(most, linesIn(diffs.files()));
    }
    const files = diffs.files();
    expect(files.map(({ path }) => path)).toEqual(names);
    const kept = files.filter(({ unread }) => unread === null);
    expect(most).toBeLessThanOrEqual(BOUNDS.diffLines);
    expect(kept).toHaveLength(Math.floor(BOUNDS.diffLines / 300));
    expect(kept.filter(({ path }) => path.includes('auth'))).toHaveLength(100);
    expect(files.filter(({ unread }) => unread !== null).every(({ hunks }) => hunks.length === 0)).toBe(true);
    expect(files.find(({ unread }) => unread !== null)?.unread).toBe(
      'over the 200,000 lines of diff that one review reads',
    );
  });

  it('counts characters too: 45 lines of 2 MB', () => {
    const diffs = boundDiffs();
    const line = 'x'.repeat(2 * 1024 * 1024);
    for (let n = 0; n < 45; n += 1) diffs.add(added(`src/x${n}.ts`, 1, line));
    const kept = diffs.files().filter(({ unread }) => unread === null);
    expect(kept.map(({ path }) => path)).toEqual(Array.from({ length: 8 }, (_, n) => `src/x${n}.ts`));
  });

  it('takes apart no file that is too long by itself', () => {
    const diffs = boundDiffs({ diffLines: 100, diffCharacters: 1000, fileDiffLines: 5 });
    diffs.add(added('a.ts', 6));
    diffs.add(added('b.ts', 5));
    expect(diffs.files().map(({ unread, hunks }) => [unread === null, hunks.length])).toEqual([
      [false, 0],
      [true, 1],
    ]);
  });
});

function linesIn(files: ReturnType<ReturnType<typeof boundDiffs>['files']>): number {
  return files.reduce((sum, { hunks }) => sum + hunks.reduce((all, { lines }) => all + lines.length, 0), 0);
}
