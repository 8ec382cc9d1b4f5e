import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git, GitError, gitStream, LATE } from '../../src/checkout/git.js';
import { openCheckout } from '../../src/checkout/open-checkout.js';
import { refuseUnlessFile } from '../../src/checkout/refuse-special-files.js';
import { readSmallFile } from '../../src/files/read-small-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-special-'));
  run('init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  run('add', '.');
  run('-c', 'user.name=T', '-c', 'user.email=t@example.invalid', 'commit', '-qm', 'first');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => execFileSync('git', ['-C', folder, ...args]);

function fifo(name: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  execFileSync('mkfifo', [path]);
  return path;
}

describe('a repository with a FIFO where git reads a file', () => {
  it.each([
    '.git/HEAD',
    '.git/config',
    '.git/index',
    '.git/shallow',
    '.git/packed-refs',
    '.git/commondir',
    '.git/info/attributes',
    '.git/objects/info/alternates',
    '.git/objects/pack/pack-1.idx',
    '.git/refs/heads/main',
    '.git/refs/heads/deep/er',
  ])('is refused at once: %s', async (name) => {
    const path = fifo(name);
    await expect(openCheckout(folder)).rejects.toThrow(`${path} is no regular file`);
  });

  it('is refused where .git itself is one', async () => {
    renameSync(join(folder, '.git'), join(folder, 'gone'));
    const path = fifo('.git');
    await expect(openCheckout(folder)).rejects.toThrow(`${path} is no regular file`);
  });

  it('is refused where a link leads to a device', async () => {
    rmSync(join(folder, '.git/packed-refs'), { force: true });
    symlinkSync('/dev/zero', join(folder, '.git/packed-refs'));
    await expect(openCheckout(folder)).rejects.toThrow('is no regular file');
  });

  it('is refused in a folder below the top, and in a bare repository', async () => {
    mkdirSync(join(folder, 'deep', 'down'), { recursive: true });
    fifo('.git/HEAD');
    await expect(openCheckout(join(folder, 'deep', 'down'))).rejects.toThrow('is no regular file');
    execFileSync('git', ['init', '-q', '--bare', join(folder, 'bare')]);
    fifo('bare/HEAD');
    await expect(openCheckout(join(folder, 'bare'))).rejects.toThrow('is no regular file');
  });

  it('is refused where the index named by a hook is one', async () => {
    process.env['GIT_INDEX_FILE'] = fifo('index-of-hook');
    try {
      await expect(openCheckout(folder)).rejects.toThrow('is no regular file');
    } finally {
      delete process.env['GIT_INDEX_FILE'];
    }
  });
});

describe('git', () => {
  it('is stopped at its deadline where it waits all the same', async () => {
    fifo('.git/HEAD');
    const late = git(folder, ['rev-parse', 'HEAD'], [], {}, 300);
    await expect(late).rejects.toMatchObject({ exitCode: LATE });
    await expect(late).rejects.toThrow('did not end in time');
    const stream = gitStream(folder, ['log'], {}, 300);
    await expect(stream.toArray()).rejects.toBeInstanceOf(GitError);
  });
});

describe('a file that is named', () => {
  it('is refused if it is a FIFO, a device, a socket or a folder', async () => {
    for (const path of [fifo('pipe'), '/dev/null', '/dev/zero', folder]) {
      await expect(refuseUnlessFile(path)).rejects.toThrow('is no regular file');
      expect(() => readSmallFile(path)).toThrow();
    }
    await expect(refuseUnlessFile(join(folder, 'none'))).resolves.toBeUndefined();
    expect(readSmallFile(join(folder, 'a.txt'))).toBe('a\n');
  });

  it('is refused if it is too large to be one of ours', () => {
    writeFileSync(join(folder, 'large'), Buffer.alloc(1024 * 1024 + 1));
    expect(() => readSmallFile(join(folder, 'large'))).toThrow('larger than 1 MB');
  });
});
