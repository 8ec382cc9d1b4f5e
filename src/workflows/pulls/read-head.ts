import { GitHubLimitedError, GitHubTerminalError } from '../../github/client/github-error.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { readBlob } from '../../github/read/read-blob.js';
import type { PullTarget } from '../../github/client/target.js';
import { UnreadableError } from '../../review/plan/unreadable-error.js';
import { DiskFullError } from '../../snapshot/disk-full-error.js';
import { defaultCaps } from '../../snapshot/snapshot-caps.js';
import { TarballTooLargeError } from '../../snapshot/tarball-error.js';
import type { Snapshot } from '../../snapshot/types.js';
import { isEngineControl } from '../durable/is-engine-control.js';

/**
 * The repository at the head, tried twice: a download can be cut. Throws UnreadableError for what the review shall name
 * and go on without; limits of GitHub and what steers the engine pass through, so that the run waits or stops.
 */
export async function readSnapshot(open: () => Promise<Snapshot>): Promise<Snapshot> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await open();
    } catch (error) {
      const final = [GitHubTerminalError, TarballTooLargeError, DiskFullError].some((kind) => error instanceof kind);
      if (attempt >= 2 || final || passes(error)) throw named(error);
    }
  }
}

/**
 * One file of the head, no larger than a snapshot's files may be. Null: it is not there. Throws as `readSnapshot` does.
 */
export async function readHeadFile(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  path: string,
  sha: string,
): Promise<Buffer | null> {
  const bytes = await readBlob(octokit, target, path, sha).catch((error: unknown) => {
    throw named(error);
  });
  if (bytes && bytes.length > defaultCaps.fileBytes)
    throw new UnreadableError(`it is larger than ${defaultCaps.fileBytes} bytes`);
  return bytes;
}

function passes(error: unknown): boolean {
  return error instanceof GitHubLimitedError || isEngineControl(error);
}

function named(error: unknown): unknown {
  if (passes(error)) return error;
  return new UnreadableError(error instanceof Error ? error.message : 'unknown', { cause: error });
}
