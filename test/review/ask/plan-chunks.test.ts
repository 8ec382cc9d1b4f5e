import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../src/diff/parse-patch.js';
import { planChunks } from '../../../src/review/ask/plan-chunks.js';
import { sampleFile } from '../sample-change.js';

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

  it('puts a test beside the source whose folders are most alike', () => {
    const files = [
      file('a/routes.ts', 2),
      file('b/routes.ts', 2),
      file('test/b/routes.test.ts'),
      file('test/a/routes.test.ts'),
    ];
    expect(paths(planChunks(files, limits))).toEqual([
      ['a/routes.ts', 'test/a/routes.test.ts'],
      ['b/routes.ts', 'test/b/routes.test.ts'],
    ]);
  });

  it('follows imports between few before those of a file that all import', () => {
    const files = ['a/one.ts', 'b/two.ts', 'c/three.ts', 'd/four.ts', 'e/types.ts'].map((path) => file(path));
    const links = [
      ...files.slice(0, 4).map(({ path }) => ['e/types.ts', path] as const),
      ['d/four.ts', 'a/one.ts'] as const,
      ['c/three.ts', 'b/two.ts'] as const,
    ];
    expect(paths(planChunks(files, { ...limits, tokensPerChunk: 20, links }))).toEqual([
      ['a/one.ts', 'd/four.ts'],
      ['b/two.ts', 'c/three.ts'],
      ['e/types.ts'],
    ]);
  });

  it('takes neighbours of a folder before strangers, and strangers before another request', () => {
    const files = [file('a/one.ts'), file('b/two.ts'), file('c/three.ts'), file('a/four.ts')];
    expect(paths(planChunks(files, { ...limits, tokensPerChunk: 20 }))).toEqual([
      ['a/one.ts', 'a/four.ts'],
      ['b/two.ts', 'c/three.ts'],
    ]);
  });

  it('cuts a file that is too large between its hunks', () => {
    const planned = planChunks([file('big.ts', 7)], limits);
    expect(planned.chunks.map(({ files }) => files[0]?.hunks.length)).toEqual([3, 3, 1]);
    expect(planned.leftOut).toEqual([]);
  });

  it('cuts a new file that is one large hunk between its lines', () => {
    const lines = Array.from({ length: 8 }, (_, n) => `+line ${n}`).join('\n');
    const fresh = sampleFile('new.ts', { hunks: parsePatch(`@@ -0,0 +1,8 @@\n${lines}`) });
    const tokensOf = (one: typeof fresh) => one.hunks.reduce((sum, hunk) => sum + hunk.lines.length * 10, 0);
    const planned = planChunks([fresh], { ...limits, tokensOf });
    expect(
      planned.chunks.map(({ files }) => files[0]?.hunks.map(({ newStart, newCount }) => [newStart, newCount])),
    ).toEqual([[[1, 2]], [[3, 2]], [[5, 2]]]);
    expect(planned.leftOut).toEqual([{ path: 'new.ts', reason: 'a part of it is over the budget of this review' }]);
  });

  it('names what is too large for any request', () => {
    const planned = planChunks([file('big.ts', 1), file('b.ts')], {
      ...limits,
      tokensOf: ({ path }) => (path === 'b.ts' ? 1 : 99),
    });
    expect(paths(planned)).toEqual([['b.ts']]);
    expect(planned.leftOut).toEqual([
      { path: 'big.ts', reason: '2 of 2 lines of its diff are too large for a request' },
    ]);
  });

  it('names what is over the number of chunks, each file once', () => {
    const planned = planChunks(
      Array.from({ length: 5 }, (_, n) => file(`f${n}/x${n}.ts`, 3)),
      limits,
    );
    expect(planned.leftOut).toEqual(
      ['f3/x3.ts', 'f4/x4.ts'].map((path) => ({ path, reason: 'over the budget of this review' })),
    );
  });

  const any = fc
    .uniqueArray(
      fc.record({
        folder: fc.constantFrom('a', 'b', 'c/d', 'test', ''),
        name: fc.integer({ min: 0, max: 30 }),
        hunks: fc.integer({ min: 0, max: 9 }),
      }),
      { selector: ({ folder, name }) => `${folder}/${name}`, maxLength: 20 },
    )
    .map((given) => given.map(({ folder, name, hunks }) => file(`${folder}/n${name}.ts`, hunks)));
  const pairs = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 10 });
  const linksOf = (files: { path: string }[], given: [number, number][]) =>
    given.flatMap(([a, b]) => (files[a] && files[b] ? [[files[a].path, files[b].path] as const] : []));

  it('loses nothing, repeats no hunk, keeps to the budget and to the order of risk, and always plans the same', () => {
    fc.assert(
      fc.property(any, pairs, (files, given) => {
        const wide = { ...limits, mostChunks: 99, links: linksOf(files, given) };
        const planned = planChunks(files, wide);
        expect(planned).toEqual(planChunks(files, wide));
        expect(planned.leftOut).toEqual([]);
        const seen = planned.chunks.flatMap((chunk) => chunk.files);
        for (const one of files) {
          const hunks = seen
            .filter(({ path }) => path === one.path)
            .flatMap((part) => part.hunks)
            .toSorted((a, b) => a.newStart - b.newStart);
          expect(hunks).toEqual(one.hunks);
          expect(seen.some(({ path }) => path === one.path)).toBe(true);
        }
        const rank = new Map(files.map(({ path }, index) => [path, index]));
        for (const chunk of planned.chunks) {
          expect(chunk.files.reduce((sum, one) => sum + limits.tokensOf(one), 0)).toBeLessThanOrEqual(30);
          expect(new Set(chunk.files.map(({ path }) => path)).size).toBe(chunk.files.length);
          const ranks = chunk.files.map(({ path }) => rank.get(path) ?? -1);
          expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        }
        const firsts = planned.chunks.map((chunk) => rank.get(chunk.files[0]?.path ?? '') ?? -1);
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
      }),
    );
  });

  it('has each file in exactly one place when it is whole, and names it once when it is not read', () => {
    fc.assert(
      fc.property(any, pairs, fc.integer({ min: 1, max: 3 }), (files, given, mostChunks) => {
        const planned = planChunks(files, { ...limits, mostChunks, links: linksOf(files, given) });
        const read = planned.chunks.flatMap((chunk) => chunk.files.map(({ path }) => path));
        const named = planned.leftOut.map(({ path }) => path);
        expect(planned.chunks.length).toBeLessThanOrEqual(mostChunks);
        expect(new Set(named).size).toBe(named.length);
        for (const one of files) {
          const places =
            read.filter((path) => path === one.path).length + named.filter((path) => path === one.path).length;
          if (limits.tokensOf(one) <= limits.tokensPerChunk) expect(places).toBe(1);
          else expect(places).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });
});
