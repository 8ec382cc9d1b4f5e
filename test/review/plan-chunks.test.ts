import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../src/diff/parse-patch.js';
import { planChunks } from '../../src/review/plan-chunks.js';
import { sampleFile } from './sample-change.js';

const limits = {
  tokensOf: (file: { hunks: unknown[] }) => file.hunks.length * 10,
  tokensPerChunk: 30,
  mostChunks: 3,
  links: [],
};
const file = (path: string, hunks = 1) =>
  sampleFile(path, {
    hunks: Array.from({ length: hunks }, (_, n) =>
      parsePatch(`@@ -${n * 10 + 1},1 +${n * 10 + 1},1 @@\n-a\n+b`),
    ).flat(),
  });
const paths = (planned: ReturnType<typeof planChunks>) =>
  planned.chunks.map((chunk) => chunk.files.map((one) => one.path));

describe('planChunks', () => {
  it('keeps together what imports each other, and a test with its subject', () => {
    const files = [
      file('a/one.ts', 2),
      file('b/two.ts', 2),
      file('c/three.ts'),
      file('test/c/three.test.ts'),
      file('d/four.ts'),
    ];
    const planned = planChunks(files, { ...limits, links: [['d/four.ts', 'a/one.ts']] });
    expect(paths(planned)).toEqual([['a/one.ts', 'd/four.ts'], ['b/two.ts'], ['c/three.ts', 'test/c/three.test.ts']]);
    expect(planned.leftOut).toEqual([]);
  });

  it('cuts a file that is too large between its hunks, and names a hunk that is too large', () => {
    const planned = planChunks([file('big.ts', 7)], limits);
    expect(planned.chunks.map(({ files }) => files[0]?.hunks.length)).toEqual([3, 3, 1]);
    const tokensOf = (one: { hunks: { newStart: number }[] }) =>
      one.hunks.some(({ newStart }) => newStart === 1) ? 99 : 10;
    expect(planChunks([file('big.ts', 2)], { ...limits, tokensOf }).leftOut).toEqual([
      { path: 'big.ts', reason: '1 of 2 pieces of its diff are too large for a request' },
    ]);
  });

  it('names what is over the number of chunks', () => {
    const planned = planChunks(
      Array.from({ length: 5 }, (_, n) => file(`f${n}/x${n}.ts`, 3)),
      limits,
    );
    expect(planned.leftOut.map(({ path }) => path)).toEqual(['f3/x3.ts', 'f4/x4.ts']);
  });

  it('loses nothing, repeats no hunk, keeps to the budget, and always plans the same', () => {
    const any = fc.uniqueArray(
      fc.record({
        folder: fc.constantFrom('a', 'b', 'c/d', ''),
        name: fc.integer({ min: 0, max: 30 }),
        hunks: fc.integer({ min: 0, max: 9 }),
      }),
      { selector: ({ folder, name }) => `${folder}/${name}`, maxLength: 20 },
    );
    fc.assert(
      fc.property(any, fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 10 }), (given, pairs) => {
        const files = given.map(({ folder, name, hunks }) => file(`${folder}/n${name}.ts`, hunks));
        const links = pairs.flatMap(([a, b]) =>
          files[a] && files[b] ? [[files[a].path, files[b].path] as const] : [],
        );
        const planned = planChunks(files, { ...limits, mostChunks: 99, links });
        expect(planned).toEqual(planChunks(files, { ...limits, mostChunks: 99, links }));
        const seen = planned.chunks.flatMap((chunk) => chunk.files);
        for (const one of files) {
          const hunks = seen
            .filter(({ path }) => path === one.path)
            .flatMap((part) => part.hunks)
            .toSorted((a, b) => a.newStart - b.newStart);
          expect(hunks).toEqual(one.hunks);
        }
        for (const chunk of planned.chunks) {
          expect(chunk.files.reduce((sum, one) => sum + limits.tokensOf(one), 0)).toBeLessThanOrEqual(30);
          expect(new Set(chunk.files.map(({ path }) => path)).size).toBe(chunk.files.length);
        }
      }),
    );
  });
});
