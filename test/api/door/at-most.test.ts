import { expect, it } from 'vitest';
import { createOpenStreams } from '../../../src/api/door/open-streams.js';
import { createApi } from '../../../src/api/create-api.js';

const quiet = () => undefined;

/** Whoever asks waits at the door until `open` is called, and is not let in then. */
function door(mostAtOnce: number, more: { mostStrangers?: number; hold?: () => Promise<never> } = {}) {
  const waiting: (() => void)[] = [];
  const { mostStrangers = 100, hold = () => Promise.reject(new Error('not asked')) } = more;
  const api = createApi({
    source: {} as never,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    authenticate: () => new Promise((resolve) => waiting.push(() => resolve(null))),
    readAccess: async () => ({ installations: [] }),
    graph: {} as never,
    readFileSettings: () => Promise.reject(new Error('not asked')),
    readFile: () => Promise.reject(new Error('not asked')),
    secretKeys: ['k'.repeat(64)],
    allowedPrivateHosts: [],
    hooks: { receive: hold, urlOf: (id) => id },
    backendUrl: () => 'https://nectr.acme.dev',
    diagnose: async () => ({ checks: [], at: new Date(0) }),
    appHealth: () => Promise.reject(new Error('not asked')),
    receiveEvent: hold,
    openStreams: createOpenStreams(),
    changes: null,
    frontendUrl: 'https://app.example.com',
    installUrl: 'https://github.com/apps/nectr/installations/new',
    githubUrl: 'https://github.com',
    mostAtOnce,
    mostStrangers,
  });
  const ask = async () => api.request('/api/v1/reviews', { headers: { Origin: 'https://app.example.com' } });
  const send = async (path: string) => api.request(`/api/v1${path}`, { method: 'POST', body: '{}' });
  return { ask, send, waiting, open: () => waiting.splice(0).forEach((enter) => enter()) };
}

it('refuses at once what would be one too many, and says when to come again', async () => {
  const { ask, waiting, open } = door(3);
  const first = [ask(), ask(), ask()];
  await expect.poll(() => waiting.length).toBe(3);
  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    'retry-after': '1',
    connection: 'close',
    'content-type': 'application/problem+json',
    'access-control-allow-origin': 'https://app.example.com',
  });
  expect(await refused.json()).toMatchObject({ status: 503, title: 'Not available' });
  expect(waiting).toHaveLength(3);
  open();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([401, 401, 401]);
});

it('lets others in when those before them are answered', async () => {
  const { ask, waiting, open } = door(1);
  for (let time = 0; time < 3; time++) {
    const one = ask();
    await expect.poll(() => waiting.length).toBe(1);
    expect((await ask()).status).toBe(503);
    open();
    expect((await one).status).toBe(401);
  }
});

it('keeps a place for who is signed in while strangers fill theirs', async () => {
  const never = new Promise<never>(() => undefined);
  const { ask, send, waiting, open } = door(1, { mostStrangers: 2, hold: () => never });
  for (const path of ['/hooks/x', '/integrations/x/events']) {
    for (let time = 0; time < 2; time++) void send(path);
    expect((await send(path)).status).toBe(503);
  }
  const one = ask();
  await expect.poll(() => waiting.length).toBe(1);
  open();
  expect((await one).status).toBe(401);
});
