import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { ClaudeRefusedError } from '../../../src/claude/claude-error.js';
import { createClaude } from '../../../src/claude/create-claude.js';
import type { BudgetLimits } from '../../../src/claude/model-budget.js';
import { estimateRequest } from '../../../src/claude/estimate-tokens.js';
import type { Claude, ClaudeAnswer, ClaudeRequest } from '../../../src/claude/types.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { handleEvent } from '../../../src/workflows/handle-event.js';
import { createTurnSlots } from '../../../src/turns/turn-slots.js';
import { openClaude } from '../../../src/workflows/pulls/open-claude.js';
import { readRun, type RunRecord } from '../../../src/workflows/runs/run-record.js';
import { defaultTimings } from '../../../src/workflows/durable/timings.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../../claude/scripted-anthropic.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { insertEvent, pullPayload } from '../pull-event.js';

let database: TestDatabase;
let source: DataSource;
let server: ScriptedAnthropic;
let run: RunRecord;
const errors: string[] = [];
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (_: object, message: string) => void errors.push(message),
};

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  errors.length = 0;
  server = await startScriptedAnthropic();
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
  run = await queuedRun(7);
});
afterEach(() => server.close());
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function queuedRun(number: number): Promise<RunRecord> {
  const id = await insertEvent(source, 'pull_request.opened', pullPayload({ number }));
  const { runs } = await handleEvent(
    { source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings: defaultTimings, log },
    id,
  );
  const found = await readRun(source, runs[0] ?? '', ['pending']);
  if (!found) throw new Error('the run is missing');
  return found;
}

const plenty: BudgetLimits = { reviewTokens: 1e6, reviewDollars: 10, dailyTokens: 1e7, dailyDollars: 100 };

async function open(limits: BudgetLimits = plenty, givenUp: string | null = null) {
  const claude = createClaude({
    provider: { kind: 'anthropic', apiKey: 'sk-ant-test-0123456789', baseUrl: server.url },
    model: 'claude-sonnet-5-5',
    retryDelayMs: 1,
    breaker: { refusedMs: 0, failures: 99, failedMs: 0, probeMs: 0 },
  });
  const opened = await openClaude({ source, log, claude, claudeBudgets: limits, thinking }, run, { givenUp });
  if (!opened) throw new Error('Claude is configured');
  return opened;
}

const request: ClaudeRequest = {
  system: [{ type: 'text', text: 'x'.repeat(8000), cache_control: { type: 'ephemeral' } }],
  tools: [],
  messages: [{ role: 'user', content: 'read' }],
  maxTokens: 100,
  effort: 'low',
  format: null,
};
/** As much as the careful estimate says. */
const TOKENS = Math.ceil(estimateRequest(request)) + request.maxTokens;
const { signal } = new AbortController();
function thinking<T>(_: number, ask: () => Promise<T>): Promise<T> {
  return ask();
}

async function usageRows(): Promise<Record<string, unknown>[]> {
  return source.query(
    `SELECT installation_id, repository_id, model, requests, limited, unavailable, refused, aborted, estimated, tokens_in::int,
            tokens_out::int, tokens_cache_read::int, tokens_cache_write::int, cost::float8 FROM model_usage`,
  );
}

describe('openClaude', () => {
  it('is null where nothing is configured', async () => {
    expect(await openClaude({ source, log, claude: null, claudeBudgets: null, thinking }, run)).toBeNull();
  });

  it('writes down what each call cost: tokens by kind, dollars, day and run (F10)', async () => {
    const { claude } = await open();
    const first = await claude.send(request, { signal });
    const second = await claude.send(request, { signal });
    const [a, b] = [first.usage, second.usage];
    expect(b.cacheReadTokens).toBe(a.cacheWriteTokens);
    expect(a.cacheWriteTokens).toBeGreaterThan(2000);
    expect(await usageRows()).toEqual([
      {
        installation_id: run.installationId,
        repository_id: run.repositoryId,
        model: 'claude-sonnet-5-5',
        requests: 2,
        limited: 0,
        unavailable: 0,
        refused: 0,
        aborted: 0,
        estimated: 0,
        tokens_in: a.inputTokens + b.inputTokens,
        tokens_out: a.outputTokens + b.outputTokens,
        tokens_cache_read: b.cacheReadTokens,
        tokens_cache_write: a.cacheWriteTokens,
        cost: expect.closeTo(a.cost + b.cost, 6),
      },
    ]);
    const [kept] = await source.query(
      'SELECT model_tokens::int AS tokens, model_cost::float8 AS cost FROM workflow_runs',
    );
    const tokens = [a, b].map((u) => u.inputTokens + u.outputTokens + u.cacheReadTokens + u.cacheWriteTokens);
    expect(kept).toEqual({ tokens: (tokens[0] ?? 0) + (tokens[1] ?? 0), cost: expect.closeTo(a.cost + b.cost, 6) });
  });

  it('writes down calls that failed, by their end, with what their tries cost', async () => {
    const { claude } = await open();
    server.fault('cut', { times: 3, at: 0.9 });
    await expect(claude.send(request, { signal })).rejects.toThrow('no usable answer');
    server.fault('key');
    await expect(claude.send(request, { signal })).rejects.toThrow('ANTHROPIC_API_KEY');
    server.fault('hang');
    const gone = new AbortController();
    setTimeout(() => gone.abort(new Error('superseded')), 30);
    await expect(claude.send(request, { signal: gone.signal })).rejects.toThrow('superseded');
    const [row] = await usageRows();
    expect(row).toMatchObject({ requests: 3, unavailable: 1, refused: 1, aborted: 1, estimated: 1 });
    // The two tries after the first read its prefix from the cache: all three are counted.
    expect(Number(row?.['tokens_cache_read'])).toBe(2 * Number(row?.['tokens_cache_write']));
  });

  it('holds a review against what people allow one, and nothing else', async () => {
    const [repositoryId, installationId] = [run.repositoryId, run.installationId];
    await source.query(
      `INSERT INTO budgets (installation_id, repository_id, review_tokens, set_by) VALUES ($1, $2, 100, 'dora')`,
      [installationId, repositoryId],
    );
    const estimate = { tokensIn: 90, maxTokensOut: 11 };
    expect((await open()).budget.mayCall(estimate)).toMatch(/one review of this repository is spent \(100 tokens/);
    expect((await open({ ...plenty, name: 'answer' })).budget.mayCall(estimate)).toBeNull();
  });

  it('goes on counting where the run was before a restart', async () => {
    const limits = { ...plenty, reviewTokens: 4000 };
    const before = await open(limits);
    const estimate = { tokensIn: 2600, maxTokensOut: 100 };
    expect(before.budget.mayCall(estimate)).toBeNull();
    await before.claude.send(request, { signal });
    const after = await open(limits);
    expect(after.budget.mayCall(estimate)).toMatch(/one review is spent/);
    run = await queuedRun(8);
    expect((await open(limits)).budget.mayCall(estimate)).toBeNull();
  });

  it('holds the day of an installation against all of its runs, and only its own', async () => {
    const limits = { ...plenty, dailyTokens: 6000 };
    const first = await open(limits);
    run = await queuedRun(8);
    const second = await open(limits);
    await first.claude.send(request, { signal });
    await second.claude.send(request, { signal });
    for (const { claude } of [first, second, await open(limits)]) {
      const refused = claude.send(request, { signal });
      await expect(refused).rejects.toThrow(
        /^the daily budget of this installation \(6,000 tokens or \$100, set by the operator of this server\) is spent until \d{4}-\d\d-\d\d 00:00 UTC$/,
      );
      await expect(refused).rejects.toMatchObject({ reason: 'budget' });
    }
    // What was not sent is no call.
    expect(await usageRows()).toMatchObject([{ requests: 2, refused: 0 }]);
    await source.query(`UPDATE model_usage SET day = day - 1`);
    await (await open(limits)).claude.send(request, { signal });
    expect(server.requests).toHaveLength(3);
  });

  it('passes a budget by no more than the calls under way, in several processes', async () => {
    await source.query(
      `INSERT INTO budgets (installation_id, repository_id, daily_tokens, set_by) VALUES ($1, $2, $3, 'dora')`,
      [run.installationId, run.repositoryId, 20 * TOKENS],
    );
    const underWay = { now: 0, most: 0 };
    const claude: Claude = {
      model: 'claude-sonnet-5-5',
      send: async (_, { onUsage }) => {
        underWay.most = Math.max(underWay.most, ++underWay.now);
        await sleep(1);
        const usage = { inputTokens: TOKENS, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0.001 };
        onUsage?.(usage);
        underWay.now -= 1;
        return { content: [], stopReason: 'end_turn', usage } as unknown as ClaudeAnswer;
      },
    };
    const processes = Array.from({ length: 3 }, () =>
      createDataSource({ url: database.url, poolSize: 4, applicationName: 'test', scope: 'system' }),
    );
    const ends = await Promise.all(
      processes.map(async (own) => {
        await own.initialize();
        const slots = createTurnSlots({ slots: 4, slotsOfOne: 4 });
        const opened = await openClaude(
          { source: own, log, claude, claudeBudgets: plenty, thinking: (id, ask) => slots.run(id, ask) },
          run,
        );
        const calls = Array.from({ length: 20 }, () => opened?.claude.send(request, { signal }));
        const settled = await Promise.allSettled(calls);
        await own.destroy();
        return settled;
      }),
    );
    const refusals = ends.flat().flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
    const [row] = await usageRows();
    const sent = Number(row?.['requests']);
    expect(sent).toBe(60 - refusals.length);
    expect(sent).toBeGreaterThanOrEqual(15);
    expect(underWay.most).toBeLessThanOrEqual(12);
    expect(sent).toBeLessThanOrEqual(20 + 12);
    for (const refusal of refusals)
      expect(refusal.message).toMatch(/^the daily budget of this repository \(\d+,\d+ tokens, set by dora\) is spent/);
    expect(refusals.length).toBeGreaterThan(0);
  });

  it('makes one entry for each of many calls at once', async () => {
    const { claude } = await open();
    await Promise.all(Array.from({ length: 12 }, () => claude.send(request, { signal })));
    expect(await usageRows()).toMatchObject([{ requests: 12 }]);
  });

  it('loses no answer and no entry when the database is away for a moment', async () => {
    const { claude } = await open();
    await source.query(`CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'away'; END $$`);
    await source.query('CREATE TRIGGER away BEFORE INSERT ON model_usage EXECUTE FUNCTION away()');
    const answer = await claude.send(request, { signal });
    expect(answer.stopReason).toBe('end_turn');
    expect(errors).toHaveLength(1);
    await source.query('DROP TRIGGER away ON model_usage');
    await claude.send(request, { signal });
    expect(await usageRows()).toMatchObject([{ requests: 2 }]);
  });

  it('sends nothing while the books cannot be read', async () => {
    const { claude } = await open();
    await source.query('ALTER TABLE model_usage RENAME TO hidden');
    await expect(claude.send(request, { signal })).rejects.toThrow('model_usage');
    await source.query('ALTER TABLE hidden RENAME TO model_usage');
    expect(server.requests).toHaveLength(0);
  });

  it('is no error for an installation that was removed meanwhile', async () => {
    const { claude } = await open();
    await source.query('DELETE FROM installations');
    expect((await claude.send(request, { signal })).stopReason).toBe('end_turn');
    expect(errors).toEqual([]);
    expect(await usageRows()).toEqual([]);
  });

  it('sends nothing once Claude was given up, and says why', async () => {
    const { claude, budget } = await open(plenty, 'Claude is overloaded');
    expect(budget.mayCall({ tokensIn: 1, maxTokensOut: 1 })).toBeNull();
    const error = await claude.send(request, { signal }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClaudeRefusedError);
    expect(error).toMatchObject({ reason: 'given-up', message: 'Claude is overloaded' });
    expect(server.requests).toHaveLength(0);
  });
});
