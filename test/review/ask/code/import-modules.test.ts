import { describe, expect, it } from 'vitest';
import { importModules } from '../../../../src/review/ask/code/import-modules.js';
import { indexPaths } from '../../../../src/syntax/index-paths.js';

const modules = importModules(
  await indexPaths([
    'shop/__init__.py',
    'shop/money.py',
    'tools/run.py',
    'tools/text.py',
    'a/a.go',
    'a/b.go',
    'a/a_test.go',
    'x/A.java',
    'x/B.java',
    'src/a.ts',
    'src/b.ts',
    'lib/one/far.ts',
  ]),
  new Map([['tsconfig.json', { compilerOptions: { paths: { '@/*': ['src/*'] } } }]]),
);

describe('the modules of a repository by its paths', () => {
  it.each([
    ['shop', 'main.py', 'money', ['shop/money.py']],
    ['.', 'tools/run.py', 'text', ['tools/text.py']],
    ['tools', 'main.py', 'text', ['tools/text.py']],
    ['tools', 'main.py', 'other', []],
  ])('Python: from %s in %s import %s', (specifier, from, name, files) => {
    expect(modules.inside(modules.resolve(specifier, from), name)).toEqual(files);
  });

  it('Go and Java see the files of their folder, tests only from tests', () => {
    expect(modules.samePackage('a/a.go')).toEqual(['a/a.go', 'a/b.go']);
    expect(modules.samePackage('a/a_test.go')).toEqual(['a/a.go', 'a/a_test.go', 'a/b.go']);
    expect(modules.samePackage('x/A.java')).toEqual(['x/A.java', 'x/B.java']);
    expect(modules.samePackage('src/a.ts')).toEqual([]);
  });

  it('guesses a name in a script only where no manifest speaks of it', () => {
    expect(modules.resolve('@/b', 'src/a.ts')).toEqual(['src/b.ts']);
    expect(modules.resolve('@/one/far', 'src/a.ts')).toEqual([]);
    expect(modules.resolve('~/one/far', 'src/a.ts')).toEqual(['lib/one/far.ts']);
  });

  it('knows nothing of packages from elsewhere', () => {
    expect(modules.resolve('lodash', 'src/a.ts')).toEqual([]);
    expect(modules.resolve('./b.js', 'src/a.ts')).toEqual(['src/b.ts']);
  });
});
