import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { createOpenStreams } from '../../../src/api/door/open-streams.js';
import type { Access } from '../../../src/access/tenancy/access.js';
import { withTenant } from '../../../src/access/tenancy/with-tenant.js';
import { createApi } from '../../../src/api/create-api.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { openGraph } from '../../../src/graph/open-graph.js';
import { at, median } from './at.js';
import { measuredRoutes, PAGED } from './measured-routes.js';

const TIMES = 30;
const AIM_MS = 50;

/**
 * Asks the API in this process for every list and analysis, one after the other, each so often that its p95 means
 * something. Prints median, p95 and first answer of each, the median as a multiple of `SELECT 1` in a transaction of a
 * tenant, and how much memory all of it left behind.
 */
export async function measureRoutes(system: DataSource, url: string, access: Access): Promise<void> {
  const source = createDataSource({ url, poolSize: 8, applicationName: 'bench api', scope: 'tenant' });
  await source.initialize();
  const graph = await openGraph({ neo4j: null } as never, system);
  const api = createApi({
    ...quiet,
    source,
    graph,
    authenticate: () => Promise.resolve({ caller, setCookie: null }),
    readAccess: () => Promise.resolve(access),
    readFileSettings: () => Promise.reject(new Error('not measured')),
    readFile: () => Promise.reject(new Error('not measured')),
    diagnose: () => Promise.reject(new Error('not measured')),
    secretKeys: ['k'.repeat(64)],
    allowedPrivateHosts: [],
  });
  const ask = async (path: string) => {
    const from = performance.now();
    const response = await api.request(`/api/v1${path}`);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text}`);
    return { ms: performance.now() - from, text };
  };
  const installations = access.installations.map(({ id }) => id);
  const baseline = await repeated(() => withTenant(source, installations, (manager) => manager.query('SELECT 1')));
  const door = await repeated(() => ask('/tokens'));
  const rows = [row('SELECT 1 of a tenant', baseline, baseline), row('/tokens', door, baseline)];
  const before = await settledMemory();
  for (const path of [...measuredRoutes(), ...(await secondPages(ask))]) {
    rows.push(row(path, await repeated(() => ask(path)), baseline));
  }
  const after = await settledMemory();
  console.table(rows);
  const late = rows.filter((each) => Number(each['p95 ms']) > AIM_MS);
  console.log(
    `${rows.length - 2} routes, ${TIMES} times each; p95 over ${AIM_MS} ms: ${late.map(({ route }) => route).join(', ') || 'none'}\n` +
      `memory of this process: ${before} MB before, ${after} MB after`,
  );
  await graph.close();
  await source.destroy();
}

/** Nobody of those who ask in the load: the requests of a person count together. */
const caller = {
  userId: 0,
  githubId: 1,
  login: 'bench',
  scopes: new Set(['read', 'write', 'admin'] as const),
  sessionId: null,
  tokenId: 'bench',
};
const nothing = () => undefined;
const quiet = {
  log: { debug: nothing, info: nothing, warn: nothing, error: console.error },
  hooks: { receive: async () => ({ kind: 'unknown' }) as const, urlOf: (id: string) => id },
  changes: null,
  openStreams: createOpenStreams(),
  frontendUrl: null,
  installUrl: 'https://github.com/apps/nectr/installations/new',
  githubUrl: 'https://github.com',
  limits: { all: 1_000_000, starting: 1_000_000, runs: 1_000_000 },
  backendUrl: () => 'https://nectr.acme.dev',
  receiveEvent: () => Promise.reject(new Error('not asked')),
  diagnose: async () => ({ checks: [], at: new Date(0) }),
  appHealth: () => Promise.reject(new Error('not measured')),
};

async function repeated(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  return times;
}

async function secondPages(ask: (path: string) => Promise<{ text: string }>): Promise<string[]> {
  const paths: string[] = [];
  for (const path of PAGED) {
    const { next_cursor: cursor } = JSON.parse((await ask(path)).text) as { next_cursor: string | null };
    if (cursor === null) throw new Error(`${path} has no second page`);
    paths.push(`${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`);
  }
  return paths;
}

function row(route: string, times: readonly number[], baseline: readonly number[]) {
  return {
    route: route.length > 75 ? `${route.slice(0, 74)}…` : route,
    'median ms': median(times).toFixed(1),
    'p95 ms': at(times, 0.95).toFixed(1),
    'first ms': (times[0] ?? 0).toFixed(1),
    'to SELECT 1': (median(times) / median(baseline)).toFixed(1),
  };
}

/** In MB, once what is no longer needed had time to go. */
async function settledMemory(): Promise<number> {
  globalThis.gc?.();
  await sleep(500);
  return Math.round(process.memoryUsage().rss / 2 ** 20);
}
