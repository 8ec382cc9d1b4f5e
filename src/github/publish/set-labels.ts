import { z } from 'zod';
import { GitHubTerminalError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';
import { readLabels } from '../read/read-labels.js';
import { ensureLabel, labelKey, labelName, type LabelToSet } from './ensure-label.js';
import type { Posted } from './posted-body.js';
import { repeatWrite } from './repeat-write.js';
import { sendText } from './send-text.js';

type Target = Pick<PullTarget, 'owner' | 'repo' | 'number'>;

const Labels = z.array(z.object({ name: z.string() }));
const OF_ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}/labels';

/**
 * Puts labels on an issue or pull request and takes others away; all others stay. What is there already, or gone
 * already, costs no write; blank names are left out, and what is to be added is not removed. Returns what this call has
 * changed, as it is spelled on GitHub. Throws what GitHub and the lease throw.
 */
export async function setLabels(
  octokit: Octokit,
  target: Target,
  { add, remove }: { add: readonly LabelToSet[]; remove: readonly string[] },
  assertLease: () => Promise<void>,
): Promise<{ added: string[]; removed: string[] }> {
  const wanted = byKey(add);
  const unwanted = byKey(remove.map((name) => ({ name })));
  const present = await readLabels(octokit, target);
  const there = new Set(present.map(labelKey));
  const missing = [...wanted].flatMap(([key, label]) => (there.has(key) ? [] : [label]));
  const leaving = present.filter((name) => unwanted.has(labelKey(name)) && !wanted.has(labelKey(name)));

  for (const { label } of missing) await ensureLabel(octokit, target, label, assertLease);
  const names = missing.map(({ posted }) => posted);
  const added = names.length === 0 ? [] : await putLabels(octokit, target, names, assertLease);
  const removed: string[] = [];
  for (const name of leaving) if (await takeLabel(octokit, target, name, assertLease)) removed.push(name);
  return { added, removed };
}

/** Those that have a name, once each. */
function byKey(labels: readonly LabelToSet[]): Map<string, { posted: Posted; label: LabelToSet }> {
  return new Map(
    labels.flatMap((label) => {
      const posted = labelName(label.name);
      return posted === null ? [] : [[labelKey(posted), { posted, label }] as const];
    }),
  );
}

/** Names of the added labels as GitHub has them. */
async function putLabels(
  octokit: Octokit,
  { owner, repo, number }: Target,
  labels: Posted[],
  assertLease: () => Promise<void>,
): Promise<string[]> {
  const wanted = new Set(labels.map(labelKey));
  const now = await repeatWrite(assertLease, async () => {
    const answer = Labels.safeParse(
      await sendText(octokit, `POST ${OF_ISSUE}`, { owner, repo, issue_number: number }, { labels }),
    );
    if (!answer.success) throw new GitHubUnavailableError('The answer names no labels', { cause: answer.error });
    return answer.data;
  });
  return now.map(({ name }) => name).filter((name) => wanted.has(labelKey(name)));
}

/** Whether it was ours to take: somebody may have taken it in between. */
async function takeLabel(
  octokit: Octokit,
  { owner, repo, number }: Target,
  name: string,
  assertLease: () => Promise<void>,
): Promise<boolean> {
  return repeatWrite(assertLease, async (again) => {
    try {
      await octokit.request(`DELETE ${OF_ISSUE}/{name}`, { owner, repo, issue_number: number, name });
      return true;
    } catch (error) {
      if (error instanceof GitHubTerminalError && error.reason === 'not-found') return again;
      throw error;
    }
  });
}
