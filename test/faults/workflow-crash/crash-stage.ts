import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { isTransientDatabaseError } from '../../../src/database/is-transient-error.js';
import type { Issue } from '../../../src/sandbox/types.js';
import { readDefinition } from '../../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../../src/workflows/definitions/save-definition.js';
import { decideApproval, openApproval } from '../../../src/workflows/executions/decide-approval.js';
import { startByHand } from '../../../src/workflows/executions/start-by-hand.js';
import { buildStage, hasty, untilEnded, type Process } from '../../e2e/stage.js';
import { changes, openGate, type Outgoing, type Watch } from './gate.js';
import { startServices } from './services.js';
import { openWritePauses } from './write-pauses.js';

/**
 * What happens to the worker, and when. Of a row: before it is committed, or right after. Of a request that changes
 * something: before the service sees it, or after it has done it; `502`: the worker lives, and a gateway answers it.
 */
export type Point =
  | { of: 'row'; nth: number; at: 'before' | 'after'; fault: 'kill' | 'freeze' }
  | { of: 'request'; nth: number; at: 'before' | 'after'; fault: 'kill' | '502' }
  | { of: 'request'; nth: number; at: 'after'; fault: 'freeze' };

export interface Played {
  /** What was being done when it struck; null: it never came to that. */
  struck: string | null;
  status: string;
  reason: string | null;
  /** By step. */
  steps: { name: string; status: string; said: string | null; result: Record<string, unknown> | null }[];
  /** From its start to its end. */
  seconds: number;
  /** How often it was done, by what. */
  effects: Record<string, number>;
}

/** Steps that look for what they have done, or do a thing that is the same done twice: they are never in doubt. */
const stepsOf = (token: string, own: string) => [
  { pr_review_analyzer: {}, name: 'review' },
  { platform_detector: {}, name: 'platform' },
  { quality_gates: { max_complexity: 1, block: false }, name: 'gates' },
  { label_pr: { labels: [token] }, name: 'label' },
  { request_reviewers: { users: ['dora'] }, name: 'reviewers' },
  { set_check: { name: `Check ${token}`, conclusion: 'neutral', title: 'Looked at' }, name: 'check' },
  { issue_creator: { title: `Issue ${token}`, body: 'Of a workflow' }, name: 'issue' },
  { issue_creator: { target: 'linear', title: `Ticket ${token}`, body: 'Of a workflow' }, name: 'linear' },
  { issue_creator: { target: 'jira', title: `Ticket ${token}`, body: 'Of a workflow' }, name: 'jira' },
  { move_ticket: { target: 'linear', state: 'In Progress' }, name: 'move' },
  { move_ticket: { target: 'jira', state: 'In Progress' }, name: 'go_on' },
  { error_suspects: {}, name: 'suspects' },
  { issue_creator: { title: `Error ${token}`, report: 'suspects' }, name: 'error' },
  { link_error: { key: '#1', url: `https://shop.acme.dev/${token}` }, name: 'link' },
  { stale_findings: { open_days: 1 }, name: 'stale' },
  { post_comment: { body: `Comment ${token}` }, name: 'comment' },
  { delay: { for: '1s' }, name: 'delay' },
  { approval: { from: ['write'], within: '1h', notify: 'slack' }, name: 'approval' },
  ...['slack', 'discord', 'teams', 'datadog', 'pagerduty', 'email'].map((name) => ({
    notify: { integration: name, text: `told ${token}` },
    name: `tell_${name}`,
  })),
  { http_request: { url: `${own}/deploy`, method: 'POST', body: { token } }, name: 'request' },
];

/** A worker of its own process between gates, and a workflow with every action that does something outside. */
export async function buildCrashStage() {
  const stage = await buildStage();
  let striking: Point | null = null;
  let requests = 0;
  let struck: string | null = null;
  let worker: Process | null = null;
  const strike = (outgoing: Outgoing, at: 'before' | 'after') => {
    if (striking?.of !== 'request' || striking.nth !== requests || striking.at !== at || struck !== null) return null;
    struck = `${outgoing.service} ${outgoing.method} ${nameOf(outgoing)}`;
    if (striking.fault !== '502') worker?.child.kill(striking.fault === 'kill' ? 'SIGKILL' : 'SIGSTOP');
    return striking.fault;
  };
  const watch: Watch = {
    before: async (outgoing) => {
      if (striking === null || !changes(outgoing)) return;
      requests++;
      const fault = strike(outgoing, 'before');
      if (fault === '502') throw new Error('the gateway gives up');
      if (fault === 'kill') throw new Error('the connection ends with the worker');
    },
    after: (outgoing) => {
      if (!changes(outgoing)) return null;
      const fault = strike(outgoing, 'after');
      return fault === 'kill' ? 'lost' : fault === '502' ? '502' : null;
    },
  };
  const github = await openGate('github', stage.sandbox.url, watch);
  const services = await startServices(watch);
  const env = { GHE_HOST: github.host, ALLOWED_PRIVATE_HOSTS: '127.0.0.1', WORKFLOW_HTTP_HOSTS: '127.0.0.1' };
  // Two workers start beside what a machine does otherwise: no shorter, or a busy machine looks like a dead worker.
  const timings = { ...hasty, silence: 2500, writerSilence: 2500 };
  const startWorker = async () => (worker = await stage.startWorker({ timings, env }));
  stage.repository.collaborators.set('dora', 'write');
  stage.sandbox.openIssue(stage.repository, { title: 'Of dora', body: '', user: 'dora' });
  await startWorker();
  const issue: Issue = await stage.openPull({ title: 'ENG-1 SHOP-1 Order the pages' });
  await untilEnded(stage, issue.number);
  const [{ installationId, repositoryId }] = await stage.source.query<
    [{ installationId: number; repositoryId: number }]
  >('SELECT installation_id AS "installationId", id AS "repositoryId" FROM repositories');
  await services.connect(stage.source, installationId);
  // What a webhook of Sentry brings (`receive-hook.ts`).
  const [{ id: eventId }] = await stage.source.query<[{ id: string }]>(
    `INSERT INTO events (installation_id, integration_id, source, event_type, delivery_id, payload, status)
     SELECT $1, id, 'sentry', 'sentry.issue.created', 'an error', $2, 'completed' FROM integrations WHERE type = 'sentry' RETURNING id`,
    [installationId, { action: 'created', issue: { id: '6507376925', key: 'SHOP-41', project: 'shop' } }],
  );
  // Its findings have waited for an answer.
  await stage.source.query(`UPDATE pull_requests SET opened_at = now() - interval '9 days'`);
  const pauses = await openWritePauses(String((stage.source.options as { url?: string }).url));

  // Their names are the same for all.
  const common = () => {
    const { checkRuns, issues } = stage.repository;
    return {
      gates: [...checkRuns.values()].filter(({ name }) => name === 'Nectr quality gates').length,
      stale: [...issues.values()].filter(({ title }) => title === 'Findings that nobody answered').length,
    };
  };
  const seen = (token: string): Record<string, number> => {
    const { comments, checkRuns, issues } = stage.repository;
    return {
      comment: [...comments.values()].filter(({ body }) => body.includes(`Comment ${token}`)).length,
      check: [...checkRuns.values()].filter(({ name }) => name === `Check ${token}`).length,
      label: issue.labels.filter(({ name }) => name === token).length,
      reviewers: issue.pull?.requestedReviewers.filter(({ login }) => login === 'dora').length ?? 0,
      issue: [...issues.values()].filter(({ title }) => title === `Issue ${token}`).length,
      error: [...issues.values()].filter(({ title }) => title === `Error ${token}`).length,
      ...services.seen(token),
    };
  };

  async function start(token: string): Promise<string> {
    const read = readDefinition({
      name: token,
      on: [{ manual: {} }],
      config: { timeout: 3600, retry_policy: { max_attempts: 4, delay: 0.2 } },
      do: stepsOf(token, services.own),
    });
    if (!read.ok) throw new Error(JSON.stringify(read.errors));
    const { definition } = read;
    return stage.source.transaction(async (manager) => {
      const saved = await createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, definition);
      const started = await startByHand(manager, {
        workflow: { ...saved!, name: token, definition },
        installationId,
        repositoryId,
        pullNumber: issue.number,
        by: 'dora',
        requestId: token,
        inputs: {},
        dryRun: false,
      });
      if (started.kind !== 'started') throw new Error(JSON.stringify(started));
      await manager.query('UPDATE workflow_runs SET event_id = $2 WHERE execution_id = $1', [
        started.executionId,
        eventId,
      ]);
      return started.executionId;
    });
  }

  /** Says yes as soon as it is asked; again, as a person would, where a frozen worker holds the lock of the runs. */
  async function approve(run: Row): Promise<void> {
    try {
      await stage.source.transaction(async (manager) => {
        const open = await openApproval(manager, run.id);
        if (open === null) return;
        await decideApproval(manager, open, { decision: 'granted', by: 'dora', note: null });
      });
    } catch (error) {
      if (!isTransientDatabaseError(error)) throw error;
    }
  }

  /** One run from its start to its end, with one fault on its way. */
  async function play(token: string, point: Point | null): Promise<Played> {
    [striking, requests, struck] = [point ?? { of: 'request', nth: 0, at: 'before', fault: '502' }, 0, null];
    let frozen: Process | null = null;
    const before = common();
    const began = performance.now();
    services.putBack();
    await pauses.arm(point?.of === 'row' ? point.nth : 0);
    const executionId = await start(token);
    let run: Row | undefined;
    for (const end = Date.now() + LONGEST_MS; ; await sleep(15)) {
      [run] = await stage.source.query<Row[]>(
        `SELECT id, status, outcome_reason AS reason, waiting_for AS waits FROM workflow_runs WHERE execution_id = $1`,
        [executionId],
      );
      if (run === undefined || !['pending', 'running'].includes(run.status)) break;
      if (Date.now() > end) break;
      if (run.waits?.startsWith('approval')) await approve(run);
      if (point?.of === 'row' && struck === null) {
        const held = await pauses.held();
        if (held !== null) {
          struck = held.label;
          worker?.child.kill(point.fault === 'kill' ? 'SIGKILL' : 'SIGSTOP');
          if (point.fault === 'kill') await worker?.ended;
          await pauses.release(point.at === 'before' ? held.pid : null);
        }
      }
      if (struck !== null && point?.fault === 'freeze' && frozen === null) {
        frozen = worker;
        await startWorker();
      } else if (worker === null || worker.child.exitCode !== null || worker.child.signalCode !== null) {
        await startWorker();
      }
    }
    const seconds = Math.round((performance.now() - began) / 1000);
    if (frozen !== null) {
      frozen.child.kill('SIGCONT');
      // It notices that its run is another's, or ends by itself: what it would do, it does within this time.
      await Promise.race([frozen.ended, sleep(4000)]);
      await frozen.stop();
    }
    await pauses.release(null);
    striking = null;
    if (run !== undefined && ['pending', 'running'].includes(run.status)) {
      // It is no part of what comes next.
      await stage.killWorkers();
      await startWorker();
    }
    const steps: Played['steps'] = await stage.source.query(
      'SELECT name, status, said, result FROM execution_steps WHERE run_id = $1 ORDER BY position',
      [run!.id],
    );
    const played = {
      struck,
      status: run!.status,
      reason: run!.reason,
      seconds,
      steps,
      effects: { ...seen(token), gates: common().gates - before.gates, stale: common().stale - before.stale },
    };
    await stage.source.query(`DELETE FROM workflows WHERE name = $1`, [token]);
    issue.pull?.requestedReviewers.splice(0);
    return played;
  }

  return {
    stage,
    play,
    /** Rows and requests of a run that nothing happens to. */
    measure: async () => {
      const played = await play('point-0', null);
      expect(played, JSON.stringify(played)).toMatchObject({ status: 'completed' });
      return { rows: await pauses.count(), requests, played };
    },
    close: async () => {
      await stage.killWorkers();
      await pauses.close();
      await stage.close();
      await services.close();
      await github.close();
    },
  };
}

/** One that has not ended by then is told as it is: no sooner than a claim in Jira whose owner died has run out (120 s). */
const LONGEST_MS = 200_000;

interface Row {
  id: string;
  status: string;
  reason: string | null;
  waits: string | null;
}

/** `/repos/acme/orchard/issues/7/labels` is `issues/…/labels`; GraphQL is named by its operation. */
function nameOf({ path, body }: Outgoing): string {
  const graphql = /mutation\s+(\w+)/.exec(body)?.[1];
  if (path.includes('graphql') && graphql !== undefined) return graphql;
  const [short = ''] = path.replace(/^.*\/repos\/[^/]+\/[^/]+\//, '').split('?');
  return short.replaceAll(/[\w-]{12,}|\d+/g, '…').slice(0, 60);
}
