import { describe, expect, it } from 'vitest';
import { pathFilter } from '../../../src/review/plan/path-filter.js';
import { triageFile } from '../../../src/review/plan/triage-file.js';
import { sampleFile } from '../sample-change.js';

/** Which of the paths are read. */
function read(paths: readonly string[], { include = [] as string[], ignore = [] as string[] }): string[] {
  const filter = pathFilter({ include, ignore });
  return paths.filter((path) => triageFile(sampleFile(path), filter) === null);
}

describe('paths.ignore, as people write it', () => {
  it.each([
    [['docs/'], ['docs/a.js', 'src/docs/b.js', 'docs', 'docs.js'], ['docs', 'docs.js']],
    [['legacy'], ['legacy/a.js', 'src/legacy/b.js', 'src/legacy', 'legacy.js'], ['legacy.js']],
    [['*.gen.js'], ['a.gen.js', 'src/deep/b.gen.js', 'a.js'], ['a.js']],
    [['/top/**'], ['top/a.js', 'src/top/b.js'], ['src/top/b.js']],
    [['/top'], ['top/a.js', 'top', 'src/top/b.js'], ['src/top/b.js']],
    [['./dot/**'], ['dot/a.js', 'src/dot/b.js'], ['src/dot/b.js']],
    [['src/gen'], ['src/gen/a.js', 'lib/src/gen/b.js'], ['lib/src/gen/b.js']],
    [['src/gen/'], ['src/gen/a/b.js', 'src/gen'], ['src/gen']],
    [['src/*.js'], ['src/a.js', 'src/deep/b.js', 'lib/src/c.js'], ['src/deep/b.js', 'lib/src/c.js']],
    [['**/snap.js'], ['snap.js', 'a/b/snap.js', 'a/snap.jsx'], ['a/snap.jsx']],
    [['a/**/z.js'], ['a/z.js', 'a/b/c/z.js', 'b/z.js'], ['b/z.js']],
    [
      ['docs/**', '!docs/keep.js'],
      ['docs/a.js', 'docs/keep.js', 'src/b.js'],
      ['docs/keep.js', 'src/b.js'],
    ],
    [['docs/', '!docs/keep.js'], ['docs/a.js', 'docs/keep.js'], ['docs/keep.js']],
    [['!docs/keep.js', 'docs/'], ['docs/a.js', 'docs/keep.js'], []],
    [['!docs/keep.js'], ['docs/a.js', 'src/b.js'], ['docs/a.js', 'src/b.js']],
    [['*.js', '!src/*.js', 'src/secret.js'], ['a.js', 'src/b.js', 'src/secret.js'], ['src/b.js']],
    [['app/[slug]/page.tsx'], ['app/[slug]/page.tsx', 'app/s/page.tsx', 'app/x/page.tsx'], ['app/x/page.tsx']],
    [['app/[slug]/**'], ['app/[slug]/a.tsx', 'app/x/b.tsx'], ['app/x/b.tsx']],
    [['app/[...all]/'], ['app/[...all]/a.tsx', 'app/b.tsx'], ['app/b.tsx']],
    [['app/(shop)/'], ['app/(shop)/a.tsx', 'app/shop/b.tsx'], ['app/shop/b.tsx']],
    [['app/(shop|admin)/**'], ['app/shop/a.tsx', 'app/admin/b.tsx', 'app/c.tsx'], ['app/c.tsx']],
    [['{a,b}/gen'], ['a/gen/x.js', 'b/gen', 'c/gen/x.js'], ['c/gen/x.js']],
    [['.github'], ['.github/workflows/a.yml', 'src/a.js'], ['src/a.js']],
    [
      ['../etc/**', 'C:\\**', '/'],
      ['etc/a.js', 'C/a.js'],
      ['etc/a.js', 'C/a.js'],
    ],
    [['*'], ['a.js', 'src/b.js'], []],
    [['**'], ['a.js', 'src/b.js'], []],
  ])('%j', (ignore, paths, left) => {
    expect(read(paths, { ignore })).toEqual(left);
  });
});

describe('paths.include', () => {
  it.each([
    [['src/'], ['src/a.js', 'lib/b.js'], ['src/a.js']],
    [['*.ts'], ['a.ts', 'src/b.ts', 'c.js'], ['a.ts', 'src/b.ts']],
    [['src/**', '!src/old'], ['src/a.js', 'src/old/b.js'], ['src/a.js']],
    [['!docs'], ['docs/a.js', 'src/b.js'], ['src/b.js']],
    // What is left out by default comes back where a pattern speaks of it.
    [
      ['src/vendor/**', 'src/**'],
      ['src/vendor/invoice.js', 'src/a.js'],
      ['src/vendor/invoice.js', 'src/a.js'],
    ],
    [['src/vendor/'], ['src/vendor/invoice.js'], ['src/vendor/invoice.js']],
    [['vendor'], ['src/vendor/invoice.js'], ['src/vendor/invoice.js']],
    [['src/**'], ['src/vendor/invoice.js', 'src/dist/b.js', 'src/a.js'], ['src/a.js']],
    [
      ['**/*.pb.go', '*.go'],
      ['api/a.pb.go', 'b.go'],
      ['api/a.pb.go', 'b.go'],
    ],
    [
      ['yarn.lock', '**/*.js'],
      ['yarn.lock', 'package-lock.json', 'a.js'],
      ['yarn.lock', 'a.js'],
    ],
    [
      ['dist/', 'src'],
      ['dist/app.js', 'src/a.js', 'src/a.min.js'],
      ['dist/app.js', 'src/a.js'],
    ],
  ])('%j', (include, paths, wanted) => {
    expect(read(paths, { include })).toEqual(wanted);
  });

  it('gives way to ignore, whose ! brings back too', () => {
    expect(read(['src/a.js', 'src/b.js'], { include: ['src/**'], ignore: ['a.js'] })).toEqual(['src/b.js']);
    expect(read(['vendor/ours/a.js', 'vendor/b.js'], { ignore: ['!vendor/ours/**'] })).toEqual(['vendor/ours/a.js']);
  });
});
