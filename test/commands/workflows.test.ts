import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { storeLogin } from '../../src/commands/login/stored-login.js';
import { command } from '../../src/commands/workflows.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';

/** `nectr workflows` against a server that answers as `src/api/workflows*.ts` does. */
const ID = '0199a7c2-1111-7000-8000-000000000001';
const FILE_ID = '0199a7c2-1111-7000-8000-000000000002';
const OTHER_FILE_ID = '0199a7c2-1111-7000-8000-000000000003';
const BUILT_IN_ID = '0199a7c2-1111-7000-8000-000000000004';
const EVENT = '0199a7c2-2222-7000-8000-000000000001';
const RUN = `run:${ID}:hand:1`;

const asked: { method: string | undefined; url: string; token: string | undefined; body: unknown }[] = [];
let server: Server;
let folder: string;
let [out, err] = ['', ''];

const read = readDefinition({
  name: 'Two people',
  on: [
    { event: 'pull_request.opened' },
    { manual: { inputs: { reason: 'string', times: 'number', hard: 'boolean' } } },
  ],
  if: 'touches("payments/**")',
  do: [{ delay: { for: '1m' } }],
});
if (!read.ok) throw new Error(JSON.stringify(read.errors));
const { definition } = read;

const workflow = (more: object) => ({
  id: ID,
  installation_id: 1,
  name: 'Two people',
  origin: 'api',
  status: 'active',
  enabled: true,
  description: null,
  version: 3,
  repo: null,
  repositories: null,
  on: definition.on,
  if: definition.if,
  concurrency: definition.concurrency,
  config: definition.config,
  do: definition.do,
  triggers: [
    { id: EVENT, type: 'event', url: null, next_at: null },
    { id: RUN, type: 'webhook', url: 'https://nectr.test/api/v1/hooks/1', next_at: null },
  ],
  errors: [],
  ...more,
});
const FILE = { id: FILE_ID, name: 'file:size', origin: 'file', status: 'invalid', enabled: false, repo: 'acme/shop' };
const LISTED = [
  workflow({}),
  workflow({ ...FILE, errors: [{ field: 'do[0]', detail: 'there is no action labels' }] }),
  workflow({ ...FILE, id: OTHER_FILE_ID, status: 'active', repo: 'acme/tools' }),
  ...[1, 2].map((installation_id) =>
    workflow({
      id: BUILT_IN_ID,
      name: 'pr_review',
      origin: 'builtin',
      installation_id,
      concurrency: null,
      triggers: [],
    }),
  ),
];
const RUN_ROW = {
  id: EVENT,
  execution_id: RUN,
  workflow: 'Two people',
  status: 'running',
  reason: null,
  waiting_for: 'the approval of write',
  dry_run: true,
  repo: 'acme/shop',
  pr_number: 7,
  trigger_type: 'manual',
  queued_at: '2026-01-02T03:04:05.000Z',
};

const answer = (method: string, url: URL): [number, unknown] => {
  const path = url.pathname.replace('/api/v1', '');
  if (path === '/workflows') {
    const part = url.searchParams.get('q') ?? '';
    const items = LISTED.filter(({ name }) => name.includes(part));
    const at = Number(url.searchParams.get('cursor') ?? 0);
    return [200, { items: items.slice(at, at + 2), next_cursor: items.length > at + 2 ? String(at + 2) : null }];
  }
  if (path === '/workflows/explain')
    return [
      200,
      {
        items: [
          {
            workflow: { id: ID, name: 'Two people' },
            ran: false,
            execution_id: null,
            reason: 'Its condition is unknown.',
            condition: [{ text: 'touches("payments/**")', value: 'unknown', why: 'the files are not known' }],
          },
        ],
      },
    ];
  if (path === `/workflows/${ID}/run` && method === 'POST') return [202, RUN_ROW];
  if (path === `/workflows/${ID}/executions`) return [200, { items: [RUN_ROW], next_cursor: null }];
  if (path === `/executions/${encodeURIComponent(RUN)}/logs`) {
    const line = {
      id: ID,
      at: '2026-01-02T03:04:05.000Z',
      level: 'INFO',
      step: null,
      message: 'begins\nnow',
      metadata: null,
    };
    return [200, { items: [line], next_cursor: null }];
  }
  const secret = { name: 'DEPLOY_TOKEN', updated_by: 'ada', updated_at: '2026-01-02T03:04:05.000Z' };
  if (path === '/workflows/secrets') return [200, { items: [secret] }];
  if (path === '/workflows/secrets/DEPLOY_TOKEN') return method === 'PUT' ? [201, secret] : [200, null];
  if (path === '/installations') {
    const items = ['acme', 'other'].map((account_login, nth) => ({ id: nth + 1, account_login }));
    return [200, { items, next_cursor: null }];
  }
  const found = LISTED.find(({ id }) => path === `/workflows/${id}`);
  return found === undefined ? [404, { detail: 'There is no such workflow, or you cannot see it.' }] : [200, found];
};

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      asked.push({ method, url, token: headers.authorization, body: body === '' ? null : JSON.parse(body) });
      const [status, told] = answer(method, new URL(url, 'http://x'));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-workflows-'));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  storeLogin({ XDG_CONFIG_HOME: folder }, { server: address, token: 'nectr_stored', login: 'ada' });
  asked.length = 0;
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((out += String(chunk)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((err += String(chunk)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});
const nectr = (...args: string[]) => command.run(args, { XDG_CONFIG_HOME: folder });

it('lists them, page after page, as a table', async () => {
  await nectr('list');
  expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['Two people', 'active', 'event, webhook', ID],
    ['file:size', 'invalid', 'event, webhook', 'acme/shop', FILE_ID],
    ['file:size', 'active', 'event, webhook', 'acme/tools', OTHER_FILE_ID],
    ['pr_review', 'built in, on', BUILT_IN_ID],
    ['pr_review', 'built in, on', BUILT_IN_ID],
    [''],
  ]);
  expect(asked.map(({ method, token }) => [method, token])).toEqual(Array(3).fill(['GET', 'Bearer nectr_stored']));
  out = '';
  await nectr('list', '--repo', 'acme/tools', '--json');
  expect(JSON.parse(out)).toMatchObject([{ id: OTHER_FILE_ID, config: { timeout: 300 } }]);
  out = '';
  await nectr('list', '--repo', 'Acme/Tools');
  expect(out).toContain(OTHER_FILE_ID);
  out = '';
  await nectr('list', '--repo', 'acme/none');
  expect(out).toBe('acme/none has no files of workflows that you can see.\n');
});

it('shows one by its name, by its id, and one that cannot be used', async () => {
  await nectr('show', 'Two people');
  expect(out).toBe(`Two people (active), version 3
  on    pull_request.opened
        by hand with reason: string, times: number, hard: boolean
  if    touches("payments/**")
  do    delay
  runs  one after the other for each pull request, 5 at work at most, 300 s each, 3 attempts a step
  url   https://nectr.test/api/v1/hooks/1
  id    ${ID}
`);
  expect(asked.map(({ url }) => url)).toEqual([
    '/api/v1/workflows?q=Two+people&limit=100',
    `/api/v1/workflows/${ID}?installation_id=1`,
  ]);
  out = '';
  await nectr('show', FILE_ID);
  expect(out).toContain('file:size (invalid), version 3, of acme/shop\n  wrong do[0]: there is no action labels\n');
});

it('asks which one is meant where several have the name', async () => {
  await nectr('show', 'file:size');
  expect([out, process.exitCode]).toEqual(['', 1]);
  expect(err).toBe(`nectr workflows: 2 workflows have this name; say which one:
  ${FILE_ID}  --repo acme/shop
  ${OTHER_FILE_ID}  --repo acme/tools
`);
  await nectr('show', 'file:size', '--repo', 'acme/tools');
  expect(out).toContain(OTHER_FILE_ID);
  out = '';
  await nectr('show', 'Two people', '--repo', 'acme/shop');
  expect(out).toContain(ID);
  err = '';
  await nectr('show', 'pr_review');
  expect(err).toContain('--installation 2');
  err = '';
  await nectr('show', 'size');
  expect(err).toContain('there is no workflow "size"');
});

it('starts one with inputs of the types that it has', async () => {
  await nectr(
    'run',
    'Two people',
    '--input',
    'reason=a=b',
    '--input',
    'times=2',
    '--input',
    'hard=true',
    '--repo',
    'acme/shop',
    '--pr',
    '7',
    '--dry-run',
  );
  expect(asked.at(-1)).toMatchObject({
    method: 'POST',
    url: `/api/v1/workflows/${ID}/run?installation_id=1`,
    body: { inputs: { reason: 'a=b', times: 2, hard: true }, dry_run: true, repo: 'acme/shop', pr_number: 7 },
  });
  expect(out).toBe(`Two people: running, as a dry run\n  nectr workflows logs ${RUN}\n`);
  await nectr('run', ID, '--input', 'times=two');
  expect(asked.at(-1)).toMatchObject({ body: { inputs: { times: 'two' }, dry_run: false } });
});

it('lists its runs, prints a log and explains an event', async () => {
  await nectr('executions', ID, '--limit', '5');
  expect(asked.at(-1)?.url).toBe(`/api/v1/workflows/${ID}/executions?limit=5`);
  expect(out).toBe(
    `2026-01-02T03:04:05.000Z  running, dry  manual  acme/shop#7  ${RUN}  waits for the approval of write\n`,
  );
  out = '';
  await nectr('logs', RUN, '--level', 'info');
  expect(asked.at(-1)?.url).toContain('level=INFO');
  expect(out).toBe('2026-01-02T03:04:05.000Z  INFO    begins now\n');
  out = '';
  await nectr('explain', EVENT);
  expect(asked.at(-1)).toMatchObject({ method: 'POST', body: { event_id: EVENT } });
  expect(out).toBe(
    'Two people: Its condition is unknown.\n  unknown  touches("payments/**") (the files are not known)\n',
  );
});

it('says what the server says, and ends with 1', async () => {
  await nectr('executions', EVENT);
  expect([out, err, process.exitCode]).toEqual([
    '',
    'nectr workflows: There is no such workflow, or you cannot see it.\n',
    1,
  ]);
});

it.each([
  [['show'], 'the name or id of a workflow is missing'],
  [['show', 'a', 'b'], 'unexpected argument "b"'],
  [['run', ID, '--pr', '7'], '--pr needs --repo'],
  [['run', ID, '--pr', 'x', '--repo', 'a/b'], '--pr takes a whole number'],
  [['run', ID, '--input', '=x'], '--input takes name=value'],
  [['executions', ID, '--limit', '0'], '--limit takes a whole number from 1 to 100'],
  [['logs', RUN, '--level', 'loud'], '--level takes DEBUG'],
  [['explain', 'x'], 'explain takes the id of an event'],
  [['list', '--dry-run'], '--dry-run belongs to run'],
  [['list', 'x'], 'unexpected argument "x"'],
])('refuses %j and asks nothing', async (args, reason) => {
  await nectr(...args);
  expect([process.exitCode, asked]).toEqual([2, []]);
  expect(err).toContain(reason);
});

describe('secrets', () => {
  const given = (value: string) => vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([value]) as never);

  it('are set by a value from standard input, listed without it, and forgotten', async () => {
    given('hunter2hunter2\n');
    await nectr('secrets', 'set', 'DEPLOY_TOKEN', '--installation', '1');
    expect(asked).toEqual([
      expect.objectContaining({
        method: 'PUT',
        url: '/api/v1/workflows/secrets/DEPLOY_TOKEN?installation_id=1',
        body: { value: 'hunter2hunter2' },
      }),
    ]);
    expect(out).toBe('DEPLOY_TOKEN is set.\n');
    out = '';
    await nectr('secrets', 'list', '--installation', '1');
    expect(out).toBe('DEPLOY_TOKEN  set by ada  2026-01-02T03:04:05.000Z\n');
    out = '';
    await nectr('secrets', 'delete', 'DEPLOY_TOKEN', '--installation', '1');
    expect(asked.at(-1)).toMatchObject({ method: 'DELETE' });
    expect(out + err).toBe('DEPLOY_TOKEN is gone.\n');
  });

  it('are those of the only installation; of several one has to be named', async () => {
    await nectr('secrets');
    expect([process.exitCode, err]).toEqual([2, expect.stringContaining('--installation 2  other')]);
  });

  it.each([
    [['secrets', 'set', 'KEY', 'hunter2'], 'the value is no argument'],
    [['secrets', 'set'], 'set takes the name of a secret'],
    [['secrets', 'show'], 'secrets'],
  ])('refuses %j and asks nothing', async (args, reason) => {
    await nectr(...args);
    expect([process.exitCode, asked]).toEqual([2, []]);
    expect(err).toContain(reason);
  });
});
