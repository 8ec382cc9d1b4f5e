import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { createRun } from '../events/create-run.js';
import { RunPolicy } from '../events/run-policy.js';
import { reviewFacts } from '../executions/gather-facts.js';
import { pullRunOf, reviewOf, type ExecutionRecord } from '../executions/execution-record.js';
import type { WorkflowPorts } from '../ports.js';
import { defineStep, done } from './step-action.js';

/** A review takes a minute or two; a limit of Claude may make it wait for longer. */
const LONGEST_WAIT_MS = 30 * 60_000;

const Result = z.object({
  outcome: z.string(),
  reason: z.string().nullable(),
  verdict: z.string().nullable(),
  must_fix: z.int(),
  should_fix: z.int(),
  minor: z.int(),
});

/**
 * `pr_review_analyzer`: the review of the head. There is one for each head: one that is under way is waited for, and where
 * none was asked for it is now.
 */
export const prReviewAnalyzerStep = defineStep({
  type: 'pr_review_analyzer',
  title: 'Review the pull request',
  description:
    'The review of the head: the one that is there, or under way, else a new one. Its result stands in steps and in review.',
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
    const last = await lastRun(ports, run);
    const state = last ?? (await start(ports, run));
    if (state === 'open')
      return { kind: 'wait', for: reviewOf(run.pull?.id ?? ''), until: new Date(Date.now() + LONGEST_WAIT_MS) };
    const none = { verdict: null, must_fix: 0, should_fix: 0, minor: 0 };
    return done(
      { outcome: state.outcome, reason: state.reason, ...none },
      `${state.outcome}: ${state.reason ?? 'no reason is known'}`,
    );
  },
});

type Ended = { outcome: string; reason: string | null };

/** How the last review run of the head stands, or the one that this run asked for, whatever head it read; null: there was none. */
async function lastRun({ source }: WorkflowPorts, { id, pull }: ExecutionRecord): Promise<'open' | Ended | null> {
  const rows: { status: string; outcome: string | null; reason: string | null }[] = await source.query(
    `SELECT r.status, r.outcome, r.outcome_reason AS reason FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id
      WHERE r.pull_request_id = $1 AND w.name = 'pr_review' AND w.installation_id IS NULL AND r.workflow_version IS NULL
        AND (r.head_sha = $2 OR r.trigger_key = 'workflow:' || $3 OR r.status IN ('pending', 'running')) ORDER BY r.queued_at DESC LIMIT 1`,
    [pull?.id, pull?.headSha, id],
  );
  const [run] = rows;
  if (run === undefined) return null;
  if (['pending', 'running'].includes(run.status)) return 'open';
  return { outcome: run.outcome ?? 'failed', reason: run.reason };
}

/** Asks for one, as a command does. Where no event started this run there is nothing that it could follow. */
async function start(ports: WorkflowPorts, run: ExecutionRecord): Promise<'open' | Ended> {
  const { event } = run;
  if (event === null) return { outcome: 'skipped', reason: 'there is no review of this head' };
  await ports.source.transaction(async (manager) => {
    const workflow = await reviewWorkflow(manager);
    const { pullRequestId, pullNumber, headSha, repositoryId, githubRepoId } = pullRunOf(run);
    await createRun(
      manager,
      {
        workflow,
        event,
        part: `workflow.${run.id}`,
        installationId: run.installationId,
        repository: { id: repositoryId, githubRepoId },
        pull: { id: pullRequestId, number: pullNumber, headSha, paused: false },
        trigger: { type: 'request', key: `workflow:${run.id}` },
      },
      ports.timings,
    );
  });
  return 'open';
}

async function reviewWorkflow(manager: EntityManager): Promise<{ id: string; name: string; policy: RunPolicy }> {
  const rows: { id: string; config: unknown }[] = await manager.query(
    `SELECT id, config FROM workflows WHERE name = 'pr_review' AND installation_id IS NULL`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the built-in workflow pr_review is gone');
  return { id: row.id, name: 'pr_review', policy: RunPolicy.parse(row.config ?? {}) };
}
