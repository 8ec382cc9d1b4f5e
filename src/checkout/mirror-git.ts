import type { Readable } from 'node:stream';
import { git, gitStream, type GitEnvironment } from './git.js';
import type { Checkout } from './open-checkout.js';

type Mirror = Pick<Checkout, 'mirror'>;

/** Runs git on the repository's objects and nothing else of it: see `Checkout.mirror`. Throws GitError. */
export function mirrorGit(
  { mirror }: Mirror,
  args: readonly string[],
  allowedCodes: readonly number[] = [],
  environment: GitEnvironment = {},
  deadlineMs?: number,
): Promise<Buffer> {
  return git(mirror, args, allowedCodes, { ...onlyMirror(mirror), ...environment }, deadlineMs);
}

/** Like `mirrorGit`, decoded as UTF-8. */
export async function mirrorText(
  checkout: Mirror,
  args: readonly string[],
  allowedCodes: readonly number[] = [],
  environment: GitEnvironment = {},
  deadlineMs?: number,
): Promise<string> {
  return (await mirrorGit(checkout, args, allowedCodes, environment, deadlineMs)).toString('utf8');
}

/** Like `mirrorGit`, as a stream. */
export function mirrorStream(
  { mirror }: Mirror,
  args: readonly string[],
  allowedCodes: readonly number[] = [],
): Readable {
  return gitStream(mirror, args, onlyMirror(mirror), undefined, allowedCodes);
}

/** The settings of the machine and the user change what git prints: they stay out, too. */
export function onlyMirror(mirror: string): GitEnvironment {
  return {
    GIT_DIR: mirror,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
  };
}
