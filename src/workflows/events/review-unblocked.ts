import type { EntityManager } from 'typeorm';
import type { Timings } from '../durable/timings.js';
import { createRun } from './create-run.js';
import { lockPull } from './lock-pull.js';
import { matchWorkflows } from './match-workflows.js';
import type { PushedSettings } from './settings-push.js';
import { wasSkipped } from './was-skipped.js';

/**
 * Of one change. Those that nobody has touched for longest come first; for the others their next event or a command does.
 */
const MOST_PULLS = 20;

interface Skipped {
  id: string;
  number: number;
  headSha: string;
  paused: boolean;
  baseRef: string;
  repositoryId: number;
  githubRepoId: number;
}

/** Whose pull requests a change of settings concerns. */
interface Reach {
  installationId: number;
  /** Null: all repositories of the installation. */
  repositoryId: number | null;
  /** What a push brought to a branch; null: it was changed on the dashboard. */
  pushed: PushedSettings | null;
}

/**
 * Starts a review of the open pull requests whose settings changed, where the last one of their head was skipped: what
 * had stopped it may be gone. Each run decides that anew, with the settings of the push. In the caller's transaction;
 * safe to call again for the same event. `left` counts what is above the bound.
 */
export async function reviewUnblocked(
  manager: EntityManager,
  event: { id: string; type: string },
  reach: Reach,
  timings: Pick<Timings, 'burstWindow' | 'burstQuiet' | 'burstLongest'>,
): Promise<{ runs: string[]; left: number }> {
  const { installationId, pushed } = reach;
  const workflows = await matchWorkflows(manager, { type: event.type, command: null }, installationId);
  const found = await skippedPulls(manager, reach, workflows);
  const runs: string[] = [];
  for (const pull of found
    .slice(0, MOST_PULLS)
    .toSorted((a, b) => a.repositoryId - b.repositoryId || a.number - b.number)) {
    const repository = { id: pull.repositoryId, githubRepoId: pull.githubRepoId };
    await lockPull(manager, repository.id, pull.number);
    const trigger = { type: 'auto', key: `auto:${pull.baseRef}`, ...(pushed && { settings: pushed }) } as const;
    for (const workflow of workflows) {
      if (!(await wasSkipped(manager, pull, workflow.id))) continue;
      const request = {
        workflow,
        event,
        part: pushed ? `${pull.number}` : `${pull.repositoryId}.${pull.number}`,
        installationId,
        repository,
        pull,
        trigger,
      };
      runs.push(await createRun(manager, request, timings));
    }
  }
  return { runs, left: Math.max(0, found.length - MOST_PULLS) };
}

/** Where one of the workflows was skipped, longest untouched first. One that is paused waits for a person. */
function skippedPulls(
  manager: EntityManager,
  { installationId, repositoryId, pushed }: Reach,
  workflows: readonly { id: string }[],
): Promise<Skipped[]> {
  return manager.query(
    `SELECT p.id, p.number, p.head_sha AS "headSha", p.paused, p.base_ref AS "baseRef", r.id AS "repositoryId",
            r.github_repo_id::float8 AS "githubRepoId"
       FROM pull_requests p JOIN repositories r ON r.id = p.repository_id
      WHERE p.installation_id = $1 AND ($4::int IS NULL OR p.repository_id = $4) AND ($2::text IS NULL OR p.base_ref = $2)
        AND p.state = 'open' AND NOT p.paused AND r.is_active
        AND EXISTS (SELECT 1 FROM unnest($3::uuid[]) w(id)
                      JOIN LATERAL (SELECT r.outcome, r.head_sha FROM workflow_runs r
                                     WHERE r.pull_request_id = p.id AND r.workflow_id = w.id
                                     ORDER BY r.queued_at DESC, r.id DESC LIMIT 1) last ON true
                     WHERE last.outcome = 'skipped' AND last.head_sha = p.head_sha)
      ORDER BY p.github_updated_at NULLS FIRST, p.number, r.id`,
    [installationId, pushed?.branch ?? null, workflows.map(({ id }) => id), repositoryId],
  );
}
