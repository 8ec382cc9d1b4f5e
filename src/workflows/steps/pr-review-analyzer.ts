import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { jsonText } from '../../database/json-text.js';
import { lockPull } from '../events/lock-pull.js';
import { createRun } from '../events/create-run.js';
import { RunPolicy } from '../events/run-policy.js';
import { reviewFacts } from '../executions/gather-facts.js';
import { pullRunOf, reviewOf, type ExecutionRecord } from '../executions/execution-record.js';
import type { WorkflowPorts } from '../ports.js';
import { defineStep, done } from './step-action.js';

const REVIEW = 'pr_review';
/** The end of the review wakes the run; after this it looks by itself. */
const LONGEST_WAIT_MS = 30 * 60_000;

const Result = z.object({
  outcome: z.string(),
  reason: z.string().nullable(),
  verdict: z.string().nullable(),
  /** Null: nobody has counted, since the head has no review. */
  must_fix: z.int().nullable(),
  should_fix: z.int().nullable(),
  minor: z.int().nullable(),
});

/**
 * `pr_review_analyzer`: the review of the head. There is one for each head: one that is under way is waited for, and where
 * none was asked for it is now.
 */
export const prReviewAnalyzerStep = defineStep({
  type: 'pr_review_analyzer',
  title: 'Review the pull request',
  description:
    'The review of the head: the one that is there, or under way, else a new one. Its result stands in steps and in review; the numbers of findings are null, so unknown to conditions, where the review failed or was skipped.',
  config: z.strictObject({}),
  result: Result,
  needs: 'pull request',
  describe: async ({ ports, run }) =>
    (await reviewFacts(ports.source, run)) === null ? 'review the head' : 'take the review of the head that is there',
  run: async ({ ports, run }) => {
    const review = await reviewFacts(ports.source, run);
    if (review !== null) {
      const { outcome = '', verdict = null, findings = {} } = review;
      const count = (of: 'must_fix' | 'should_fix' | 'minor') => Number(findings[of] ?? 0);
      const result = {
        outcome,
        reason: null,
        verdict,
        must_fix: count('must_fix'),
        should_fix: count('should_fix'),
        minor: count('minor'),
      };
      return done(result, `${outcome}: ${verdict ?? 'no verdict'}`);
    }
    const state = await askOnce(ports, run);
    if (state === 'open')
      return { kind: 'wait', for: reviewOf(run.pull?.id ?? ''), until: new Date(Date.now() + LONGEST_WAIT_MS) };
    const none = { verdict: null, must_fix: null, should_fix: null, minor: null };
    return done({ ...state, ...none }, `${state.outcome}: ${state.reason ?? 'no reason is known'}`);
  },
});

type Ended = { outcome: string; reason: string | null };

/** How the review of the head stands; where none was asked for it is now. Of runs that come here at once one asks. */
function askOnce(ports: WorkflowPorts, run: ExecutionRecord): Promise<'open' | Ended> {
  const { repositoryId, pullNumber } = pullRunOf(run);
  return ports.source.transaction(async (manager) => {
    await lockPull(manager, repositoryId, pullNumber);
    return (await lastRun(manager, run)) ?? (await start(manager, ports, run));
  });
}

/** The last review run of the head, or of another one that this run has asked for; null: there was none. */
async function lastRun(manager: EntityManager, run: ExecutionRecord): Promise<'open' | Ended | null> {
  const { pull } = run;
  const rows: { status: string; outcome: string | null; reason: string | null }[] = await manager.query(
    `SELECT r.status, r.outcome, r.outcome_reason AS reason FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id
      WHERE r.pull_request_id = $1 AND w.name = '${REVIEW}' AND w.installation_id IS NULL AND r.workflow_version IS NULL
        AND (r.head_sha = $2 OR r.status IN ('pending', 'running') OR r.execution_id LIKE '%.' || $3 || '%')
      ORDER BY r.status IN ('pending', 'running') DESC, r.queued_at DESC, r.completed_at DESC LIMIT 1`,
    [pull?.id, pull?.headSha, partOf(run)],
  );
  const [last] = rows;
  if (last === undefined) return null;
  if (['pending', 'running'].includes(last.status)) return 'open';
  const { outcome, reason } = last;
  if (outcome !== 'reviewed' && outcome !== 'partial') return { outcome: outcome ?? 'failed', reason };
  return { outcome: 'skipped', reason: 'the pull request has another head by now, and that one was reviewed' };
}

/**
 * Asks for one: as a push does where an event started this run, so that a pause holds; as a command does where a person
 * started it.
 */
async function start(manager: EntityManager, ports: WorkflowPorts, run: ExecutionRecord): Promise<'open' | Ended> {
  const workflow = await reviewWorkflow(manager, run.installationId);
  if (workflow === null) return { outcome: 'skipped', reason: 'reviews are switched off' };
  const { pullRequestId, pullNumber, headSha, repositoryId, githubRepoId } = pullRunOf(run);
  const [row]: { paused: boolean }[] = await manager.query('SELECT paused FROM pull_requests WHERE id = $1', [
    pullRequestId,
  ]);
  const isAsked = run.requestedBy !== null;
  await createRun(
    manager,
    {
      workflow,
      event: run.event ?? (await requestEvent(manager, run)),
      part: partOf(run),
      installationId: run.installationId,
      repository: { id: repositoryId, githubRepoId },
      pull: { id: pullRequestId, number: pullNumber, headSha, paused: row?.paused ?? false },
      trigger: isAsked
        ? { type: 'request', key: `workflow:${run.id}` }
        : { type: 'auto', key: `auto:${run.pull?.baseRef ?? ''}` },
    },
    ports.timings,
  );
  return 'open';
}

/** The name of what this run asks for. */
function partOf({ id }: ExecutionRecord): string {
  return `workflow.${id}`;
}

/** What a review that a person asked for follows from, where no event started the run. */
async function requestEvent(manager: EntityManager, run: ExecutionRecord): Promise<{ id: string }> {
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO events (source, event_type, delivery_id, installation_id, github_installation_id, github_repository_id, payload,
            status, processed_at)
     VALUES ('manual', 'request.review', $1, $2, $3, $4, $5, 'completed', now()) RETURNING id`,
    [
      `${run.installationId}:${partOf(run)}`,
      run.installationId,
      run.githubInstallationId,
      run.repository?.githubRepoId,
      jsonText({ person: { login: run.requestedBy }, pull_request_id: run.pull?.id, workflow: run.workflowName }),
    ],
  );
  const [event] = rows;
  if (event === undefined) throw new Error('an event gives one row');
  return event;
}

/** Null: the installation has switched it off. */
async function reviewWorkflow(
  manager: EntityManager,
  installationId: number,
): Promise<{ id: string; name: string; policy: RunPolicy } | null> {
  const rows: { id: string; config: unknown; isOn: boolean }[] = await manager.query(
    `SELECT w.id, w.config, w.status = 'active' AND COALESCE(s.enabled, true) AS "isOn"
       FROM workflows w LEFT JOIN workflow_switches s ON s.workflow_id = w.id AND s.installation_id = $1
      WHERE w.name = '${REVIEW}' AND w.installation_id IS NULL`,
    [installationId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the built-in workflow pr_review is gone');
  return row.isOn ? { id: row.id, name: REVIEW, policy: RunPolicy.parse(row.config ?? {}) } : null;
}
