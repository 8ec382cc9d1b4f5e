import { execFile } from 'node:child_process';

/** Thrown when git ends with a code other than 0 (or than those allowed). */
export class GitError extends Error {
  constructor(
    readonly args: readonly string[],
    readonly exitCode: number | string | undefined,
    stderr: string,
  ) {
    super(`git ${args.join(' ')} failed in the sandbox: ${stderr.trim()}. Check that the folder is a git repository.`);
    this.name = 'GitError';
  }
}

/** Runs git in `folder` without a shell and gives its standard output. Throws GitError. */
export function git(folder: string, args: readonly string[], allowedCodes: readonly number[] = []): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-c', 'safe.directory=*', '-c', 'core.quotePath=false', ...args],
      {
        cwd: folder,
        encoding: 'buffer',
        maxBuffer: 512 * 1024 * 1024,
        env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
      },
      (error, stdout, stderr) => {
        if (!error || allowedCodes.some((code) => code === error.code)) resolve(stdout);
        else reject(new GitError(args, error.code ?? undefined, stderr.toString('utf8')));
      },
    );
  });
}

/** Like `git`, decoded as UTF-8. */
export async function gitText(folder: string, args: readonly string[]): Promise<string> {
  return (await git(folder, args)).toString('utf8');
}

/** The full id of the commit a branch, tag, `refs/…` name or SHA points to; null if there is none. */
export async function resolveCommit(folder: string, ref: string): Promise<string | null> {
  if (ref.startsWith('-') || ref === '' || /[\s^~:?*[\\]/.test(ref)) return null;
  for (const candidate of [`refs/heads/${ref}`, `refs/tags/${ref}`, ref]) {
    try {
      return (await gitText(folder, ['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`])).trim();
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
    }
  }
  return null;
}

/** Whether `ancestor` can be reached from `descendant`. */
export async function isAncestor(folder: string, ancestor: string, descendant: string): Promise<boolean> {
  try {
    await git(folder, ['merge-base', '--is-ancestor', ancestor, descendant]);
    return true;
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}
