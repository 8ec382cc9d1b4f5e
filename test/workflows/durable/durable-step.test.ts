import { DBOS } from '@dbos-inc/dbos-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encryptText } from '../../../src/access/encrypt.js';
import { ClaudeLimitedError, ClaudeRefusedError, ClaudeUnavailableError } from '../../../src/claude/claude-error.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { GitHubLimitedError, GitHubUnavailableError } from '../../../src/github/client/github-error.js';
import { GraphRefusedError } from '../../../src/graph/graph-refused-error.js';
import { GraphUnavailableError } from '../../../src/graph/graph-unavailable-error.js';
import { createIntegrations } from '../../../src/integrations/services/connected.js';
import { traceWith, type SpanStart } from '../../../src/telemetry/in-span.js';
import { durableStep, RunStoppedError, scanSlots } from '../../../src/workflows/durable/durable-step.js';
import { createRunWaits, type StepWaits } from '../../../src/workflows/durable/run-waits.js';
import { defaultTimings, type Timings } from '../../../src/workflows/durable/timings.js';
import { scanEndOf } from '../../../src/workflows/scans/scan-end-of.js';
import { createTurnSlots } from '../../../src/turns/turn-slots.js';
import { addTenant } from '../../api/api-rig.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { BOT_TOKEN, LocalSlack } from '../../integrations/slack/local-slack.js';

/** Seconds for what takes minutes; a slow machine may take half of one for a step. */
const timings: Timings = {
  ...defaultTimings,
  retries: [20, 40],
  longestSleep: 100,
  tellWait: 60_000,
  claudeWait: 3000,
};

interface Scene {
  /** Attempt by attempt, the last one again and again. */
  work: ((givenUp: string | null) => unknown)[];
  queuedMsAgo?: number;
  timings?: Partial<Timings>;
  tell?: () => Promise<void>;
}

let database: TestDatabase;
let scene: Scene;
let attempts: { at: number; givenUp: string | null }[];
let told: { at: number; reason: string; nextTry: Date }[];
let warnings: string[];
let errors: string[];
let started: number;
const controller = new AbortController();

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_: object, message: string) => void warnings.push(message),
  error: (_: object, message: string) => void errors.push(message),
};

/** Two steps of one run: the second finds what the first has waited for. */
async function run(queuedAt: number): Promise<unknown[]> {
  const waits: StepWaits = {
    run: createRunWaits(new Date(queuedAt)),
    tell: async (reason, nextTry) => {
      told.push({ at: performance.now() - started, reason, nextTry });
      await scene.tell?.();
    },
  };
  const ports = { timings: { ...timings, ...scene.timings }, log, atWork: <T>(work: () => Promise<T>) => work() };
  const step = (name: string) =>
    durableStep(
      ports,
      name,
      controller.signal,
      async () => {
        attempts.push({ at: performance.now() - started, givenUp: waits.run.claudeGivenUp });
        return scene.work[Math.min(attempts.length, scene.work.length) - 1]?.(waits.run.claudeGivenUp);
      },
      waits,
    );
  return [await step('first'), await step('second')];
}

/** One step of a scan; scans share one slot, as they do in a worker. */
const slots = createTurnSlots({ slots: 1, slotsOfOne: 1 });
async function scan(installationId: number, limitedMs: number): Promise<number> {
  const ports = scanSlots(
    { timings, log, scanning: (key, work) => slots.run(key, work) },
    { installationId, fullName: 'acme/shop' },
  );
  let attempt = 0;
  await durableStep(ports, 'read', controller.signal, async () => {
    if (attempt++ === 0 && limitedMs > 0) throw new GitHubLimitedError(new Date(Date.now() + limitedMs));
  });
  return performance.now();
}

let workflow: typeof run;
let scanning: typeof scan;
beforeAll(async () => {
  database = await createTestDatabase();
  DBOS.setConfig({ name: 'test', systemDatabaseUrl: database.url, runMigrations: false, useListenNotify: false });
  workflow = DBOS.registerWorkflow(run, { name: 'test_run' });
  scanning = DBOS.registerWorkflow(scan, { name: 'test_scan' });
  await DBOS.launch();
});
beforeEach(() => {
  [attempts, told, warnings, errors] = [[], [], [], []];
  started = performance.now();
});
afterAll(async () => {
  await DBOS.shutdown();
  await database.close();
});

async function play(given: Scene, workflowID?: string): Promise<unknown> {
  scene = given;
  const queuedAt = Date.now() - (given.queuedMsAgo ?? 0);
  const handle = await DBOS.startWorkflow(workflow, workflowID === undefined ? {} : { workflowID })(queuedAt);
  return handle.getResult().catch((error: unknown) => error);
}

const fail = (error: Error) => () => Promise.reject(error);
const limited = (ms: number) => () =>
  Promise.reject(new ClaudeLimitedError(new Date(Date.now() + ms), 'Claude is overloaded'));
const done = () => 'done';
const withoutClaude = (givenUp: string | null) => givenUp ?? 'asked Claude';

it('a scan that waits for a limit of GitHub holds no slot: others go on', async () => {
  const waits = await DBOS.startWorkflow(scanning)(1, 3000);
  await expect.poll(() => warnings, { timeout: 10_000 }).toContain('GitHub limits us: the run waits');
  const other = await DBOS.startWorkflow(scanning)(2, 0);
  const [first, second] = await Promise.all([waits.getResult(), other.getResult()]);
  expect(second).toBeLessThan(first);
});

describe('work that is not wanted any more', () => {
  it.each([
    ['as its row says', new RunStoppedError('forgotten'), 'forgotten'],
    ['as the graph says', new GraphRefusedError('superseded'), 'a newer scan of the repository has ended meanwhile'],
  ])('%s ends quietly, and is not tried again', async (_, thrown, reason) => {
    const ended = await play({ work: [fail(thrown), done] });
    expect(ended).toMatchObject({ name: 'RunStoppedError', message: reason });
    expect(attempts).toHaveLength(1);
    expect(errors).toEqual([]);
    expect(scanEndOf(ended)).toEqual({ status: 'cancelled', reason });
  });

  it.each([
    ['for a reason of its own', new Error('broken'), 'repository'],
    ['because GitHub gave no answer', new GitHubUnavailableError('away'), 'no answer'],
    ['because the store gave none', new GraphUnavailableError('away'), 'store'],
  ])('is told from work that failed %s', async (_, thrown, failure) => {
    const ended = await play({ work: [fail(thrown)] });
    expect(scanEndOf(ended)).toMatchObject({ status: 'failed', details: { failure } });
  });
});

describe('a limit of Claude', () => {
  it('is waited for between two steps, and not told while it is short', async () => {
    expect(await play({ work: [limited(200), done] })).toEqual(['done', 'done']);
    expect(attempts).toHaveLength(3);
    expect((attempts[1]?.at ?? 0) - (attempts[0]?.at ?? 0)).toBeGreaterThan(195);
    expect(told).toEqual([]);
  });

  it('is told once, when the run has waited for long, with the reason and the next try (F1)', async () => {
    const until = Date.now() + 4000;
    const work = [
      fail(new ClaudeLimitedError(new Date(until), 'Claude is overloaded')),
      limited(100),
      done,
      limited(50),
      done,
    ];
    expect(await play({ work, timings: { tellWait: 2000, claudeWait: 60_000 } })).toEqual(['done', 'done']);
    expect(told).toEqual([{ at: expect.any(Number), reason: 'Claude is overloaded', nextTry: new Date(until) }]);
    expect(told[0]?.at).toBeGreaterThan(1900);
    expect(told[0]?.at).toBeLessThan(attempts[1]?.at ?? 0);
  });

  it('is told at once if the run was queued long ago', async () => {
    await play({ work: [limited(2000), done], queuedMsAgo: 120_000 });
    expect(told).toHaveLength(1);
    expect((attempts[1]?.at ?? 0) - (told[0]?.at ?? 0)).toBeGreaterThan(1000);
  });

  it('does not hold the run when telling fails', async () => {
    const scenes = { work: [limited(1000), done], queuedMsAgo: 120_000 };
    expect(await play({ ...scenes, tell: fail(new GitHubUnavailableError('502')) })).toEqual(['done', 'done']);
    expect(warnings).toContain('a wait could not be shown on the pull request');
  });

  it('is waited for so long and no longer; then the step goes on without Claude, and so do those after it', async () => {
    const work = (givenUp: string | null) => (givenUp === null ? limited(1000)() : `without: ${givenUp}`);
    const result = await play({ work: [work] });
    expect(result).toEqual(['without: Claude is overloaded', 'without: Claude is overloaded']);
    const waited = attempts.filter(({ givenUp }) => givenUp === null);
    expect(waited.length).toBeGreaterThanOrEqual(2);
    expect(waited.length).toBeLessThanOrEqual(4);
    // No try was made that could not have been waited for.
    expect((waited.at(-1)?.at ?? 0) - (waited[0]?.at ?? 0)).toBeLessThan(3000 + 1000);
  });

  it('that ends too late is not waited for at all', async () => {
    expect(await play({ work: [limited(3_600_000), withoutClaude] })).toEqual([
      'Claude is overloaded',
      'Claude is overloaded',
    ]);
    expect(attempts).toHaveLength(3);
    expect(told).toEqual([]);
  });

  it('fails a step that asks Claude although it was given up', async () => {
    const result = await play({ work: [limited(3_600_000)] });
    expect(result).toMatchObject({ name: 'RunFailedError', message: 'Claude is overloaded' });
    expect(attempts).toHaveLength(2);
  });

  it('is found again by a replay: nothing is told twice, Claude stays given up', async () => {
    const id = 'replayed';
    const work = [limited(1000), limited(600_000), withoutClaude, withoutClaude];
    expect(await play({ work, queuedMsAgo: 120_000 }, id)).toEqual(['Claude is overloaded', 'Claude is overloaded']);
    expect(told).toHaveLength(1);
    const steps = (await DBOS.listWorkflowSteps(id)) ?? [];
    const second = steps.findIndex(({ name }) => name === 'second');
    const fork = await DBOS.forkWorkflow(id, second);
    expect(await fork.getResult()).toEqual(['Claude is overloaded', 'Claude is overloaded']);
    expect(told).toHaveLength(1);
    expect(attempts).toHaveLength(5);
    expect(attempts.at(-1)?.givenUp).toBe('Claude is overloaded');
  });
});

describe('other troubles', () => {
  it('no usable answer of Claude is tried again after its waits, then given up', async () => {
    const gone = fail(new ClaudeUnavailableError('Claude gave no usable answer: it answered with status 500'));
    const work = (givenUp: string | null) => (givenUp === null ? gone() : givenUp);
    const text = 'Claude gave no usable answer: it answered with status 500';
    expect(await play({ work: [work] })).toEqual([text, text]);
    expect(attempts.filter(({ givenUp }) => givenUp === null)).toHaveLength(3);
  });

  it('a refusal fails the step: the review decides what it means', async () => {
    const result = await play({ work: [fail(new ClaudeRefusedError('key', 'ANTHROPIC_API_KEY is not valid'))] });
    expect(result).toMatchObject({ name: 'RunFailedError', message: 'ANTHROPIC_API_KEY is not valid' });
    expect(attempts).toHaveLength(1);
  });

  it('a limit of GitHub is told too, and never makes the run give up Claude', async () => {
    const github = () => Promise.reject(new GitHubLimitedError(new Date(Date.now() + 600)));
    const scenes = { work: [github, github, github, withoutClaude], queuedMsAgo: 120_000 };
    expect(await play({ ...scenes, timings: { claudeWait: 500 } })).toEqual(['asked Claude', 'asked Claude']);
    expect(told).toMatchObject([{ reason: 'GitHub limits our requests' }]);
  });

  it('no usable answer of GitHub fails the step after its waits, and is not told', async () => {
    const result = await play({ work: [fail(new GitHubUnavailableError('502'))], queuedMsAgo: 120_000 });
    expect(result).toMatchObject({ name: 'RunFailedError', message: '502' });
    expect(attempts).toHaveLength(3);
    expect(told).toEqual([]);
  });
});

it('is a span while it works, once an attempt, with its run', async () => {
  const spans: SpanStart[] = [];
  traceWith({
    inSpan: (start, work) => {
      spans.push(start);
      return work({ set: () => undefined, rename: () => undefined, fail: () => undefined });
    },
  });
  try {
    await (await DBOS.startWorkflow(scanning, { workflowID: 'scan:traced' })(7, 5)).getResult();
  } finally {
    traceWith(null);
  }
  const fields = { 'nectr.execution_id': 'scan:traced', 'nectr.repository': 'acme/shop' };
  expect(spans).toEqual(Array(2).fill({ name: 'step read', kind: 'internal', fields }));
});

describe('a service that was away for a moment', () => {
  /** A hundredth of what it is: attempts of the default retry_policy after 5 and 15 seconds, left alone for 30. */
  const scaled = { retries: [50, 150], leftAloneMs: 300 };
  const KEYS = ['k'.repeat(64)] as const;
  const slack = new LocalSlack();

  it('is waited for until it may be asked again, and takes one attempt of those a run has', async () => {
    await slack.start();
    const source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
    await source.initialize();
    try {
      const { id } = await addTenant(source, { account: 'acme', repositories: [] });
      await source.query(
        `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted)
         VALUES ($1, 'team', 'slack', $2, $3)`,
        [id, { base_url: `${slack.url}/api` }, encryptText(JSON.stringify({ bot_token: BOT_TOKEN }), KEYS)],
      );
      const integrations = createIntegrations({
        source,
        secretKeys: KEYS,
        allowedPrivateHosts: ['127.0.0.1'],
        leftAloneMs: scaled.leftAloneMs,
      });
      const ask = async () => {
        const { type, use } = await integrations.open(id, 'team');
        return use(controller.signal, (call) => type.inbound!.emailOf!(call as never, 'U0000000001'));
      };
      slack.fail('early 5xx');
      const ended = await play({ work: [ask], timings: { retries: scaled.retries } });
      expect(ended).toEqual(['dora@acme.dev', 'dora@acme.dev']);
      // The two questions of one attempt that failed, and of one in each of both steps: others were sent away.
      expect(slack.asked).toHaveLength(6);
      expect((attempts.at(-1)?.at ?? 0) - (attempts[0]?.at ?? 0)).toBeGreaterThan(scaled.leftAloneMs - 50);
    } finally {
      await source.destroy();
      await slack.stop();
    }
  });
});
