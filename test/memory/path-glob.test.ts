import { describe, expect, it } from 'vitest';
import { pathGlob } from '../../src/memory/path-glob.js';
import { compileGlob } from '../../src/syntax/paths/compile-glob.js';

describe('pathGlob', () => {
  it.each([
    ['src/**', 'src/**', ['src/a.ts', 'src/a/b.ts'], ['test/a.ts']],
    ['src/', 'src/**', ['src/a.ts', 'src/a/b.ts'], ['lib/src.ts']],
    ['./src/db', 'src/db/**', ['src/db', 'src/db/a.ts'], ['src/dbx.ts', 'x/src/db/a.ts']],
    ['src', 'src/**', ['src/a.ts'], ['lib/src/a.ts']],
    ['*.sql', '**/*.sql', ['a.sql', 'db/a.sql'], ['a.sql.ts']],
    ['README.md', '**/README.md', ['README.md', 'docs/README.md'], ['README.mdx']],
    ['/README.md', './README.md', ['README.md'], ['docs/README.md']],
    ['src/a.ts', 'src/a.ts', ['src/a.ts'], ['src/a.ts.bak', 'x/src/a.ts']],
    ['src/{a,b}/*.ts', 'src/{a,b}/*.ts', ['src/b/x.ts'], ['src/c/x.ts']],
    ['**', '**', ['a', 'b/c'], []],
    ['.github/', '.github/**', ['.github/a.yml'], ['github/a.yml']],
  ])('reads %s as %s', (written, glob, inside, outside) => {
    expect(pathGlob(written)).toEqual({ glob });
    expect(pathGlob(glob)).toEqual({ glob });
    const compiled = compileGlob(glob);
    if ('problem' in compiled) throw new Error(compiled.problem);
    const matches = (path: string) => compiled.matches(path, { steps: 100_000 });
    expect(inside.map(matches)).toEqual(inside.map(() => true));
    expect(outside.map(matches)).toEqual(outside.map(() => false));
  });

  it.each(['', '/', '!src/**', 'x'.repeat(300), 'src/!(a).ts', 'src//a.ts', '../a.ts', 'src/./a.ts', 'a/..', 'src/ '])(
    'refuses %s',
    (written) => {
      expect(pathGlob(written)).toEqual({ problem: expect.stringMatching(/^(?:it|say) /) });
    },
  );
});
