import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';

/** Shows on the pull request that it was seen. A second call changes nothing. */
export async function addEyes(octokit: Octokit, target: PullTarget): Promise<void> {
  await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/reactions', {
    owner: target.owner,
    repo: target.repo,
    issue_number: target.number,
    content: 'eyes',
  });
}
