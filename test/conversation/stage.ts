import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Anthropic from '@anthropic-ai/sdk';
import type { DataSource } from 'typeorm';
import type { Claude, ClaudeRequest } from '../../src/claude/types.js';
import { createDataSource } from '../../src/database/data-source.js';
import { createPostgresGraph } from '../../src/graph/postgres/create-postgres-graph.js';
import { createSymbolThread } from '../../src/graph/symbols/thread/symbol-thread.js';
import { installationOctokit } from '../../src/github/client/installation-octokit.js';
import { verifyMarker } from '../../src/github/publish/marker.js';
import { createDemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Issue, Repository } from '../../src/sandbox/types.js';
import { downloadTarball } from '../../src/github/read/download-tarball.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import type { ActionContext } from '../../src/workflows/actions/action.js';
import { actionTypes } from '../../src/workflows/actions/actions.js';
import { appendLog } from '../../src/workflows/runs/execution-log.js';
import { handleEvent } from '../../src/workflows/handle-event.js';
import type { WorkflowPorts } from '../../src/workflows/ports.js';
import { claimRun, finishRun, type RunRecord } from '../../src/workflows/runs/run-record.js';
import { defaultTimings } from '../../src/workflows/durable/timings.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { noLimits } from '../../src/sandbox/state.js';
import { pem } from '../app-key.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const MARKER_KEY = Buffer.alloc(32, 7);

/** A GitHub, a database and the actions, in one process and without the engine. */
export interface ConversationStage {
  sandbox: Sandbox;
  source: DataSource;
  repository: Repository;
  ports: WorkflowPorts;
  /** A pull request with its row in the database. */
  openPull(user?: string, deliver?: boolean): Promise<Issue>;
  /** Lets the review run; returns its findings as the ledger has them. */
  review(issue: Issue): Promise<{ handle: number; commentId: number; rule: string; path: string }[]>;
  /** Handles every delivery since the last call; runs what they start. Returns the names of the workflows that ran. */
  settle(): Promise<string[]>;
  replies(issue: Issue): string[];
  close(): Promise<void>;
}

export async function buildConversationStage(): Promise<ConversationStage> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-conversation-'));
  const database: TestDatabase = await createTestDatabase();
  const source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
  sandbox.state.limits = { ...noLimits };
  const demo = await createDemoRepository(join(folder, 'repository'));
  const installation = await sandbox.install({ account: 'acme', deliver: false });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
  repository.collaborators.set('dora', 'write').set('reader', 'read');
  const [pull] = demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  const ports: WorkflowPorts = {
    source,
    log: quiet,
    timings: { ...defaultTimings, writeInterval: 0 },
    github: {
      octokit: (scope) =>
        installationOctokit(
          { appId: 1, privateKey: pem, baseUrl: `${sandbox.url}/api/v3`, log: quiet, retryDelayMs: 1, pace: null },
          scope,
        ),
      self: async () => ({ appSlug: 'nectr' }),
      repositoryUrl: (fullName) => `${sandbox.url}/${fullName}`,
    },
    claude: null,
    smallClaude: null,
    claudeBudgets: { reviewTokens: 1e9, reviewDollars: 1e6, dailyTokens: 1e9, dailyDollars: 1e6 },
    parallelAgents: false,
    openSnapshot: async (octokit, target, sha) =>
      readTarball(await downloadTarball(octokit, target, sha), { sha, cacheFolder: join(folder, 'snapshots') }),
    markerKeys: [MARKER_KEY],
    atWork: (_, work) => work(),
    scanning: (_, work) => work(),
    indexing: (_, work) => work(),
    aside: (wait) => wait(),
    thinking: (_, ask) => ask(),
    yielding: { atWork: (_, work) => work(), thinking: (_, ask) => ask() },
    threadLost: () => undefined,
    graph: createPostgresGraph(source),
    memoryIndex: null,
    httpHosts: [],
    allowedPrivateHosts: [],
    openSecrets: async () => new Map(),
    integrations: { open: () => Promise.reject(new Error('no integration is connected here')) },
    surroundings: {
      read: async () => ({ items: [], missing: [] }),
      hasErrors: async () => false,
      relatedErrors: async () => [],
    },
    memoriesChanged: () => undefined,
    historyPulls: 500,
    symbols: createSymbolThread(),
    reviewMemory: async () => () => undefined,
    endSessionsOf: async () => undefined,
    reached: () => undefined,
  };
  let handled = 0;

  const runOne = async (executionId: string): Promise<string | null> => {
    const run = await claimRun(source, executionId);
    if (run === null) return null;
    const actions: { type: string }[] = await source.query(
      'SELECT action_type AS type FROM workflow_actions WHERE workflow_id = $1 ORDER BY order_index',
      [run.workflowId],
    );
    const results = new Map<string, unknown>();
    let outcome: { kind: string; reason?: string } | null = null;
    for (const { type } of actions) {
      const result = await actionTypes.get(type)?.run(contextOf(ports, run, results), {});
      results.set(type, result?.value);
      outcome = result?.outcome ?? outcome;
      if (result?.stop) break;
    }
    const reason = outcome?.reason ?? null;
    await finishRun(source, run, { status: 'completed', outcome: outcome?.kind as 'skipped', reason, result: null });
    return run.workflowType;
  };

  const settle = async (): Promise<string[]> => {
    const ran: string[] = [];
    for (; handled < sandbox.state.deliveries.length; handled++) {
      const delivery = sandbox.state.deliveries[handled];
      if (delivery === undefined) break;
      const { event, payload } = delivery;
      const rows: { id: string }[] = await source.query(
        `INSERT INTO events (source, event_type, delivery_id, payload) VALUES ('github', $1, gen_random_uuid()::text, $2) RETURNING id`,
        [`${event}.${String(payload['action'])}`, JSON.stringify(payload)],
      );
      await handleEvent({ source, github: ports.github, timings: ports.timings, log: quiet }, rows[0]?.id ?? '');
    }
    for (;;) {
      const waiting: { execution_id: string }[] = await source.query(
        `SELECT execution_id FROM workflow_runs WHERE status = 'pending' ORDER BY queued_at LIMIT 1`,
      );
      const [next] = waiting;
      if (next === undefined) return ran;
      const name = await runOne(next.execution_id);
      if (name !== null) ran.push(name);
    }
  };

  return {
    sandbox,
    source,
    repository,
    ports,
    settle,
    openPull: async (user, sends = true) => {
      // All pull requests here have one head: the check runs of the earlier ones would be listed with each one's own.
      repository.checkRuns.clear();
      return sandbox.openPull(repository, { ...pull, deliver: sends, ...(user === undefined ? {} : { user }) });
    },
    review: async (issue) => {
      await settle();
      return source.query(
        `SELECT handle, github_comment_id::float8 AS "commentId", rule, path FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
          WHERE p.number = $1 ORDER BY handle`,
        [issue.number],
      );
    },
    replies: (issue) => {
      const scope = { repositoryId: repository.id, number: issue.number };
      return [...repository.comments.values(), ...(issue.pull?.reviewComments.values() ?? [])]
        .filter((each) => each.kind === 'review-comment' || each.issueNumber === issue.number)
        .filter(({ user, body }) => user.type === 'Bot' && verifyMarker(body, 'reply', scope, [MARKER_KEY]) !== null)
        .map(({ body }) => body.replace(/\n\n<!-- [^>]* -->$/, ''));
    },
    close: async () => {
      await source.destroy();
      await sandbox.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function contextOf(ports: WorkflowPorts, run: RunRecord, results: ReadonlyMap<string, unknown>): ActionContext {
  return {
    ports,
    run,
    actionId: '00000000-0000-0000-0000-000000000000',
    signal: new AbortController().signal,
    // As the engine keeps them: whatever a step answers has to survive as JSON.
    step: async (_, work) => JSON.parse(JSON.stringify((await work()) ?? null)) as Awaited<ReturnType<typeof work>>,
    log: (line) => appendLog(ports.source, run, { step: null, actionId: null, metadata: null, ...line }),
    results,
    claudeGivenUp: null,
  };
}

/** A model that gives the answers it is told, in their order, and keeps what it was asked. */
export function scriptedClaude(...answers: (unknown | Error)[]): Claude & { requests: ClaudeRequest[] } {
  const requests: ClaudeRequest[] = [];
  return {
    model: 'scripted',
    requests,
    send: async (request) => {
      requests.push(request);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      const content = [{ type: 'text', text, citations: null } satisfies Anthropic.TextBlock];
      const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 };
      return { content, stopReason: 'end_turn', model: 'scripted', usage };
    },
  };
}
