import type { EntityManager } from 'typeorm';
import type { Timings } from '../durable/timings.js';
import { createRun } from './create-run.js';
import { lockPull } from './lock-pull.js';
import { matchWorkflows } from './match-workflows.js';
import type { PushedSettings } from './settings-push.js';
import { wasSkipped } from './was-skipped.js';

/**
 * Of one push. Those that nobody has touched for longest come first; for the others their next event or a command does.
 */
const MOST_PULLS = 20;

interface Skipped {
  id: string;
  number: number;
  headSha: string;
  paused: boolean;
}

/**
 * Starts a review of the open pull requests to a branch whose settings changed, where the last one of their head was
 * skipped: what had stopped it may be gone. Each run decides that anew, with the settings of the push. In the caller's
 * transaction; safe to call again for the same event. `left` counts what is above the bound.
 */
export async function reviewUnblocked(
  manager: EntityManager,
  {
    event,
    installationId,
    repository,
    settings,
  }: {
    event: { id: string; type: string };
    installationId: number;
    repository: { id: number; githubRepoId: number };
    settings: PushedSettings;
  },
  timings: Pick<Timings, 'burstWindow' | 'burstQuiet' | 'burstLongest'>,
): Promise<{ runs: string[]; left: number }> {
  const workflows = await matchWorkflows(manager, { type: event.type, command: null }, installationId);
  const found = await skippedPulls(manager, repository.id, settings.branch, workflows);
  const runs: string[] = [];
  for (const pull of found.slice(0, MOST_PULLS).toSorted((a, b) => a.number - b.number)) {
    await lockPull(manager, repository.id, pull.number);
    const trigger = { type: 'auto', key: `auto:${settings.branch}`, settings } as const;
    for (const workflow of workflows) {
      if (!(await wasSkipped(manager, pull, workflow.id))) continue;
      const request = { workflow, event, part: `${pull.number}`, installationId, repository, pull, trigger };
      runs.push(await createRun(manager, request, timings));
    }
  }
  return { runs, left: Math.max(0, found.length - MOST_PULLS) };
}

/** Where one of the workflows was skipped, longest untouched first. One that is paused waits for a person. */
function skippedPulls(
  manager: EntityManager,
  repositoryId: number,
  branch: string,
  workflows: readonly { id: string }[],
): Promise<Skipped[]> {
  return manager.query(
    `SELECT p.id, p.number, p.head_sha AS "headSha", p.paused FROM pull_requests p
      WHERE p.repository_id = $1 AND p.base_ref = $2 AND p.state = 'open' AND NOT p.paused
        AND EXISTS (SELECT 1 FROM unnest($3::uuid[]) w(id)
                      JOIN LATERAL (SELECT r.outcome, r.head_sha FROM workflow_runs r
                                     WHERE r.pull_request_id = p.id AND r.workflow_id = w.id
                                     ORDER BY r.queued_at DESC, r.id DESC LIMIT 1) last ON true
                     WHERE last.outcome = 'skipped' AND last.head_sha = p.head_sha)
      ORDER BY p.github_updated_at NULLS FIRST, p.number`,
    [repositoryId, branch, workflows.map(({ id }) => id)],
  );
}
