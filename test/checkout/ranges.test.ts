import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askedPaths, rangeAndFiles } from '../../src/checkout/asked-paths.js';
import { openCheckout, type Checkout } from '../../src/checkout/open-checkout.js';
import { readBlob } from '../../src/checkout/read-blob.js';
import { readChange } from '../../src/checkout/read-change.js';
import { resolveRange, type RangeKind } from '../../src/checkout/resolve-range.js';
import { treeOfWork } from '../../src/checkout/tree-of-work.js';
import { uncommitted } from '../../src/checkout/uncommitted.js';
import { localRepository, type LocalRepository } from './local-repository.js';

let repo: LocalRepository;
let opened: Checkout[];
let clones: string;
beforeEach(() => {
  repo = localRepository();
  opened = [];
  clones = realpathSync(mkdtempSync(join(tmpdir(), 'nectr-clones-')));
});
afterEach(async () => {
  for (const checkout of opened) await checkout.close();
  repo.remove();
  rmSync(clones, { recursive: true, force: true });
});

async function open(folder = repo.folder): Promise<Checkout> {
  const checkout = await openCheckout(folder);
  opened.push(checkout);
  return checkout;
}

async function changeOf(kind: RangeKind, range: string | null = null) {
  const checkout = await open();
  const found = await resolveRange(checkout, { range, kind });
  const change = await readChange(checkout, found);
  return { range: found, title: change.title, files: change.files.map(({ path, status }) => `${status} ${path}`) };
}

/** Git compares the times of files by the second. */
function untilSecondBegins(): Promise<void> {
  return sleep(1010 - (Date.now() % 1000));
}

function clone(name: string, ...args: string[]): string {
  const folder = join(clones, name);
  execFileSync('git', ['clone', '--quiet', ...args, `file://${repo.folder}`, folder], { stdio: 'pipe' });
  return folder;
}

/** The command of a message, run as it is written. */
function runMend(folder: string, message: string): void {
  const [, command = ''] = /`(git fetch [^`]+)`/.exec(message) ?? [];
  const [program = '', ...args] = command.split(' ');
  execFileSync(program, args, { cwd: folder, stdio: 'pipe' });
}

describe('the working tree', () => {
  it('is all uncommitted work: staged, not staged, new, deleted; nothing ignored, and nothing of it is changed', async () => {
    repo.commit('Start', { 'a.ts': 'a\n', 'b.ts': 'b\n', 'gone.ts': 'g\n', '.gitignore': 'ignored/\n' });
    repo.write({ 'a.ts': 'staged\n', 'b.ts': 'B\n', 'new [1].ts': 'n\n', 'ignored/x.ts': 'x\n' });
    repo.git('add', 'a.ts');
    rmSync(join(repo.folder, 'gone.ts'));
    const nested = join(repo.folder, 'nested');
    execFileSync('git', ['init', '--quiet', nested]);
    const state = () => [repo.git('status', '--porcelain', '--ignored'), repo.git('count-objects')];
    const before = state();
    const { range, title, files } = await changeOf('work');
    expect(files).toEqual(['modified a.ts', 'modified b.ts', 'deleted gone.ts', 'added new [1].ts']);
    expect(title).toBe('uncommitted work');
    expect(range).toMatchObject({ baseRef: 'HEAD', headRef: 'uncommitted work', kind: 'work' });
    expect(state()).toEqual(before);
  });

  it('is compared with another base where one is named, and takes no range', async () => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    repo.git('switch', '--quiet', '--create', 'feature');
    repo.commit('Work', { 'b.ts': 'b\n' });
    repo.write({ 'c.ts': 'c\n' });
    expect((await changeOf('work', 'main')).files).toEqual(['added b.ts', 'added c.ts']);
    await expect(changeOf('work', 'main..HEAD')).rejects.toThrow('`nectr review --working-tree main`');
    await expect(changeOf('all', 'main..HEAD')).rejects.toThrow('`nectr review --all main`');
  });

  it('is compared with HEAD alone for what is not committed', async () => {
    repo.commit('Start', { 'a.ts': 'a\n', 'b.ts': 'b\n' });
    repo.write({ 'a.ts': 'A\n', 'b.ts': 'B\n' });
    repo.git('add', 'a.ts');
    repo.write({ 'a.ts': 'a\n' });
    const checkout = await open();
    // What was staged and taken back is no uncommitted work.
    expect(await uncommitted(checkout, repo.git('rev-parse', 'HEAD'))).toEqual(['b.ts']);
    expect(await uncommitted(checkout, null)).toEqual(['a.ts', 'b.ts']);
  });

  it.each([
    ['split', ['update-index', '--split-index']],
    ['sparse', ['sparse-checkout', 'set', '--cone', '--sparse-index', 'kept']],
    ['of version 4', ['update-index', '--index-version', '4']],
    ['with a cache of what is not tracked', ['update-index', '--force-untracked-cache']],
  ])('is found with an index that is %s', async (_, command) => {
    repo.commit('Start', { 'kept/a.ts': 'a\n', 'kept/b.ts': 'b\n', 'left/c.ts': 'c\n' });
    repo.git(...command);
    repo.write({ 'kept/a.ts': 'A\n', 'kept/new.ts': 'n\n' });
    repo.git('add', 'kept/a.ts');
    repo.write({ 'kept/b.ts': 'B\n' });
    expect((await changeOf('work')).files).toEqual(['modified kept/a.ts', 'modified kept/b.ts', 'added kept/new.ts']);
    expect((await changeOf('index')).files).toEqual(['modified kept/a.ts']);
    expect(await uncommitted(await open(), null)).toEqual(['kept/b.ts']);
  });

  it.each([
    ['by an attribute', '*.bat text eol=crlf\n', []],
    ['by a setting', '', [['core.autocrlf', 'true']]],
  ] as const)(
    'line ends are converted %s: what is the same is no change, and one line is one',
    async (_, attributes, settings) => {
      for (const [key, value] of settings) repo.git('config', key, value);
      repo.commit('Start', { '.gitattributes': attributes, 'a.bat': 'a\r\nb\r\n', 'sub/b.bat': 'a\r\nb\r\n' });
      repo.write({ 'a.bat': 'a\r\nb\r\n' });
      expect(await uncommitted(await open(), null)).toEqual([]);
      repo.write({ 'a.bat': 'a\r\nB\r\n', 'sub/c.bat': 'c\r\n' });
      const checkout = await open();
      const range = await resolveRange(checkout, { range: null, kind: 'work' });
      expect(String(await readBlob(checkout, range.headSha, 'sub/c.bat'))).toBe('c\n');
      const { files } = await readChange(checkout, range);
      expect(files.map(({ path, additions, deletions }) => [path, additions, deletions])).toEqual([
        ['a.bat', 1, 1],
        ['sub/c.bat', 1, 0],
      ]);
    },
  );

  it('modes count only where the repository keeps them', async () => {
    repo.commit('Start', { 'a.sh': 'a\n' });
    chmodSync(join(repo.folder, 'a.sh'), 0o755);
    expect(await uncommitted(await open(), null)).toEqual(['a.sh']);
    repo.git('config', 'core.fileMode', 'false');
    expect(await uncommitted(await open(), null)).toEqual([]);
  });

  it('of a file with a filter its times decide: one just checked out is no change, one that is edited is', async () => {
    // As git-lfs does: the repository keeps something else than the working tree has.
    repo.git('config', 'filter.kept.clean', "tr 'a-z' 'A-Z'");
    repo.git('config', 'filter.kept.smudge', "tr 'A-Z' 'a-z'");
    await untilSecondBegins();
    repo.commit('Start', { '.gitattributes': '*.bin filter=kept\n', 'sub/a.bin': 'a\n', 'b.ts': 'b\n' });
    const head = repo.git('rev-parse', 'HEAD');
    const checkout = await open();
    expect(String(await readBlob(checkout, head, 'sub/a.bin'))).toBe('A\n');
    expect(await uncommitted(checkout, head)).toEqual([]);
    expect(await treeOfWork(checkout)).toBe(repo.git('rev-parse', `${head}^{tree}`));
    repo.write({ 'sub/a.bin': 'longer\n' });
    expect(await uncommitted(await open(), null)).toEqual(['sub/a.bin']);
  });

  it('is found in a folder whose name has a line feed', async () => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    const folder = clone('two\nlines');
    writeFileSync(join(folder, 'a.ts'), 'A\n');
    const checkout = await open(folder);
    expect(await uncommitted(checkout, null)).toEqual(['a.ts']);
    expect(String(await readBlob(checkout, await treeOfWork(checkout), 'a.ts'))).toBe('A\n');
  });

  it('an edit of the same length in the second in which the file was staged is found later', async () => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    await untilSecondBegins();
    repo.write({ 'a.ts': 'A\n' });
    repo.git('add', 'a.ts');
    repo.write({ 'a.ts': 'b\n' });
    await untilSecondBegins();
    const checkout = await open();
    expect(await uncommitted(checkout, null)).toEqual(['a.ts']);
    const { headSha } = await resolveRange(checkout, { range: null, kind: 'work' });
    expect(String(await readBlob(checkout, headSha, 'a.ts'))).toBe('b\n');
  });
});

it.each([[[]], [['--object-format=sha256']]])(
  'everything that a commit holds, also that of the first one (%j)',
  async (init) => {
    repo.remove();
    repo = localRepository(init);
    const first = repo.commit('First', { 'a.ts': 'a\n' });
    repo.commit('Second', { 'b/c.ts': 'c\n' });
    expect(await changeOf('all')).toMatchObject({
      title: 'Second',
      files: ['added a.ts', 'added b/c.ts'],
      range: { baseRef: 'nothing', headRef: 'main', baseSha: repo.git('rev-parse', 'HEAD') },
    });
    expect(await changeOf('all', first)).toMatchObject({ title: 'First', files: ['added a.ts'] });
    await expect(changeOf('commits', 'HEAD~2')).rejects.toThrow(
      '"HEAD~2" is no commit of this repository: HEAD has not so many commits before it. `nectr review --all HEAD` reviews',
    );
  },
);

describe('a clone without the base gets the command that mends it', () => {
  beforeEach(() => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    repo.git('branch', 'develop');
    repo.git('switch', '--quiet', '--create', 'feature');
    repo.commit('Work', { 'b.ts': 'b\n' });
    repo.commit('More', { 'c.ts': 'c\n' });
  });

  it.each([
    ['a commit before the end of a shallow one', ['--depth=1', '-b', 'feature'], 'HEAD~1', 'HEAD~1'],
    ['the default branch', ['--single-branch', '-b', 'feature'], null, 'origin/main'],
    ['a branch of the remote', ['--single-branch', '-b', 'feature'], 'origin/develop', 'origin/develop'],
    ['a branch by its own name', ['--single-branch', '-b', 'feature'], 'develop', 'develop'],
  ])('%s', async (_, args, asked, then) => {
    const folder = clone('one', ...args);
    // A checkout of CI has none.
    execFileSync('git', ['-C', folder, 'remote', 'set-head', 'origin', '--delete'], { stdio: 'pipe' });
    const failed = resolveRange(await open(folder), { range: asked, kind: 'commits' });
    const message = await failed.then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toMatch(/`git fetch /);
    runMend(folder, message);
    const range = await resolveRange(await open(folder), { range: then, kind: 'commits' });
    expect(range.headSha).toBe(repo.git('rev-parse', 'feature'));
  });

  it('a commit by its id', async () => {
    repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const folder = clone('one', '--single-branch', '-b', 'develop');
    const id = repo.git('rev-parse', 'feature');
    const failed = resolveRange(await open(folder), { range: `${id}..HEAD`, kind: 'commits' });
    const message = await failed.then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toContain(`git fetch origin ${id}`);
    runMend(folder, message);
    expect((await resolveRange(await open(folder), { range: `${id}..HEAD`, kind: 'commits' })).baseSha).toBe(id);
  });

  it('and no command where nothing can be fetched, or the name is none', async () => {
    await expect(resolveRange(await open(), { range: 'nowhere', kind: 'commits' })).rejects.toThrow(
      /^"nowhere" is no commit of this repository: check the name$/,
    );
    const folder = clone('one');
    await expect(resolveRange(await open(folder), { range: 'x; touch y', kind: 'commits' })).rejects.toThrow(
      /: check the name$/,
    );
  });
});

describe('files that are named', () => {
  const asked = async (typed: string[], folder = repo.folder) => {
    const checkout = await open(folder);
    const { range, files } = await rangeAndFiles(checkout, typed);
    const found = await resolveRange(checkout, { range, kind: 'commits' });
    const isAsked = await askedPaths(checkout, found, files);
    const { files: changed } = await readChange(checkout, found);
    return changed.map(({ path }) => path).filter(isAsked);
  };
  beforeEach(() => {
    repo.commit('Start', { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'srcs.ts': 's\n', 'gone.ts': 'g\n' });
    repo.git('switch', '--quiet', '--create', 'feature');
    repo.git('rm', '--quiet', 'gone.ts');
    repo.commit('Work', { 'src/a.ts': 'A\n', 'src/deep/c.ts': 'c\n', 'srcs.ts': 'S\n', '*.ts': 'star\n' });
  });

  it.each([
    ['a file', ['src/a.ts'], ['src/a.ts']],
    ['a folder', ['src/'], ['src/a.ts', 'src/deep/c.ts']],
    ['several, behind a range', ['main', 'src/deep', 'srcs.ts'], ['src/deep/c.ts', 'srcs.ts']],
    ['one that is gone', ['main..', 'gone.ts'], ['gone.ts']],
    ['one whose name is a pattern', ['*.ts'], ['*.ts']],
    ['all', ['.'], ['*.ts', 'gone.ts', 'src/a.ts', 'src/deep/c.ts', 'srcs.ts']],
  ])('%s', async (_, typed, paths) => {
    expect(await asked(typed)).toEqual(paths);
  });

  it('are named from the folder that is stood in, or as the whole path', async () => {
    expect(await asked(['deep'], join(repo.folder, 'src'))).toEqual(['src/deep/c.ts']);
    expect(await asked(['main', '../srcs.ts'], join(repo.folder, 'src'))).toEqual(['srcs.ts']);
    expect(await asked(['main', join(realpathSync(repo.folder), 'srcs.ts')])).toEqual(['srcs.ts']);
  });

  it('are refused where nothing is called so, or outside of the repository', async () => {
    await expect(asked(['main', 'src/none.ts'])).rejects.toThrow('there is no file or folder "src/none.ts"');
    await expect(asked(['main', '../other'])).rejects.toThrow('"../other" lies outside of this repository');
  });

  it('a name that is a commit and a folder is the commit', async () => {
    mkdirSync(join(repo.folder, 'main'));
    expect(await asked(['main'])).toHaveLength(5);
  });
});
