import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import type { PacedRequest } from '../../../src/github/client/call-pace.js';
import { GitHubLimitedError, WritesQueuedError } from '../../../src/github/client/github-error.js';
import { installationOctokit, type Octokit } from '../../../src/github/client/installation-octokit.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import type { Installation } from '../../../src/sandbox/types.js';
import { createCallPaces, type CallPaces, type PaceSettings } from '../../../src/workflows/durable/call-paces.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { pem } from '../../app-key.js';

const log = { warn: () => undefined, error: () => undefined };
const WRITE = { kind: 'write', points: 5, asApp: false, signal: null } as const;
const CONTENT = { ...WRITE, kind: 'content' } as const;
const READ = { kind: 'read', points: 1, asApp: false, signal: null } as const;

let database: TestDatabase;
/** As many as there are processes. */
let sources: DataSource[];

beforeAll(async () => {
  database = await createTestDatabase();
  sources = [1, 2, 3].map(() =>
    createDataSource({ scope: 'system', url: database.url, poolSize: 3, applicationName: 'test' }),
  );
  await Promise.all(sources.map((source) => source.initialize()));
});
beforeEach(async () => {
  await sources[0]?.query('DELETE FROM github_paces');
});
afterAll(async () => {
  await Promise.all(sources.map((source) => source.destroy()));
  await database.close();
});

function processes(settings: Partial<PaceSettings> = {}): CallPaces[] {
  return sources.map((source) =>
    createCallPaces({
      source,
      intervalMs: 20,
      writerSilenceMs: 5000,
      longestWaitMs: 60_000,
      aside: (wait) => wait(),
      ...settings,
    }),
  );
}

/** Sends calls in all processes as fast as they may go. Returns when each went out and was answered. */
async function flood(paces: CallPaces[], requests: PacedRequest[], installation = 7) {
  const sent: { kind: string; from: number; until: number }[] = [];
  const send = (kind: string) => async () => {
    const from = performance.now();
    await sleep(2);
    sent.push({ kind, from, until: performance.now() });
  };
  await Promise.all(
    paces.flatMap((pace) => requests.map((request) => pace.of(installation).inTurn(request, send(request.kind)))),
  );
  return sent.toSorted((a, b) => a.from - b.from);
}

/** The most of `times` within any window. */
function most(times: number[], windowMs: number): number {
  return Math.max(0, ...times.map((end) => times.filter((time) => time > end - windowMs && time <= end).length));
}

describe('the pace of one installation', () => {
  it('O8: three processes write one at a time, 60 a minute, and an interval apart where they notify', async () => {
    const requests = Array.from({ length: 40 }, (_, index) => (index % 8 === 0 ? CONTENT : WRITE));
    const sent = await flood(processes(), requests);
    expect(sent).toHaveLength(120);
    for (const [index, { from }] of sent.slice(1).entries())
      expect(from).toBeGreaterThanOrEqual(sent[index]?.until ?? 0);
    expect(
      most(
        sent.map(({ from }) => from),
        60 * 20,
      ),
    ).toBeLessThanOrEqual(60);
    const contents = sent.filter(({ kind }) => kind === 'content');
    for (const [index, { from }] of contents.slice(1).entries())
      expect(from - (contents[index]?.until ?? 0)).toBeGreaterThanOrEqual(19);
  });

  it('what notifies stops at 500 an hour, other writes go on', async () => {
    const [pace] = processes({ intervalMs: 1000, longestWaitMs: 5000 });
    await sources[0]?.query(
      `INSERT INTO github_paces (github_installation_id, contents)
       SELECT 7, array_agg(now() - make_interval(secs => 3000 - n) ORDER BY n) FROM generate_series(1, 500) n`,
    );
    const refused = await pace
      ?.of(7)
      .inTurn(CONTENT, async () => 'sent')
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WritesQueuedError);
    const wait = (refused as WritesQueuedError).until.getTime() - Date.now();
    expect(wait).toBeGreaterThan(590_000);
    expect(wait).toBeLessThan(602_000);
    expect(await pace?.of(7).inTurn(WRITE, async () => 'sent')).toBe('sent');
    expect(await pace?.of(8).inTurn(CONTENT, async () => 'sent')).toBe('sent');
  });

  it('points stop at 900 a minute, over all processes', async () => {
    const paces = processes();
    const times: number[] = [];
    const lane = async (pace: CallPaces) => {
      for (let call = 0; call < 80; call++) {
        await pace.of(7).inTurn({ ...READ, points: 5 }, async () => void times.push(performance.now()));
      }
    };
    await Promise.all([...paces, ...paces].map(lane));
    expect(times).toHaveLength(480);
    expect(5 * most(times, 60 * 20)).toBeLessThanOrEqual(900);
  });

  it('a write whose turn is far away is not waited for, and holds up nobody', async () => {
    const [pace] = processes({ intervalMs: 60_000, longestWaitMs: 10_000 });
    const send = async () => 'sent';
    expect(await pace?.of(7).inTurn(CONTENT, send)).toBe('sent');
    await expect(pace?.of(7).inTurn(CONTENT, send)).rejects.toBeInstanceOf(WritesQueuedError);
    expect(await pace?.of(7).inTurn(WRITE, send)).toBe('sent');
    expect(await pace?.of(8).inTurn(CONTENT, send)).toBe('sent');
  });

  it('a process that died while it wrote holds the others for seconds only', async () => {
    const [one, other] = processes({ longestWaitMs: 200 });
    let die = (): void => undefined;
    let dead: Promise<void> | undefined;
    await new Promise<void>((begun) => {
      dead = one?.of(7).inTurn(WRITE, () => {
        begun();
        return new Promise<void>((resolve) => (die = resolve));
      });
    });
    await expect(other?.of(7).inTurn(WRITE, async () => 'sent')).rejects.toBeInstanceOf(WritesQueuedError);
    await sources[0]?.query(`UPDATE github_paces SET writer_until = now() - interval '1 ms'`);
    expect(await other?.of(7).inTurn(WRITE, async () => 'sent')).toBe('sent');
    die();
    await dead;
  });

  it('a write that fails gives its turn on', async () => {
    const [pace] = processes();
    await expect(pace?.of(7).inTurn(WRITE, () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    expect(await pace?.of(7).inTurn(WRITE, async () => 'sent')).toBe('sent');
  });
});

describe('a limit of GitHub', () => {
  let sandbox: Sandbox;
  let installation: Installation;

  beforeEach(async () => {
    sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(40) });
    // Answers of the same moment are on their way: everything later counts.
    sandbox.state.limits.onTheWayMs = 50;
    installation = await sandbox.install({ account: 'acme', deliver: false });
    return () => sandbox.close();
  });

  const connect = (paces: CallPaces): Promise<Octokit> =>
    installationOctokit(
      {
        appId: 1,
        privateKey: pem,
        baseUrl: `${sandbox.url}/api/v3`,
        log,
        retryDelayMs: 1,
        pace: paces.of(installation.id),
      },
      { installationId: installation.id, repositoryIds: [], permissions: { metadata: 'read' } },
    );

  it.each([
    ['secondary', { kind: 'secondary-limit', retryAfter: 2 }],
    ['primary', { kind: 'primary-limit', resetSeconds: 2 }],
  ] as const)('a %s one that one process hears of: none sends anything before its end', async (_, fault) => {
    const paces = processes();
    const octokits = await Promise.all(paces.map(connect));
    const read = (octokit: Octokit) => octokit.request('GET /installation/repositories');
    const [first] = octokits;
    sandbox.state.faults.add({ ...fault, match: { path: /installation\/repositories/ }, times: 1 });
    const limit: unknown = first && (await read(first).catch((error: unknown) => error));
    expect(limit).toBeInstanceOf(GitHubLimitedError);
    const until = (limit as GitHubLimitedError).until.getTime();
    const told = sandbox.state.calls.length;
    const refusals: unknown[] = [];
    while (Date.now() < until - 200) {
      const tries = [
        ...octokits.map(read),
        ...octokits.map((octokit) => octokit.request('POST /repos/acme/shop/issues/1/comments', { body: 'x' })),
        ...paces.map(connect),
      ];
      for (const result of await Promise.allSettled(tries))
        refusals.push(result.status === 'rejected' && result.reason);
      await sleep(20);
    }
    expect(refusals.length).toBeGreaterThan(9);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(GitHubLimitedError);
    expect(sandbox.state.calls.length).toBe(told);
    // The others count from when they were told, a moment later.
    for (const octokit of octokits) {
      const status = () =>
        read(octokit).then(
          (answer) => answer.status,
          () => 0,
        );
      await expect.poll(status, { timeout: 10_000 }).toBe(200);
    }
    expect(sandbox.traffic(installation).earlyCalls).toBe(0);
  });

  it('of the App holds what is asked as the App, and no installation that has its token', async () => {
    const [one, other] = processes();
    const octokit = one && (await connect(one));
    sandbox.state.faults.add({ kind: 'secondary-limit', retryAfter: 1, match: { path: /access_tokens/ }, times: 1 });
    await expect(one && connect(one)).rejects.toBeInstanceOf(GitHubLimitedError);
    await expect(other && connect(other)).rejects.toBeInstanceOf(GitHubLimitedError);
    expect((await octokit?.request('GET /installation/repositories'))?.status).toBe(200);
    await expect
      .poll(() => other && connect(other).then(() => 'connected', String), { timeout: 10_000 })
      .toBe('connected');
  });

  it('that GraphQL reports with status 200 is one too', async () => {
    const [one, other] = processes();
    const octokits = one && other ? [await connect(one), await connect(other)] : [];
    const body = { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] };
    const headers = { 'retry-after': '30' };
    sandbox.state.faults.add({ kind: 'status', status: 200, body, headers, match: { path: /graphql/ }, times: 1 });
    await expect(octokits[0]?.graphql('query { viewer { login } }')).rejects.toBeInstanceOf(GitHubLimitedError);
    const refused: unknown = await octokits[1]
      ?.request('GET /installation/repositories')
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GitHubLimitedError);
    expect((refused as GitHubLimitedError).until.getTime() - Date.now()).toBeGreaterThan(28_000);
  });

  it('that a longer one is known of does not end sooner', async () => {
    const [one, other] = processes();
    await one?.of(7).limited({ asApp: false }, new Date(Date.now() + 60_000));
    await other?.of(7).limited({ asApp: false }, new Date(Date.now() + 1000));
    const refused: unknown = await other
      ?.of(7)
      .inTurn(READ, async () => 'sent')
      .catch((error: unknown) => error);
    expect((refused as GitHubLimitedError).until.getTime() - Date.now()).toBeGreaterThan(50_000);
  });
});
