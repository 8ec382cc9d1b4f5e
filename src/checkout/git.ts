import { execFile, spawn } from 'node:child_process';
import { Readable } from 'node:stream';

/** In place of an exit code: git was stopped at its deadline. */
export const LATE = 'LATE';

/**
 * Thrown when git ends with a code other than 0 (or than those allowed), or cannot be started, or does not end in time.
 */
export class GitError extends Error {
  constructor(
    readonly args: readonly string[],
    readonly exitCode: number | string | undefined,
    readonly stderr: string,
  ) {
    super(
      exitCode === 'ENOENT'
        ? 'git was not found, or the folder does not exist: install git 2.32 or newer, and check the path'
        : exitCode === LATE
          ? `git ${args[0] ?? ''} did not end in time and was stopped. Check that the folder holds regular files only, on a disk that answers.`
          : `git ${args.join(' ')} failed: ${stderr.trim()}. \`git fsck\` says whether the repository is damaged.`,
    );
    this.name = 'GitError';
  }
}

/** Variables for git, beside those of this process; undefined removes one. */
export type GitEnvironment = Readonly<Record<string, string | undefined>>;

const MOST_OUTPUT = 512 * 1024 * 1024;
/** All that git needs of our environment. */
const OF_THE_SYSTEM: ReadonlySet<string> = new Set(
  'PATH HOME USERPROFILE XDG_CONFIG_HOME TMPDIR TEMP TMP SYSTEMROOT COMSPEC PATHEXT'.split(' '),
);

/** Commands that look up a name; all others may have much to read. */
const LOOK_UPS: ReadonlySet<string> = new Set(['rev-parse', 'symbolic-ref', 'merge-base']);
const deadlineOf = ([command = '']: readonly string[]): number => (LOOK_UPS.has(command) ? 30_000 : 600_000);

/**
 * Before every command. `safe.directory`: who owns a folder matters only where its configuration could run something.
 * The others are keys of a repository's own configuration that name a program for commands that only read.
 */
export const ALWAYS = [
  'safe.directory=*',
  'core.quotePath=false',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
].flatMap((setting) => ['-c', setting]);

/**
 * Runs git in `folder` without a shell and gives its standard output; it is stopped at its deadline. Throws GitError.
 */
export function git(
  folder: string,
  args: readonly string[],
  allowedCodes: readonly number[] = [],
  environment: GitEnvironment = {},
  deadlineMs = deadlineOf(args),
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...ALWAYS, ...args],
      {
        cwd: folder,
        encoding: 'buffer',
        maxBuffer: MOST_OUTPUT,
        env: environmentWith(environment),
        timeout: deadlineMs,
        killSignal: 'SIGKILL',
      },
      (error, stdout, stderr) => {
        if (!error || allowedCodes.some((code) => code === error.code)) resolve(stdout);
        else
          reject(
            new GitError(args, error.signal === 'SIGKILL' ? LATE : (error.code ?? undefined), stderr.toString('utf8')),
          );
      },
    );
  });
}

/** Like `git`, decoded as UTF-8. */
export async function gitText(
  folder: string,
  args: readonly string[],
  allowedCodes: readonly number[] = [],
  environment: GitEnvironment = {},
): Promise<string> {
  return (await git(folder, args, allowedCodes, environment)).toString('utf8');
}

/**
 * The standard output of git as it comes. The stream fails with GitError if git does, so a cut answer is never taken
 * for a whole one; destroying it ends git.
 */
export function gitStream(
  folder: string,
  args: readonly string[],
  environment: GitEnvironment = {},
  deadlineMs = deadlineOf(args),
  allowedCodes: readonly number[] = [],
): Readable {
  const child = spawn('git', [...ALWAYS, ...args], {
    cwd: folder,
    env: environmentWith(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)));
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => reject(new GitError(args, error.code, error.message)));
    child.on('close', (code, signal) => {
      if (code === 0 || (code !== null && allowedCodes.includes(code))) resolve();
      else reject(new GitError(args, signal === 'SIGKILL' ? LATE : (code ?? undefined), stderr));
    });
  });
  // Awaited below; until then its failure must not count as unhandled.
  ended.catch(() => undefined);
  const read = async function* (): AsyncGenerator<Buffer> {
    try {
      yield* child.stdout as AsyncIterable<Buffer>;
      await ended;
    } finally {
      child.kill();
    }
  };
  return Readable.from(read(), { objectMode: false });
}

/**
 * Without our secrets and the GIT_* variables of whoever started us (a hook runs with several), without prompts and
 * locks, and without any way to fetch what a partial clone left out: that would run what the repository names as its
 * transport.
 */
export function environmentWith(environment: GitEnvironment): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => OF_THE_SYSTEM.has(name.toUpperCase()));
  return {
    ...Object.fromEntries(own),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '',
    LC_ALL: 'C',
    ...environment,
  };
}
