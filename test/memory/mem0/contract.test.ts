import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeError } from '../../../src/access/log-error.js';
import { createMem0Index, type Mem0Index } from '../../../src/memory/mem0/create-mem0-index.js';
import { Mem0Error, type Mem0Trouble } from '../../../src/memory/mem0/mem0-error.js';
import type { Mem0Times } from '../../../src/memory/mem0/mem0-settings.js';
import type { IndexedMemory } from '../../../src/memory/mem0/memory-index.js';
import { startMem0Server, type Fault, type Mem0Server } from './mem0-server.js';
import { loadSdk } from './load-sdk.js';
import { BODY_CANARY, KEY, storeRow } from './mem0-state.js';
import { watchNetwork } from './watch-network.js';

/** What is 1.4 s in production: so long that a busy machine is not taken for a slow server, or so short. */
const PATIENT = 20_000;
const SHORT = 500;
const never = new AbortController().signal;

beforeAll(loadSdk);

describe.each(['platform', 'open-source'] as const)('%s', (speaks) => {
  let server: Mem0Server;
  let index: Mem0Index;
  let clock: number;
  let times: Mem0Times;
  let network: ReturnType<typeof watchNetwork>;
  const printed = vi.fn();

  beforeEach(async () => {
    for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
      vi.spyOn(console, name).mockImplementation(printed);
    printed.mockClear();
    server = await startMem0Server(speaks);
    clock = 0;
    times = { read: PATIENT, write: PATIENT, poll: 5, event: 60, away: 3000, refused: 30_000 };
    index = createMem0Index({ apiKey: KEY, host: server.url }, { appId: 12, times, now: () => clock });
    network = watchNetwork();
  });
  afterEach(async () => {
    // Neither the telemetry of the SDK nor anything else goes elsewhere, and nothing is printed.
    const places = network.end();
    await server.close();
    vi.restoreAllMocks();
    expect(places).toEqual([`127.0.0.1:${server.port}`]);
    expect(printed.mock.calls).toEqual([]);
  });

  const memory = (change: Partial<IndexedMemory> = {}): IndexedMemory => ({
    id: randomUUID(),
    text: 'Dates are kept in UTC',
    installationId: 7,
    repositoryId: 30,
    type: 'project_rule',
    ...change,
  });
  const search = (text: string, change: { installationId?: number; limit?: number } = {}, signal = never) =>
    index.search({ installationId: 7, text, limit: 12, ...change }, signal);
  const troubleOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof Mem0Error ? error.trouble : error),
    );
  /** Requests since the last call of it. */
  const asked = () => server.seen.splice(0).map(({ method, path }) => `${method} ${path}`);

  it('finds what was added, and not what was removed', async () => {
    const [dates, money] = [memory(), memory({ text: 'Money is kept in cents, never in floats' })];
    const ids = [await index.add(dates, never), await index.add(money, never)];
    expect(await search('are dates in UTC or local?')).toEqual([{ id: dates.id }, { id: money.id }]);
    expect(await search('floats')).toEqual([{ id: money.id }]);
    expect(await search('are dates kept in UTC?', { limit: 1 })).toEqual([{ id: dates.id }]);
    for (const id of [...ids, ids[0] ?? '', randomUUID()]) await index.remove(id, never);
    expect(await search('are dates in UTC or local?')).toEqual([]);
  });

  it('gives the text, the tenant and our ids away, and nothing more', async () => {
    const { id } = memory();
    await index.add(memory({ id, repositoryId: null }), never);
    const [row] = server.state.rows.values();
    expect(row).toMatchObject({ text: 'Dates are kept in UTC', userId: 'nectr-12-7' });
    const metadata = Object.fromEntries(Object.entries(row?.metadata ?? {}).filter(([name]) => name !== 'role'));
    expect(metadata).toEqual({ tenant: 'nectr-12-7', memory_id: id, repository_id: null, type: 'project_rule' });
    const add = server.seen.find(({ method, path }) => method === 'POST' && /add|memories$/.test(path));
    expect(Object.keys(add?.body ?? {}).toSorted()).toEqual(['infer', 'messages', 'metadata', 'user_id']);
    expect(add?.body).toMatchObject({ infer: false, messages: [{ role: 'user', content: 'Dates are kept in UTC' }] });
  });

  it('gives no secret away, neither of a memory nor of a change', async () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    await index.add(memory({ text: `Tests use ${token} and dates in UTC` }), never);
    await search(`const token = '${token}'; dates`);
    expect(JSON.stringify(server.seen.map(({ body }) => body))).not.toContain(token);
    expect(await search('dates in UTC')).toHaveLength(1);
  });

  it('never shows another tenant, though the server ignores what it is asked for', async () => {
    const theirs = memory({ installationId: 8 });
    await index.add(theirs, never);
    const metadata = { tenant: 'nectr-12-7', memory_id: randomUUID(), repository_id: 30, type: 'project_rule' };
    const text = 'Dates are kept in UTC';
    storeRow(server.state, { text, userId: 'nectr-12-8', metadata });
    storeRow(server.state, { text, userId: 'nectr-12-7', metadata: { ...metadata, tenant: 'nectr-12-8' } });
    storeRow(server.state, { text, userId: 'nectr-12-7', metadata: { ...metadata, memory_id: "1' OR '1'='1" } });
    storeRow(server.state, { text, userId: 'nectr-12-7', metadata: {} });
    server.state.ignoresFilters = true;
    expect(await search('dates in UTC')).toEqual([]);
    expect(await search('dates in UTC', { installationId: 8 })).toEqual([{ id: theirs.id }]);
    expect((await index.list(8, never)).entries.map(({ memoryId }) => memoryId)).toEqual([theirs.id]);
  });

  it('lists everything of an installation, and removes it', async () => {
    const theirs = memory({ installationId: 8 });
    await index.add(theirs, never);
    const ids = Array.from({ length: 450 }, () => randomUUID());
    for (const id of ids) {
      const metadata = { tenant: 'nectr-12-7', memory_id: id, repository_id: 1, type: 'decision' };
      storeRow(server.state, { text: 'x', userId: 'nectr-12-7', metadata });
    }
    const { entries, whole } = await index.list(7, never);
    expect(whole).toBe(true);
    expect(entries.map(({ memoryId }) => memoryId).toSorted()).toEqual(ids.toSorted());
    // The open-source server lets administrators remove all at once: others do it one by one.
    server.state.admin = false;
    await index.purge(7, never);
    expect((await index.list(7, never)).entries).toEqual([]);
    expect((await index.list(8, never)).entries).toHaveLength(1);
  });

  it.each<[string, Fault, Mem0Trouble]>([
    ['an error of the server', { kind: 'status', status: 500 }, 'away'],
    ['an error of what lies before it', { kind: 'status', status: 502 }, 'away'],
    ['a key that was taken back', { kind: 'status', status: 401 }, 'key'],
    ['a limit', { kind: 'status', status: 429, headers: { 'retry-after': '2' } }, 'limited'],
    ['a way to another host', { kind: 'status', status: 302, headers: { location: 'http://192.0.2.1/' } }, 'strange'],
    ['a page', { kind: 'text', type: 'text/html', text: `<html>${BODY_CANARY}</html>` }, 'strange'],
    ['half of an answer', { kind: 'text', type: 'application/json', text: `{"results": [${BODY_CANARY}` }, 'strange'],
    ['another form', { kind: 'text', type: 'application/json', text: `{"memories": "${BODY_CANARY}"}` }, 'strange'],
    [
      'a list of nothing',
      { kind: 'text', type: 'application/json', text: '{"results":[null,{"id":"../.."}]}' },
      'strange',
    ],
    ['10 MB', { kind: 'large' }, 'large'],
    ['an answer that ends', { kind: 'cut' }, 'away'],
    ['an answer that stops', { kind: 'drip' }, 'silent'],
    ['a late answer', { kind: 'delay', ms: 30_000 }, 'silent'],
  ])('%s is told apart, in time, and is not waited for again', async (_, fault, trouble) => {
    await index.add(memory(), never);
    server.fault = fault;
    if (trouble === 'silent') times.read = SHORT;
    const start = performance.now();
    const error: unknown = await search('dates').catch((thrown: unknown) => thrown);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(error).toMatchObject({ name: 'Mem0Error', trouble });
    const told = JSON.stringify([describeError(error), (error as Error).message, String((error as Error).stack)]);
    for (const secret of [KEY, BODY_CANARY]) expect(told).not.toContain(secret);

    server.fault = null;
    times.read = PATIENT;
    asked();
    expect(await troubleOf(search('dates'))).toBe(trouble);
    expect(await troubleOf(index.add(memory(), never))).toBe(trouble);
    expect(asked()).toEqual([]);
    clock += trouble === 'limited' ? 2000 : trouble === 'key' ? times.refused : times.away;
    expect(await search('dates')).toHaveLength(1);
    expect(asked()).toHaveLength(1);
  });

  it.each([400, 404, 413, 422])('%i about one memory keeps nobody from the next', async (status) => {
    await index.connect(never);
    server.fault = { kind: 'status', status };
    expect(await troubleOf(index.add(memory(), never))).toBe(status === 404 ? 'gone' : 'refused');
    server.fault = null;
    await index.add(memory(), never);
    expect(await search('dates')).toHaveLength(1);
  });

  it('is left at once by whoever does not wait any longer, which says nothing of the server', async () => {
    await index.add(memory(), never);
    server.fault = { kind: 'delay', ms: 30_000 };
    const reason = new Error('the review goes on');
    const asking = new AbortController();
    setTimeout(() => asking.abort(reason), 20);
    expect(await troubleOf(search('dates', {}, asking.signal))).toBe(reason);
    server.fault = null;
    expect(await search('dates')).toHaveLength(1);
  });

  it('asks what it speaks with once, and lets no key go with the question whether one is needed', async () => {
    expect(await index.connect(never)).toBe(speaks);
    const keyless = server.seen.filter(({ headers }) => !headers.authorization && !headers['x-api-key']);
    expect(keyless.map(({ path }) => path)).toEqual([
      '/v1/ping/',
      '/memories?user_id=nectr-probe&top_k=1',
      speaks === 'platform' ? '/v3/memories/search/' : '/search',
    ]);
    asked();
    await search('dates');
    await index.connect(never);
    expect(asked()).toHaveLength(1);
  });

  it.each(['all', 'search'] as const)('is not used where it answers without a key: %s', async (open) => {
    server.state.open = open;
    expect(await troubleOf(index.connect(never))).toBe('open');
    expect(await troubleOf(index.add(memory(), never))).toBe('open');
    expect(server.state.rows.size).toBe(0);
    server.state.open = 'no';
    clock += times.refused;
    expect(await index.connect(never)).toBe(speaks);
  });

  it('says that its key is not accepted, and finds a server later that was away', async () => {
    const wrong = createMem0Index({ apiKey: 'm0-of-somebody-else', host: server.url }, { appId: 12, times });
    expect(await troubleOf(wrong.connect(never))).toBe('key');
    server.fault = { kind: 'status', status: 503 };
    expect(await troubleOf(index.connect(never))).toBe('away');
    server.fault = null;
    clock += times.away;
    await index.add(memory(), never);
    expect(await search('dates')).toHaveLength(1);
  });

  it('says that nobody listens there', async () => {
    await server.close();
    expect(await troubleOf(index.connect(never))).toBe('away');
  });
});
