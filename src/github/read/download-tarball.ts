import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';

/**
 * The gzipped tar of one commit as a stream, never whole in memory. The stream fails when the total deadline
 * passes or the connection is cut.
 */
export async function downloadTarball(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  sha: string,
): Promise<Readable> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/tarball/{ref}', {
    owner: target.owner,
    repo: target.repo,
    ref: sha,
  });
  if (!(data instanceof globalThis.ReadableStream)) throw new GitHubUnavailableError('The tarball answer has no body');
  return Readable.fromWeb(data as ReadableStream);
}
