import { describe, expect, it } from 'vitest';
import { analyzeDependencies } from '../../../../src/review/analyzers/dependencies/analyze-dependencies.js';
import { isWorkspace, rootManifestPaths } from '../../../../src/review/analyzers/dependencies/workspace-roots.js';
import { analyzedFile } from '../analyzed-file.js';
import { startTimer } from '../../../cpu-time.js';

const SHA = '0123456789abcdef0123456789abcdef01234567';

function rules(path: string, text: string, snapshotPaths: string[] = [], others: string[] = []): string[] {
  const files = [path, ...others].map((name) => analyzedFile(name, name === path ? text : 'x', { snapshotPaths }));
  return analyzeDependencies({ files }).map(({ rule }) => rule.replace('dependencies/', ''));
}

function manifest(section: string, key: string, value: string): string {
  return JSON.stringify({ name: 'a', [section]: { [key]: value } }, null, 2);
}

describe('analyzeDependencies', () => {
  it.each([
    ['dependencies', 'git+https://github.com/a/b.git', ['foreign-source']],
    ['dependencies', 'http://a.io/b.tgz', ['foreign-source']],
    ['devDependencies', 'acme/b', ['foreign-source']],
    ['dependencies', `github:a/b#${SHA}`, []],
    ['dependencies', '^1.2.3', []],
    ['dependencies', 'workspace:*', []],
    ['dependencies', '*', ['any-version']],
    ['dependencies', 'latest', ['any-version']],
    ['optionalDependencies', '', ['any-version']],
    ['dependencies', '1.x', []],
    ['peerDependencies', '*', []],
    ['engines', '*', []],
  ])('package.json %s: %s', (section, value, expected) => {
    expect(rules('package.json', manifest(section, 'b', value))).toEqual(expected);
  });

  it.each([
    ['scripts', 'postinstall', ['install-script']],
    ['scripts', 'preinstall', ['install-script']],
    ['scripts', 'install', ['install-script']],
    ['scripts', 'prepare', []],
    ['scripts', 'test', []],
    ['config', 'postinstall', []],
  ])('package.json %s.%s', (section, key, expected) => {
    expect(rules('package.json', manifest(section, key, 'node x.js'))).toEqual(expected);
  });

  it.each([
    ['b @ git+https://github.com/a/b.git', ['foreign-source']],
    ['-e git+https://github.com/a/b.git@main#egg=b', ['foreign-source']],
    [`b @ git+https://github.com/a/b.git@${SHA}`, []],
    ['--extra-index-url http://a.io/simple', ['foreign-source']],
    ['b==1.2.3', []],
    ['b>=0', ['any-version']],
    ['b==*', ['any-version']],
    ['b>=1.2,<2  # see https://a.io', []],
    ['-r other.txt', []],
  ])('requirements.txt %s', (text, expected) => {
    expect(rules('requirements.txt', text)).toEqual(expected);
  });

  it.each([
    ['replace a.io/b => github.com/evil/b v1.0.0', ['foreign-source']],
    ['replace a.io/b => ../b', []],
    ['require a.io/b v1.0.0', []],
  ])('go.mod %s', (text, expected) => {
    expect(rules('go.mod', text)).toEqual(expected);
  });

  it.each([
    ['package.json', manifest('dependencies', 'b', '^1.0.0'), 'package-lock.json'],
    ['web/package.json', manifest('dependencies', 'b', '^1.0.0'), 'pnpm-lock.yaml'],
    ['go.mod', 'require a.io/b v1.0.0', 'go.sum'],
  ])('%s without its lockfile', (path, text, lock) => {
    const paths = [path, lock, 'pnpm-workspace.yaml'];
    expect(rules(path, text, paths)).toEqual(['lockfile']);
    expect(rules(path, text, paths, [lock])).toEqual([]);
    expect(rules(path, text, [path])).toEqual([]);
  });

  it('says nothing of a lockfile above that may be of another project', () => {
    const text = manifest('dependencies', 'b', '^1.0.0');
    expect(rules('web/package.json', text, ['web/package.json', 'yarn.lock', 'package.json'])).toEqual([]);
  });

  const ROOT = 'package.json';
  it.each([
    ['packages/*', 'packages/web/package.json', true],
    ['packages/*', 'packages/web/app/package.json', false],
    ['packages/*', 'tools/web/package.json', false],
    ['packages/**', 'packages/web/app/package.json', true],
    ['./web/', 'web/package.json', true],
    ['{apps,libs}/*', 'libs/a/package.json', true],
  ])('a lockfile above counts where `workspaces` has %s for %s: %s', (glob, path, counts) => {
    const text = manifest('dependencies', 'b', '^1.0.0');
    const asked = (workspaces: unknown, snapshotPaths = [path, ROOT, 'yarn.lock'], changed: string[] = []) => {
      const files = [path, ...changed].map((name) => analyzedFile(name, name === path ? text : 'x', { snapshotPaths }));
      const roots = [{ path: ROOT, text: JSON.stringify({ private: true, workspaces }) }];
      return analyzeDependencies({ files, roots }).map(({ rule }) => rule);
    };
    const told = counts ? ['dependencies/lockfile'] : [];
    expect(asked([glob])).toEqual(told);
    expect(asked({ packages: ['docs', glob] })).toEqual(told);
    expect(asked([glob, `!${path.slice(0, path.lastIndexOf('/'))}`])).toEqual([]);
    expect(asked([glob], [path, ROOT, 'yarn.lock'], ['yarn.lock'])).toEqual([]);
    expect(asked([glob], [path, ROOT])).toEqual([]);
    expect(asked('none')).toEqual([]);
  });

  it('takes a lockfile of its own before one above', () => {
    const path = 'packages/web/package.json';
    const snapshotPaths = [path, ROOT, 'package-lock.json', 'packages/web/package-lock.json'];
    const files = [path, 'packages/web/package-lock.json'].map((name) =>
      analyzedFile(name, name === path ? manifest('dependencies', 'b', '^1.0.0') : 'x', { snapshotPaths }),
    );
    expect(analyzeDependencies({ files, roots: [{ path: ROOT, text: '{"workspaces":["packages/*"]}' }] })).toEqual([]);
  });

  it.each([['{'], ['null'], ['{"workspaces":3}'], ['{"workspaces":["["]}']])('reads %s of others', (text) => {
    expect(isWorkspace(text, 'web')).toBe(false);
  });

  it('knows which package.json could have a changed one in its workspaces', () => {
    const paths = ['package.json', 'web/package.json', 'web/app/package.json', 'web/app/x.js'];
    expect(rootManifestPaths(['web/app/package.json', 'go.mod'], paths)).toEqual(['web/package.json', 'package.json']);
    expect(rootManifestPaths(['package.json'], paths)).toEqual([]);
  });

  it('looks no deeper than anybody nests workspaces: a path may have thousands of folders', () => {
    const deep = Array.from({ length: 600 }, (_, index) => `${'a/'.repeat(2000)}${index}/package.json`);
    const timer = startTimer();
    expect(rootManifestPaths(deep, ['a/package.json', ...deep])).toEqual(['a/package.json']);
    // Folder by folder it took ten seconds, and for 3,000 of them more memory than there is.
    expect(timer()).toBeLessThan(1000);
  });

  const dependencies = (...lines: string[]) => ['{', '  "dependencies": {', ...lines, '  }', '}'];
  it.each([
    [
      'sorted',
      'package.json',
      dependencies('    "a": "^1.0.0",', '    "b": "*"'),
      dependencies('    "b": "*",', '    "a": "^1.0.0"'),
      [],
    ],
    ['a comma more', 'package.json', dependencies('    "a": "^1.0.0"'), dependencies('    "a": "^1.0.0",'), []],
    ['written closer', 'package.json', dependencies('    "a": "^1.0.0"'), dependencies('        "a":"^1.0.0"'), []],
    [
      'a script that moved',
      'package.json',
      ['{', '  "scripts": {', '    "postinstall": "x"', '  }', '}'],
      ['{', '  "scripts": {', '    "postinstall": "x",', '    "a": "b"', '  }', '}'],
      [],
    ],
    [
      'another version',
      'package.json',
      dependencies('    "a": "^1.0.0"'),
      dependencies('    "a": "^2.0.0"'),
      ['lockfile'],
    ],
    [
      'any version',
      'package.json',
      dependencies('    "a": "^1.0.0"'),
      dependencies('    "a": "*"'),
      ['any-version', 'lockfile'],
    ],
    ['used directly from now on', 'go.mod', ['require a.io/b v1.0.0 // indirect'], ['require a.io/b v1.0.0'], []],
    [
      'in a block',
      'go.mod',
      ['require a.io/b v1.0.0', 'require c.io/d v1.0.0'],
      ['require (', '\tc.io/d v1.0.0', '\ta.io/b v1.0.0', ')'],
      [],
    ],
    [
      'a newer one in a block',
      'go.mod',
      ['require a.io/b v1.0.0'],
      ['require (', '\ta.io/b v1.1.0', ')'],
      ['lockfile'],
    ],
    ['sorted', 'requirements.txt', ['a>=0  # any', 'b==1'], ['b==1', 'a >= 0'], []],
    ['any version', 'requirements.txt', ['a==1'], ['a>=0'], ['any-version']],
  ])('of lines that were there before: %s in %s', (_, path, before, after, expected) => {
    const line = (kind: 'added' | 'removed', text: string, at: number) => ({
      kind,
      oldLine: kind === 'removed' ? at : null,
      newLine: kind === 'added' ? at : null,
      text,
      noNewline: false,
    });
    const lines = [
      ...before.map((text, index) => line('removed', text, index + 1)),
      ...after.map((text, index) => line('added', text, index + 1)),
    ];
    const hunks = [{ oldStart: 1, oldCount: before.length, newStart: 1, newCount: after.length, section: '', lines }];
    const file = analyzedFile(path, after.join('\n'), { hunks, snapshotPaths: [path, 'yarn.lock', 'go.sum'] });
    expect(analyzeDependencies({ files: [file] }).map(({ rule }) => rule.replace(/^.*\//, ''))).toEqual(expected);
  });

  it.each([
    ['b', 'packages/b/package.json', []],
    ['@acme/b', 'packages/b/package.json', []],
    ['b', 'packages/c/package.json', ['any-version']],
    ['b', 'packages/b/index.js', ['any-version']],
  ])('any version of %s, where there is %s', (name, path, expected) => {
    expect(rules('package.json', manifest('dependencies', name, '*'), ['package.json', path])).toEqual(expected);
  });

  it('asks for no lockfile when only scripts change', () => {
    expect(rules('package.json', manifest('scripts', 'b', 'c'), ['package-lock.json'])).toEqual([]);
  });
});
