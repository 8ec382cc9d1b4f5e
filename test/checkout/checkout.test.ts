import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckoutError } from '../../src/checkout/checkout-error.js';
import { openCheckout, type Checkout } from '../../src/checkout/open-checkout.js';
import { readBlob } from '../../src/checkout/read-blob.js';
import { readChange } from '../../src/checkout/read-change.js';
import { readFileHistory } from '../../src/checkout/read-file-history.js';
import { readSnapshot } from '../../src/checkout/read-snapshot.js';
import { resolveRange, type RangeKind } from '../../src/checkout/resolve-range.js';
import { uncommitted } from '../../src/checkout/uncommitted.js';
import { localRepository, type LocalRepository } from './local-repository.js';

let repo: LocalRepository;
let opened: Checkout[];
beforeEach(() => {
  repo = localRepository();
  opened = [];
});
afterEach(async () => {
  for (const checkout of opened) await checkout.close();
  repo.remove();
});

async function open(path = repo.folder): Promise<Checkout> {
  const checkout = await openCheckout(path);
  opened.push(checkout);
  return checkout;
}

/** The change and the snapshot of a range. */
async function read(range: string | null = null, kind: RangeKind = 'commits') {
  const checkout = await open();
  const resolved = await resolveRange(checkout, { range, kind });
  const change = await readChange(checkout, resolved);
  return { checkout, range: resolved, change, snapshot: await readSnapshot(checkout, resolved.headSha) };
}

/** A branch `feature` beside a main line that went on. */
function branch(files: Record<string, string | Buffer>): void {
  repo.git('checkout', '--quiet', '-b', 'feature');
  repo.commit('Work', files);
}

describe('a range', () => {
  it('is what HEAD changed since it left the default branch', async () => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    branch({ 'b.ts': 'b\n' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('Main goes on', { 'a.ts': 'A\n' });
    repo.git('checkout', '--quiet', 'feature');
    for (const range of [null, 'main', 'main..HEAD', 'main...feature', 'main..']) {
      const { change } = await read(range);
      expect(change.files.map(({ path }) => path)).toEqual(['b.ts']);
      expect(change).toMatchObject({ title: 'Work', baseRef: 'main', author: 'Ada', changedFiles: 1 });
      expect(change.baseSha).toBe(repo.git('rev-parse', 'main'));
    }
  });

  it('takes the branch that the remote calls its default one', async () => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    repo.git('branch', 'trunk');
    const clone = mkdtempSync(join(tmpdir(), 'nectr-clone-'));
    try {
      repo.git('checkout', '--quiet', 'trunk');
      execFileSync('git', ['clone', '--quiet', repo.folder, clone]);
      const checkout = await open(clone);
      expect((await resolveRange(checkout, { range: null, kind: 'commits' })).baseRef).toBe('origin/trunk');
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });

  it('may be empty', async () => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    expect((await read()).change.files).toEqual([]);
  });

  it('can be the index, which is not changed by it', async () => {
    repo.commit('Start', { 'a.ts': 'a\n', 'b.ts': 'b\n' });
    repo.write({ 'a.ts': 'staged\n' });
    repo.git('add', 'a.ts');
    repo.write({ 'a.ts': 'later\n', 'b.ts': 'not staged\n' });
    const before = repo.git('status', '--porcelain');
    const objects = repo.git('count-objects');
    const { change, snapshot, checkout, range } = await read(null, 'index');
    expect(change.files.map(({ path, additions }) => [path, additions])).toEqual([['a.ts', 1]]);
    expect((await snapshot.readFile('a.ts'))?.toString()).toBe('staged\n');
    expect(await uncommitted(checkout, range.headCommit)).toEqual(['a.ts', 'b.ts']);
    expect(await uncommitted(checkout, null)).toEqual(['a.ts', 'b.ts']);
    expect([repo.git('status', '--porcelain'), repo.git('count-objects')]).toEqual([before, objects]);
  });

  it.each([
    ['an unknown revision', 'nowhere..HEAD', /"nowhere" is no commit of this repository/],
    ['an option', '--upload-pack=x', /is no commit/],
    ['a tree', 'HEAD^{tree}', /is no commit/],
  ])('names %s', async (_, range, message) => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    await expect(read(range)).rejects.toThrow(message);
    await expect(read(range)).rejects.toThrow(CheckoutError);
  });

  it('names a repository without commits, one without a default branch, and a folder that is none', async () => {
    await expect(read()).rejects.toThrow(/has no commit yet/);
    repo.commit('Start');
    repo.git('branch', '-m', 'trunk');
    await expect(read()).rejects.toThrow(/no default branch was found/);
    await expect(open(tmpdir())).rejects.toThrow(/is no git repository/);
  });

  it('names histories that have nothing in common, and what to do in a shallow clone', async () => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    branch({ 'b.ts': 'b\n' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('Main goes on', { 'a.ts': 'A\n' });
    repo.git('checkout', '--quiet', '--orphan', 'island');
    repo.commit('Island');
    await expect(read('main')).rejects.toThrow(/have no commit in common: name another base/);
    const clone = mkdtempSync(join(tmpdir(), 'nectr-clone-'));
    try {
      execFileSync('git', [
        'clone',
        '--quiet',
        '--depth=1',
        '--no-single-branch',
        '-b',
        'feature',
        `file://${repo.folder}`,
        clone,
      ]);
      const checkout = await open(clone);
      await expect(resolveRange(checkout, { range: 'origin/main', kind: 'commits' })).rejects.toThrow(
        /git fetch --unshallow/,
      );
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });

  it('names a conflicted index', async () => {
    repo.commit('Start', { 'a.ts': 'a\n' });
    branch({ 'a.ts': 'feature\n' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit('Main', { 'a.ts': 'main\n' });
    expect(() => repo.git('merge', 'feature')).toThrow();
    await expect(read(null, 'index')).rejects.toThrow(/unresolved conflicts/);
  });
});

describe('a change', () => {
  it('holds renames, deletions, modes, binaries, links, submodules, CRLF and any name', async () => {
    const inner = localRepository();
    inner.commit('Inner', { 'x.ts': 'x\n' });
    repo.commit('Start', {
      'old name.ts': 'one\ntwo\nthree\nfour\nfive\n',
      'gone.ts': 'gone\n',
      'run.sh': '#!/bin/sh\n',
      'dos.ts': 'a\r\nb\r\n',
      'logo.png': Buffer.from([0x89, 0, 1]),
      'becomes-link.ts': 'file\n',
    });
    repo.git('checkout', '--quiet', '-b', 'feature');
    repo.git('mv', 'old name.ts', 'new "näme".ts');
    repo.git('rm', '--quiet', 'gone.ts');
    chmodSync(join(repo.folder, 'run.sh'), 0o755);
    rmSync(join(repo.folder, 'becomes-link.ts'));
    symlinkSync('/etc/passwd', join(repo.folder, 'becomes-link.ts'));
    repo.git('submodule', '--quiet', 'add', inner.folder, 'sub');
    repo.commit('Everything', {
      'new "näme".ts': 'one\ntwo\nthree\nfour\nFIVE\n',
      'dos.ts': 'a\r\nB\r\n',
      'logo.png': Buffer.from([0x89, 0, 2]),
      'tab\there.ts': 'tab\n',
    });
    const { change, snapshot } = await read('main');
    const shown = new Map(change.files.map((file) => [file.path, file]));
    expect([...shown.keys()].toSorted()).toEqual(
      [
        '.gitmodules',
        'becomes-link.ts',
        'dos.ts',
        'gone.ts',
        'logo.png',
        'new "näme".ts',
        'run.sh',
        'sub',
        'tab\there.ts',
      ].toSorted(),
    );
    expect(shown.get('new "näme".ts')).toMatchObject({
      status: 'renamed',
      oldPath: 'old name.ts',
      additions: 1,
      deletions: 1,
    });
    expect(shown.get('gone.ts')).toMatchObject({ status: 'deleted', deletions: 1 });
    expect(shown.get('becomes-link.ts')).toMatchObject({ status: 'type-changed' });
    expect(shown.get('logo.png')).toMatchObject({ binary: true, unread: null });
    expect(shown.get('dos.ts')?.hunks[0]?.lines.map(({ text }) => text)).toEqual(['a\r', 'b\r', 'B\r']);
    expect((await snapshot.readFile('dos.ts'))?.toString()).toBe('a\r\nB\r\n');
    expect(snapshot.omitted).toEqual([
      { path: 'becomes-link.ts', reason: 'symbolic link to /etc/passwd', isLink: true },
    ]);
    inner.remove();
  });

  it('names a text that is too large to be shown, instead of calling it binary', async () => {
    repo.commit('Start');
    branch({ 'big.ts': `${'x'.repeat(100)}\n`.repeat(60_000), 'small.bin': Buffer.from([0]) });
    const { change } = await read('main');
    expect(change.files.map(({ path, binary, unread }) => [path, binary, unread])).toEqual([
      ['big.ts', false, 'larger than 5 MB'],
      ['small.bin', true, null],
    ]);
  });

  it('says what its commits say', async () => {
    repo.commit('Start');
    branch({ 'a.ts': 'a\n' });
    repo.commit('Second\n\nWith a body.', { 'b.ts': 'b\n' });
    const { change } = await read('main');
    expect(change).toMatchObject({ title: 'Second', body: '- Second\n\nWith a body.\n\n- Work' });
    const byId = await read(`main...${repo.git('rev-parse', 'HEAD')}`);
    expect(byId.change.title).toBe('Second');
  });

  it('has a history of each file, and its blobs', async () => {
    repo.commit('Start', { 'a.ts': 'a\n', ':(glob)*': 'odd\n' });
    repo.commit('Again', { 'a.ts': 'b\n' });
    const checkout = await open();
    const head = repo.git('rev-parse', 'HEAD');
    expect((await readFileHistory(checkout, head, 'a.ts', 5)).map(({ subject, author }) => [subject, author])).toEqual([
      ['Again', 'Ada'],
      ['Start', 'Ada'],
    ]);
    expect(await readFileHistory(checkout, head, ':(glob)*', 5)).toHaveLength(1);
    expect((await readBlob(checkout, `${head}~1`, 'a.ts'))?.toString()).toBe('a\n');
    expect(await readBlob(checkout, head, 'none.ts')).toBeNull();
  });
});

it('reads a repository with SHA-256 ids, a bare one, and a linked working tree', async () => {
  const sha256 = localRepository(['--object-format=sha256']);
  sha256.commit('Start', { 'a.ts': 'a\n' });
  sha256.git('checkout', '--quiet', '-b', 'feature');
  sha256.commit('Work', { 'a.ts': 'b\n' });
  const linked = join(mkdtempSync(join(tmpdir(), 'nectr-linked-')), 'tree');
  sha256.git('worktree', 'add', '--quiet', '--detach', linked);
  for (const folder of [sha256.folder, linked, join(sha256.folder, '.git')]) {
    const checkout = await open(folder);
    const range = await resolveRange(checkout, { range: 'main', kind: 'commits' });
    expect(range.headSha).toHaveLength(64);
    expect((await readChange(checkout, range)).files).toHaveLength(1);
    expect(await (await readSnapshot(checkout, range.headSha)).readFile('a.ts')).toEqual(Buffer.from('b\n'));
  }
  sha256.remove();
  rmSync(linked, { recursive: true, force: true });
});

it('leaves nothing behind', async () => {
  repo.commit('Start', { 'a.ts': 'a\n' });
  const { checkout } = await read();
  expect(readdirSync(checkout.scratch).toSorted()).toEqual(['mirror.git', 'work.git']);
  await checkout.close();
  expect(existsSync(checkout.scratch)).toBe(false);
});

describe('a hostile repository', () => {
  let canary: string;
  beforeEach(() => {
    canary = join(mkdtempSync(join(tmpdir(), 'nectr-canary-')), 'ran');
    const script = join(repo.folder, '.git', 'evil.sh');
    writeFileSync(script, `#!/bin/sh\ntouch '${canary}'\ncat\n`);
    chmodSync(script, 0o755);
    repo.commit('Start', { 'a.evil': 'a\n', 'a.ts': 'const a = 1;\n' });
    repo.git('checkout', '--quiet', '-b', 'feature');
    repo.commit('Work', {
      '.gitattributes':
        '*.evil diff=evil filter=evil\n*.ts -diff export-ignore ident\nhidden.ts binary\n[attr]gone export-ignore\nvia-macro.ts gone\n',
      'a.evil': 'b\n',
      'a.ts': 'const a = 2; // $Id$\n',
      'hidden.ts': 'eval(input);\n',
      'via-macro.ts': 'eval(input);\n',
    });
    mkdirSync(join(repo.folder, '.git', 'hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'post-checkout', 'pre-commit', 'reference-transaction']) {
      writeFileSync(join(repo.folder, '.git', 'hooks', hook), `#!/bin/sh\ntouch '${canary}'\n`);
      chmodSync(join(repo.folder, '.git', 'hooks', hook), 0o755);
    }
    writeFileSync(
      join(repo.folder, '.git', 'info', 'attributes'),
      '*.evil diff=evil filter=evil\n*.ts -diff export-ignore\n',
    );
    for (const [key, value] of Object.entries({
      'diff.evil.textconv': script,
      'diff.evil.command': script,
      'diff.external': script,
      'filter.evil.clean': script,
      'filter.evil.smudge': script,
      'filter.evil.process': script,
      'core.fsmonitor': script,
      'core.pager': script,
      'core.sshCommand': script,
      'core.hooksPath': join(repo.folder, '.git', 'hooks'),
      'gpg.program': script,
      'log.showSignature': 'true',
      'tar.tar.gz.command': script,
      'diff.noprefix': 'true',
      'diff.context': '0',
      'diff.submodule': 'log',
    }))
      repo.git('config', key, value);
    rmSync(canary, { force: true });
  });

  it('runs nothing of its own, and hides nothing', async () => {
    repo.write({ 'a.evil': 'staged\n' });
    // With the plain config, so that staging itself does not run the filter.
    repo.git(
      '-c',
      'filter.evil.clean=',
      '-c',
      'filter.evil.process=',
      '-c',
      'core.fsmonitor=false',
      '-c',
      'core.hooksPath=/dev/null',
      'add',
      'a.evil',
    );
    repo.write({ 'a.evil': 'dirty\n' });
    rmSync(canary, { force: true });
    const { change, snapshot, checkout, range } = await read('main');
    await readFileHistory(checkout, range.headSha, 'a.evil', 5);
    await uncommitted(checkout, range.headCommit);
    await read(null, 'index');
    await read(null, 'work');
    expect(existsSync(canary)).toBe(false);

    const shown = new Map(change.files.map((file) => [file.path, file]));
    for (const path of ['a.ts', 'hidden.ts', 'via-macro.ts', 'a.evil'])
      expect(shown.get(path)).toMatchObject({ binary: false, unread: null, additions: 1 });
    expect((await snapshot.readFile('a.ts'))?.toString()).toBe('const a = 2; // $Id$\n');
    expect((await snapshot.readFile('a.evil'))?.toString()).toBe('b\n');
    expect((await snapshot.readFile('hidden.ts'))?.toString()).toBe('eval(input);\n');
    expect((await snapshot.readFile('via-macro.ts'))?.toString()).toBe('eval(input);\n');
  });

  it('proves that the same commands would run its programs without our mirror', () => {
    expect(() => repo.git('diff', 'main', 'feature')).not.toThrow();
    expect(existsSync(canary)).toBe(true);
  });

  it('cannot make us fetch what a partial clone left out', async () => {
    repo.lose('feature', 'hidden.ts');
    repo.git('config', 'remote.origin.url', repo.folder);
    repo.git('config', 'remote.origin.promisor', 'true');
    repo.git('config', 'remote.origin.uploadpack', `touch '${canary}';`);
    repo.git('config', 'extensions.partialClone', 'origin');
    repo.git('config', 'core.repositoryFormatVersion', '1');
    const checkout = await open();
    const range = await resolveRange(checkout, { range: 'main', kind: 'commits' });
    const change = await readChange(checkout, range);
    const snapshot = await readSnapshot(checkout, range.headSha);
    // Two files of equal contents are one object.
    const reason = 'its contents are not in this clone';
    expect(change.files.filter(({ unread }) => unread !== null)).toMatchObject(
      ['hidden.ts', 'via-macro.ts'].map((path) => ({ path, unread: reason, hunks: [] })),
    );
    expect(change.files.find(({ path }) => path === 'a.ts')).toMatchObject({ unread: null, additions: 1 });
    expect(snapshot.omitted).toEqual(['hidden.ts', 'via-macro.ts'].map((path) => ({ path, reason })));
    expect(await snapshot.readFile('hidden.ts')).toBeNull();
    expect((await snapshot.readFile('a.ts'))?.toString()).toBe('const a = 2; // $Id$\n');
    await expect(resolveRange(checkout, { range: '1'.repeat(40), kind: 'commits' })).rejects.toThrow(CheckoutError);
    expect(existsSync(canary)).toBe(false);
  });

  it('cannot show other contents by a replaced object', async () => {
    const evil = repo.git('rev-parse', 'feature:hidden.ts');
    const tame = repo.git('rev-parse', 'feature:a.evil');
    repo.git('replace', evil, tame);
    const { snapshot } = await read('main');
    expect((await snapshot.readFile('hidden.ts'))?.toString()).toBe('eval(input);\n');
  });
});

describe('contents that the clone lacks', () => {
  const change = async () => {
    const checkout = await open();
    const range = await resolveRange(checkout, { range: 'main..feature', kind: 'commits' });
    return { checkout, range, files: (await readChange(checkout, range)).files };
  };
  beforeEach(() => {
    repo.commit('Start', { 'a.ts': 'a\n', 'b.ts': 'b\n', 'gone.ts': 'g\n', 'other.ts': 'o\n', 'p.bin': 'p\0\n' });
    repo.git('checkout', '--quiet', '-b', 'feature');
    repo.git('rm', '--quiet', 'gone.ts');
    repo.commit('Work', { 'a.ts': 'a\na2\n', 'b.ts': 'b\nb2\n', 'new.ts': 'n\n', 'p.bin': 'p\0p\n' });
  });

  it.each([
    ['the head of a changed file', 'feature', 'b.ts', 'modified'],
    ['the base of a changed file', 'main', 'b.ts', 'modified'],
    ['an added file', 'feature', 'new.ts', 'added'],
    ['a removed file', 'main', 'gone.ts', 'deleted'],
  ])('%s: that file is named as not read, the others are read', async (_, revision, path, status) => {
    repo.lose(revision, path);
    const { files, checkout } = await change();
    expect(files.map((file) => file.path)).toEqual(['a.ts', 'b.ts', 'gone.ts', 'new.ts', 'p.bin']);
    for (const file of files) {
      const reason = file.path === path ? 'its contents are not in this clone' : null;
      expect(file).toMatchObject({ unread: reason, ...(reason === null ? {} : { status, hunks: [] }) });
      if (reason === null && file.path !== 'p.bin') expect(file.hunks).toHaveLength(1);
    }
    await expect(readBlob(checkout, repo.git('rev-parse', revision), path)).rejects.toThrow(CheckoutError);
  });

  it('a file that was not changed, beside a changed one without lines', async () => {
    repo.lose('feature', 'other.ts');
    expect((await change()).files.map(({ unread }) => unread)).toEqual([null, null, null, null, null]);
  });

  it('a whole folder: that is said in one line', async () => {
    const folder = repo.commit('Deep', { 'deep/x.ts': 'x\n' });
    const id = repo.git('rev-parse', `${folder}:deep`);
    rmSync(join(repo.folder, '.git', 'objects', id.slice(0, 2), id.slice(2)));
    await expect(change()).rejects.toThrow(/^the contents of the range are not complete here/);
  });
});
