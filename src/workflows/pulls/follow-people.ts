import type { DataSource, EntityManager } from 'typeorm';
import { showCheck } from '../../conversation/show-check.js';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import { GitHubTerminalError } from '../../github/client/github-error.js';
import { acquireLease, assertLease, LeaseHeldError, releaseLease } from '../../ledger/pull-lease.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { durableStep, RunFailedError, stepPorts } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { partitionKey } from '../events/run-policy.js';
import type { WorkflowPorts } from '../ports.js';
import { octokitOfPlace, readerOf, targetOf, type RunPlace } from './pull-writer.js';

/**
 * Asks, in the caller's transaction, that the check of a pull request follows who has reviewed it: where its review waits
 * for people, or is under way and may. It runs after the reviews that are asked for already.
 */
export async function requestPeople(
  manager: EntityManager,
  event: { id: string },
  { repositoryId, githubRepoId, number }: { repositoryId: number; githubRepoId: number; number: number },
): Promise<boolean> {
  const rows: { id: string }[] = await manager.query(
    `SELECT q.id FROM pull_requests q WHERE q.repository_id = $1 AND q.number = $2 AND q.state = 'open'
        AND (EXISTS (SELECT FROM reviews r WHERE r.pull_request_id = q.id AND r.people_wanted IS NOT NULL)
             OR EXISTS (SELECT FROM workflow_runs w WHERE w.pull_request_id = q.id AND w.status IN ('pending', 'running')))`,
    [repositoryId, number],
  );
  const [pull] = rows;
  if (pull === undefined) return false;
  await enqueueWorkflow(manager, {
    workflow: 'follow_people',
    queue: 'runs',
    id: `people:${event.id}`,
    args: [pull.id],
    partitionKey: partitionKey(githubRepoId, number, null),
  });
  return true;
}

/**
 * Brings the check of the last review to what people have done since: no review is made for it. Tried again for a
 * while; then it is logged, and the next review of somebody comes with it.
 */
export async function followPeople(ports: WorkflowPorts, pullRequestId: string): Promise<void> {
  const waiting = await readWaiting(ports.source, pullRequestId);
  if (waiting === undefined) return;
  try {
    const what = await durableStep(stepPorts(ports, waiting), 'people', new AbortController().signal, () =>
      follow(ports, pullRequestId, waiting),
    );
    ports.log.debug({ pullRequestId, what }, 'the check follows who has reviewed');
  } catch (error) {
    if (isEngineControl(error) || !(error instanceof RunFailedError)) throw error;
    ports.log.warn({ err: error, pullRequestId }, 'the check does not know yet who has reviewed');
  }
}

interface Waiting extends RunPlace {
  installationId: number;
}

async function follow(ports: WorkflowPorts, pullRequestId: string, waiting: Waiting): Promise<string> {
  const { source, timings } = ports;
  const holder = `people:${pullRequestId}`;
  if (!(await acquireLease(source, pullRequestId, holder, timings.lease)))
    throw new LeaseHeldError('another writer is at work on this pull request');
  try {
    const publish = {
      repositoryUrl: ports.github.repositoryUrl(waiting.fullName),
      refused: () => undefined,
      assertLease: () => assertLease(source, pullRequestId, holder, timings.lease),
    };
    const isNew = await showCheck({
      source,
      octokit: await octokitOfPlace(ports, waiting),
      reader: () => readerOf(ports, waiting),
      publish,
      target: targetOf(waiting),
      pullRequestId,
      clean: cleanText,
    });
    return isNew ? 'changed' : 'nothing';
  } catch (error) {
    // The pull request, or the App's access to it, is gone.
    if (error instanceof GitHubTerminalError) return error.reason;
    throw error;
  } finally {
    await releaseLease(source, pullRequestId, holder);
  }
}

/** Of the last review, if it is of the head that is there now. */
async function readWaiting(source: DataSource, pullRequestId: string): Promise<Waiting | undefined> {
  const rows: Waiting[] = await source.query(
    `SELECT * FROM (
       SELECT r.installation_id AS "installationId", r.people_wanted IS NOT NULL AS waits, p.full_name AS "fullName", p.github_repo_id::float8 AS "githubRepoId", q.number AS "pullNumber",
              i.github_installation_id::float8 AS "githubInstallationId", r.head_sha = q.head_sha AS "isCurrent"
         FROM reviews r
         JOIN pull_requests q ON q.id = r.pull_request_id
         JOIN repositories p ON p.id = q.repository_id
         JOIN installations i ON i.id = p.installation_id
        WHERE r.pull_request_id = $1 AND q.state = 'open' AND p.is_active AND i.is_active
        ORDER BY r.round DESC, r.created_at DESC LIMIT 1) last
      WHERE "isCurrent" AND waits`,
    [pullRequestId],
  );
  return rows[0];
}
