import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface LocalRepository {
  folder: string;
  git(...args: string[]): string;
  write(files: Record<string, string | Buffer>): void;
  /** Writes, stages and commits; gives the id. */
  commit(message: string, files?: Record<string, string | Buffer>): string;
  /** Loses the contents of a file at a revision, as a damaged disk or a partial clone does. */
  lose(revision: string, path: string): void;
  remove(): void;
}

/** A real repository with one branch `main` in a folder of its own. */
export function localRepository(init: string[] = []): LocalRepository {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-local-'));
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      [
        '-C',
        folder,
        '-c',
        'user.name=Ada',
        '-c',
        'user.email=ada@orchard.example',
        '-c',
        'protocol.file.allow=always',
        ...args,
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    ).trim();
  git('init', '--quiet', '--initial-branch=main', ...init);
  const write = (files: Record<string, string | Buffer>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  return {
    folder,
    git,
    write,
    commit: (message, files = {}) => {
      write(files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    lose: (revision, path) => {
      const id = git('rev-parse', `${revision}:${path}`);
      rmSync(join(folder, '.git', 'objects', id.slice(0, 2), id.slice(2)));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
