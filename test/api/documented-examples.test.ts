import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createToken } from '../../src/access/tokens/create-token.js';
import { authenticate } from '../../src/api/auth/authenticate.js';
import { serviceHealth } from '../../src/api/service-health.js';
import { mcpRoutes } from '../../src/mcp/create-mcp.js';
import { serviceProbes } from '../../src/operations/service-probes.js';
import { startServer, type WebServer } from '../../src/server.js';
import { addFinding, addPull, addReview } from './ledger-rows.js';
import { addTenant, addUser, openApiRig } from './api-rig.js';

const run = promisify(execFile);
const text = readFileSync(new URL('../../.github/docs/api.md', import.meta.url), 'utf8');
/** What a reader would paste, but for the line that sets the variables. */
const examples = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, code = '']) => code.trim()).slice(1);

let rig: Awaited<ReturnType<typeof openApiRig>>;
let server: WebServer;
let variables: Record<string, string>;

beforeAll(async () => {
  let access: Awaited<ReturnType<typeof addTenant>>['access'] | null = null;
  const keys: [string] = ['k'.repeat(40)];
  const addresses = { backend: 'http://127.0.0.1', frontend: null };
  const doors = new Hono();
  rig = await openApiRig(
    () => ({}),
    () => ({
      authenticate: (request) => authenticate({ source: rig.source, secretKeys: keys, addresses }, request),
      readAccess: async () => access?.('admin', 'admin') ?? { installations: [] },
      limits: { all: 600, starting: 60, runs: 600 },
    }),
  );
  const acme = await addTenant(rig.system, { account: 'acme', repositories: ['shop'] });
  ({ access } = acme);
  const owner = { installationId: acme.id, repositoryId: acme.repositoryIds[0]! };
  const pull = await addPull(rig.system, owner, { number: 5 });
  const review = await addReview(rig.system, owner, { pull_request_id: pull, pull_number: 5 });
  const finding = await addFinding(rig.system, owner, { pull_request_id: pull, review_id: review, handle: 1 });
  const userId = await addUser(rig.system, 'ada');
  const { token } = await createToken(rig.source, {
    userId,
    name: 'docs',
    scopes: ['read', 'write', 'admin', 'mcp'],
    days: 1,
  });
  const who = (request: Request) => authenticate({ source: rig.source, secretKeys: keys, addresses }, request);
  const { probes } = serviceProbes({
    config: { neo4j: null, mem0: null, claude: null },
    source: rig.system,
    askGitHub: async () => undefined,
    degraded: () => [],
  });
  const readAccess = async () => acme.access('admin', 'admin');
  doors.route('/', serviceHealth({ probes, environment: 'test', authenticate: who, readAccess }));
  doors.route('/', rig.api as unknown as Hono);
  doors.route('/', mcpRoutes({ addresses, authenticate: who } as never));
  server = await startServer({ host: '127.0.0.1', port: 0, receive: async () => false, routes: doors });
  variables = {
    NECTR: `http://127.0.0.1:${server.port}`,
    TOKEN: token,
    FINDING: finding,
    INSTALLATION: String(acme.id),
    ...(await addWorkflow(token, acme.id)),
  };
});
/** One that was made before, whose webhook is known. */
async function addWorkflow(token: string, installationId: number): Promise<Record<string, string>> {
  const response = await rig.api.request('/api/v1/workflows', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      installation_id: installationId,
      name: 'Release',
      on: [{ webhook: {} }, { manual: { inputs: { reason: 'string' } } }],
      do: [{ delay: { for: '1m' } }],
    }),
  });
  const { id, triggers } = (await response.json()) as { id: string; triggers: { id: string; secret?: string }[] };
  const hook = triggers.find(({ secret }) => secret !== undefined)!;
  return { WORKFLOW: id, TRIGGER: hook.id, SECRET: hook.secret! };
}

afterAll(async () => {
  await server.close(0);
  await rig.close();
});

/** What each has to print. */
const EXPECTED = [
  /"full_name":"acme\/shop"/,
  /"items":\[\{.*"pr_number":5.*"next_cursor":null/s,
  /"items":\[.*"next_cursor":null/s,
  /"title":"Bad request","status":400.*"errors":\[\{"field":"query\.limit"/s,
  /^ratelimit: "all";r=\d+;t=\d+/im,
  /dismiss/,
  /"max_comments":5.*"max_comments":"dashboard"/s,
  /"monthly_dollars":200.*"daily_dollars":5.*"repository":"acme\/shop"/s,
  /"name":"Payments need two people".*"origin":"api","status":"active"/,
  /"workflow":"Release".*"repo":"acme\/shop".*"dry_run":true/s,
  /^\{"event_id":"[\da-f-]{36}","duplicate":false\}$/,
  /"type":"slack".*"credentials_schema":.*"bot_token"/s,
  /"name":"github".*"health_status":"healthy".*"next_cursor":null/s,
  /\/mcp/,
  /"status":"(?:healthy|degraded)","service":"Nectr"/,
];

it('has as many examples as are looked at', () => {
  expect(examples).toHaveLength(EXPECTED.length);
});

it.each(EXPECTED.map((expected, at) => [examples[at] ?? '', expected] as const))('%s', async (code, expected) => {
  const { stdout } = await run('bash', ['-ec', code], { env: { PATH: process.env['PATH'], ...variables } });
  expect(stdout).toMatch(expected);
});
