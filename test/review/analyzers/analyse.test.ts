import { afterAll, describe, expect, it } from 'vitest';
import { analyse, closePool } from '../../../src/review/analyzers/analyse.js';
import { openShare } from '../../../src/review/analyzers/thread-share.js';
import { analyzedFile } from './analyzed-file.js';

afterAll(closePool);

describe('analyse', () => {
  it('keeps the order of the files and claims what each adds', async () => {
    const files = ['a', 'b', 'c'].map((name) => analyzedFile(`src/${name}.js`, 'const x = 1;\neval(input);\n'));
    const { claims, unread } = await analyse(files, { threads: openShare() });
    expect(claims.map(({ path, rule, line, quote }) => [path, rule, line, quote])).toEqual(
      files.map(({ path }) => [path, 'js/eval', 2, 'eval(input);']),
    );
    expect(unread).toEqual([]);
  });

  it('names files that are too large, too wide or without text', async () => {
    const { claims, unread } = await analyse(
      [
        analyzedFile('src/large.js', 'eval(input);\n'.repeat(100_000)),
        analyzedFile('src/wide.js', `eval(input);${' '.repeat(20_001)}`),
        analyzedFile('src/lost.js', 'eval(input);', { content: null }),
        analyzedFile('src/gone.js', '', { content: null, status: 'deleted', hunks: [] }),
      ],
      { threads: openShare() },
    );
    expect(claims).toEqual([]);
    expect(unread.map(({ path }) => path)).toEqual(['src/large.js', 'src/wide.js', 'src/lost.js']);
  });

  it('ends a file that passes its deadline and goes on with the next change', async () => {
    const slow = analyzedFile('src/slow.ts', 'const a = { b: [1, 2, { c: `${d}` }] };\n'.repeat(20_000));
    const { unread } = await analyse([slow], { threads: openShare(), deadlineMs: 1 });
    expect(unread.map(({ path }) => path)).toContain('src/slow.ts');
    const { claims } = await analyse([analyzedFile('src/a.js', 'eval(input);')], { threads: openShare() });
    expect(claims).toHaveLength(1);
  });

  it('reads the package.json above a changed one, for its workspaces', async () => {
    const text = JSON.stringify({ dependencies: { left: '^1.0.0' } }, null, 2);
    const snapshotPaths = ['package.json', 'yarn.lock', 'packages/web/package.json'];
    const file = analyzedFile('packages/web/package.json', text, { snapshotPaths });
    const rulesFor = async (root: string | null) => {
      const readAny = async (path: string) => (path === 'package.json' ? root : null);
      return (await analyse([file], { threads: openShare(), readAny })).claims.map(({ rule }) => rule);
    };
    expect(await rulesFor('{"workspaces":["packages/*"]}')).toEqual(['dependencies/lockfile']);
    expect(await rulesFor('{"workspaces":["tools/*"]}')).toEqual([]);
    expect(await rulesFor(null)).toEqual([]);
  });

  it('starts again after closePool', async () => {
    await closePool();
    expect((await analyse([analyzedFile('src/a.js', 'eval(input);')], { threads: openShare() })).claims).toHaveLength(
      1,
    );
  });
});
