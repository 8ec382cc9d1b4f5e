import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMem0Index, type Mem0Index } from '../../../src/memory/mem0/create-mem0-index.js';
import { Mem0Error } from '../../../src/memory/mem0/mem0-error.js';
import { loadSdk } from './load-sdk.js';
import { startMem0Server, type Mem0Server } from './mem0-server.js';
import { KEY } from './mem0-state.js';

const times = { read: 2000, write: 2000, poll: 5, event: 20_000, away: 3000, refused: 30_000 };
const never = new AbortController().signal;
let server: Mem0Server;
let index: Mem0Index;

beforeAll(loadSdk);
beforeEach(async () => {
  server = await startMem0Server('platform');
  index = createMem0Index({ apiKey: KEY, host: server.url }, { appId: 12, times });
});
afterEach(() => server.close());

const memory = () => ({
  id: randomUUID(),
  text: 'Dates are kept in UTC',
  installationId: 7,
  repositoryId: 30,
  type: 'decision',
});
const looks = () => server.seen.filter(({ path }) => path.startsWith('/v1/event/')).length;

describe('an event of the platform', () => {
  it('is waited for: the id comes with it', async () => {
    server.state.adding = 3;
    const id = await index.add(memory(), never);
    expect([...server.state.rows.keys()]).toEqual([id]);
    expect(looks()).toBe(3);
  });

  it('that never ends is left, and closes no door; the list tells its id when it has ended after all', async () => {
    server.state.adding = 1_000_000;
    const late = memory();
    const hurried = createMem0Index({ apiKey: KEY, host: server.url }, { appId: 12, times: { ...times, event: 100 } });
    const start = performance.now();
    const error: unknown = await hurried.add(late, never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Mem0Error);
    expect(error).toMatchObject({ trouble: 'pending' });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(looks()).toBeLessThan(8);
    expect((await index.list(7, never)).entries).toEqual([]);
    const [event] = server.state.events.values();
    if (event !== undefined) server.state.rows.set(event.row.id, event.row);
    expect(await index.list(7, never)).toEqual({
      entries: [{ indexId: event?.row.id, memoryId: late.id }],
      whole: true,
    });
  });

  it('that failed is a memory that is not accepted', async () => {
    server.state.adding = 1_000_000;
    const adding = index.add(memory(), never);
    // The event is there, and fails from the second look on.
    await expect.poll(looks).toBeGreaterThan(0);
    server.fault = { kind: 'text', type: 'application/json', text: '{"status":"FAILED","results":null,"error":"x"}' };
    await expect(adding).rejects.toMatchObject({ trouble: 'refused' });
  });

  it('is left at once by whoever ends', async () => {
    server.state.adding = 1_000_000;
    const ending = new AbortController();
    const adding = index.add(memory(), ending.signal);
    await expect.poll(looks).toBeGreaterThan(0);
    ending.abort(new Error('the worker ends'));
    await expect(adding).rejects.toThrow();
  });
});

it('the SDK asks nothing by itself, and names no account', async () => {
  await index.add(memory(), never);
  await index.search({ installationId: 7, text: 'dates', limit: 3 }, never);
  const withKey = server.seen.filter(({ headers }) => headers.authorization !== undefined);
  expect(withKey.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/ping/',
    'POST /v3/memories/add/',
    'POST /v3/memories/search/',
  ]);
  expect(JSON.stringify(server.seen.map(({ headers }) => headers))).not.toContain('owner@acme.example');
});
