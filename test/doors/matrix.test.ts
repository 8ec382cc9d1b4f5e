import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { tenantTables } from '../access/tenancy/canaries.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { answerFaults } from './answer-faults.js';
import { BACKEND, levelIn, openDoorsStage, type DoorsStage, type PlaceName, type StageCaller } from './doors-stage.js';
import { exampleOf, readOperations, type Operation, type Schema } from './operations.js';
import { canaryOf, secretOf, uuidOf, type Place } from './plant-place.js';

/** What a request names: a repository of ours, or one that nobody has. */
type Target = PlaceName | 'unknown';
const TARGETS: readonly Target[] = ['own', 'hidden', 'foreign', 'unknown'];
const UNKNOWN: Place = {
  mark: 91734199,
  installationId: 91734199,
  githubInstallationId: 91734199,
  githubRepoId: 91734199,
  account: 'nowhere',
  repository: 'nothing',
};

/** What stands for a parameter of the path, by its name and what stands before it; a new route may need another line. */
const FILLERS: readonly { path: RegExp; name: string; value(place: Place): string }[] = [
  { path: /^\/repos\//, name: 'owner', value: ({ account }) => account },
  { path: /^\/repos\//, name: 'repo', value: ({ repository }) => repository },
  { path: /^\/replays\//, name: 'number', value: ({ mark }) => String(mark) },
  { path: /^\/repos\//, name: 'number', value: ({ mark }) => String(mark) },
  { path: /^\/installations\//, name: 'id', value: ({ installationId }) => String(installationId) },
  {
    path: /^\/(findings|reviews|replays|events|memory|mcp-servers|tokens|workflows|executions|integrations)\//,
    name: 'id',
    value: uuidOf,
  },
  { path: /^\/workflows\//, name: 'trigger_id', value: uuidOf },
  { path: /^\/workflows\/secrets\//, name: 'name', value: secretOf },
];

/** What a query or body says of a place by these names, in whatever route. */
const NAMED: Record<string, (place: Place) => unknown> = {
  repo: ({ account, repository }) => `${account}/${repository}`,
  repository: ({ account, repository }) => `${account}/${repository}`,
  installation: ({ installationId }) => installationId,
  installation_id: ({ installationId }) => installationId,
  event_id: uuidOf,
  url: () => 'https://mcp.example.com/mcp',
  // A service that needs no settings.
  type: () => 'axolo',
  path: (place) => `src/${canaryOf(place)}.py`,
  focus: (place) => `src/${canaryOf(place)}.py#checkout`,
};

/** Bodies of which a schema does not tell all: one of several members has to be there. */
const BODIES: Record<string, object> = {
  'PATCH /memory/{id}': { text: 'Prices are integers.' },
  'PATCH /workflows/{id}': { description: 'Says more.' },
  'POST /workflows/{id}/triggers': { schedule: '0 9 * * 1' },
  'PATCH /workflows/{id}/triggers/{trigger_id}': { enabled: false },
  'PATCH /integrations/{id}': { enabled: false },
};

/** Where the contract says another status than the rule: what it is, and why. */
const EXCEPTIONS: readonly {
  operation: RegExp;
  target?: Target;
  caller?(caller: StageCaller): boolean;
  statuses: readonly number[];
}[] = [
  // "409 with install_url if the user can see an installation of that owner, else 404 with install_url" (api.md, "Settled")
  { operation: /^POST \/repos\/\{owner\}\/\{repo\}\/install$/, target: 'hidden', statuses: [404, 409] },
  // It names an installation, which is the same one for a hidden repository.
  { operation: /^POST \/(mcp-servers|workflows|integrations)$/, target: 'hidden', statuses: [403, 404] },
  { operation: /^(GET|PUT|DELETE) \/workflows\/secrets/, target: 'hidden', statuses: [403, 404] },
  // GitHub is not asked for what is only of the person themselves, or the same for everybody.
  {
    operation: /^((GET|POST) \/tokens|(GET|PATCH) \/me|GET \/actions)$/,
    caller: ({ name }) => name === 'token of a refused person',
    statuses: [200, 401, 403],
  },
  {
    operation: /^DELETE \/tokens\/\{id\}$/,
    caller: ({ name }) => name === 'token of a refused person',
    statuses: [401, 403, 404],
  },
  // It tells of the server itself: nothing of it to who administers no installation.
  {
    operation: /^GET \/doctor$/,
    caller: ({ person, scopes }) => person !== null && person !== 'olga' && person !== 'mallory' && scopes.has('admin'),
    statuses: [403],
  },
  // A token makes no other one.
  {
    operation: /^(POST \/tokens|PATCH \/me)$/,
    caller: ({ session, person }) => !session && person !== null,
    statuses: [403],
  },
];

let database: TestDatabase;
let stage: DoorsStage;
let operations: Operation[];

beforeAll(async () => {
  database = await createTestDatabase();
  const above = new URL(inject('postgresUrl'));
  above.pathname = new URL(database.url).pathname;
  stage = await openDoorsStage({ url: database.url, above: above.href });
  operations = await readOperations(stage.routes);
});
afterAll(async () => {
  await stage.close();
  await database.close();
});

const placeOf = (target: Target): Place => (target === 'unknown' ? UNKNOWN : stage.places[target]);
const changes = ({ method }: Operation) => method !== 'GET';

function addressOf({ name, path, parameters, needs }: Operation, target: Target): string {
  const place = placeOf(target);
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, parameter: string) => {
    const filler = FILLERS.find((each) => each.name === parameter && each.path.test(path));
    if (filler === undefined)
      throw new Error(
        `${name}: nothing stands for {${parameter}}. Add a line to FILLERS in test/doors/matrix.test.ts.`,
      );
    return encodeURIComponent(filler.value(place));
  });
  const query = new URLSearchParams();
  for (const { in: where, name: key, required, schema } of parameters) {
    if (where !== 'query') continue;
    const value = NAMED[key]?.(place);
    // A list of the caller's, and what is made outside of any path, is asked for one repository.
    if (required || (key === 'repo' && (needs.of === 'caller' || !path.includes('{'))))
      query.set(key, String(value ?? exampleOf(schema, () => undefined)));
  }
  return `${BACKEND}/api/v1${filled}${query.size > 0 ? `?${query}` : ''}`;
}

async function ask(operation: Operation, caller: StageCaller, target: Target) {
  const body =
    operation.body === null
      ? undefined
      : (BODIES[operation.name] ?? exampleOf(operation.body, (key) => NAMED[key]?.(placeOf(target))));
  const address = addressOf(operation, target);
  const response = await stage.routes.request(address, {
    method: operation.method,
    headers: { ...caller.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { status, headers } = response;
  return { status, headers, text: await readText(response), said: `${address}\n${JSON.stringify(body)}` };
}

/** Of a live stream what it says first. */
async function readText(response: Response): Promise<string> {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text();
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return Buffer.from(first?.value ?? []).toString('utf8');
}

/** Whether a route asks for a repository by query or body, or for nothing of a tenant. */
function namesPlace({ path, parameters, body }: Operation): boolean {
  return (
    path.includes('{') ||
    parameters.some(({ in: where, name }) => where === 'query' && name === 'repo') ||
    Object.keys((body?.['properties'] ?? {}) as Schema).some((key) => key in NAMED)
  );
}

/** GitHub has no files of repositories that only stand in our tables, and no symbol was found in them. */
const AWAY: Readonly<Record<string, readonly number[]>> = {
  '/repos/{owner}/{repo}/settings': [503],
  '/repos/{owner}/{repo}/symbol-source': [404],
};

/** The statuses that a caller may get, from what the route says that it needs (api.md: 404 what is not seen, else 403). */
function expected(operation: Operation, caller: StageCaller, target: Target): readonly number[] {
  const { level, of } = operation.needs;
  const exception = EXCEPTIONS.find(
    (each) =>
      each.operation.test(operation.name) && each.caller?.(caller) !== false && (each.target ?? target) === target,
  );
  if (exception?.caller !== undefined) return exception.statuses;
  if (caller.person === null) return [401];
  if (!caller.scopes.has(level)) return [403];
  const away = AWAY[operation.path] ?? [];
  const done = [...(changes(operation) ? [200, 201, 202, 204, 400, 409, 422] : [200]), ...away];
  // What belongs to a person has the ids of no place.
  if (of === 'caller' && operation.path.includes('{')) return [403, 404];
  // A list of what somebody administers is empty for others.
  if (of === 'caller' && (level === 'admin' || !namesPlace(operation))) return done;
  const may =
    target === 'unknown' ? null : levelIn(caller, of === 'installation' && target === 'hidden' ? 'own' : target);
  if (may === null) return exception?.statuses ?? [404];
  if (level === 'admin' && may !== 'admin') return of === 'object' ? [403, 404] : [403];
  if (level === 'write' && may === 'read') return [403];
  return done;
}

async function tried(operation: Operation, caller: StageCaller, target: Target): Promise<string[]> {
  const { said, ...answer } = await ask(operation, caller, target);
  const wanted = expected(operation, caller, target);
  const faults = answerFaults(answer, { said, forbidden: stage.forbidden(caller), secrets: stage.secrets });
  const { status, text } = answer;
  if (!wanted.includes(status)) faults.push(`${status} instead of ${wanted.join(' or ')}: ${text.slice(0, 200)}`);
  return faults.map((fault) => `${operation.name}, ${caller.name}, ${target}: ${fault}`);
}

/** What every row of every table of tenants is, but for what a request leaves behind whatever its end. */
async function everything(): Promise<string> {
  const tables = await tenantTables(stage.client);
  const sums = tables.map(
    ({ name }) => `SELECT '${name}' AS name, md5(string_agg(t::text, '' ORDER BY t::text)) AS sum FROM ${name} t`,
  );
  const { rows } = await stage.client.query(sums.join(' UNION ALL '));
  return JSON.stringify(rows);
}

const isAllowed = (operation: Operation, caller: StageCaller, target: Target) =>
  expected(operation, caller, target).some((status) => status < 300);

/** All at once, a few at a time. */
async function all(rows: readonly (() => Promise<string[]>)[]): Promise<string[]> {
  const faults: string[] = [];
  const waiting = [...rows];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) faults.push(...(await row()));
    }),
  );
  return faults;
}

const targetsOf = (operation: Operation) => (namesPlace(operation) ? TARGETS : (['own'] as const));
const product = (which: Operation[], wanted: (operation: Operation, caller: StageCaller, target: Target) => boolean) =>
  which.flatMap((operation) =>
    stage.callers.flatMap((caller) =>
      targetsOf(operation)
        .filter((target) => wanted(operation, caller, target))
        .map((target) => ({ operation, caller, target })),
    ),
  );

describe('every route, for every caller, with what is theirs and what is not', () => {
  it('has a canary of each tenant in every table', async () => {
    for (const { name, column } of await tenantTables(stage.client)) {
      if (name.startsWith('execution_logs_')) continue;
      const { rows } = await stage.client.query(
        `SELECT count(DISTINCT ${column})::int AS count FROM ${name} WHERE ${column} = ANY ($1)`,
        [[stage.places.own.installationId, stage.places.foreign.installationId]],
      );
      expect([name, rows[0]]).toEqual([name, { count: 2 }]);
    }
  });

  it('reads what may be read, and not a word more', async () => {
    const reading = operations.filter((operation) => !changes(operation));
    const rows = product(reading, () => true);
    expect(rows.length).toBeGreaterThan(1000);
    expect(
      await all(
        rows.map(
          ({ operation, caller, target }) =>
            () =>
              tried(operation, caller, target),
        ),
      ),
    ).toEqual([]);
    expect(stage.faults).toEqual([]);
  });

  it('shows to who may see: its own canary is in the answers', async () => {
    const admin = stage.callers.find(({ name }) => name === 'admin')!;
    const silent: string[] = [];
    for (const operation of operations.filter((each) => !changes(each))) {
      const { text } = await ask(operation, admin, 'own');
      if (!text.includes(canaryOf(stage.places.own)) && !text.includes('acme')) silent.push(operation.name);
    }
    expect(silent.toSorted()).toEqual(SILENT.toSorted());
  });

  it('refuses to change what is not theirs, and then nothing has changed', async () => {
    const before = await everything();
    const rows = product(operations.filter(changes), (...row) => !isAllowed(...row));
    expect(rows.length).toBeGreaterThan(300);
    expect(
      await all(
        rows.map(
          ({ operation, caller, target }) =>
            () =>
              tried(operation, caller, target),
        ),
      ),
    ).toEqual([]);
    expect(await everything()).toBe(before);
    expect(stage.faults).toEqual([]);
  });

  it('changes what is theirs, and nothing of another tenant', async () => {
    const { client, places } = stage;
    await client.query(`CREATE SCHEMA kept`);
    const tables = (await tenantTables(client)).filter(({ name }) => !name.startsWith('execution_logs_'));
    for (const { name } of tables) await client.query(`CREATE TABLE kept.${name} AS SELECT * FROM ${name}`);
    const restore = tables
      .map(({ name }) => `DELETE FROM ${name}; INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM kept.${name};`)
      .join('\n');
    const foreign = async () => {
      const sums = tables.map(
        ({ name, column }) =>
          `SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM ${name} t WHERE ${column} = ${places.foreign.installationId}`,
      );
      return JSON.stringify((await client.query(sums.join(' UNION ALL '))).rows);
    };
    const before = await foreign();
    const faults: string[] = [];
    for (const { operation, caller, target } of product(operations.filter(changes), isAllowed)) {
      if (caller.name.startsWith('other tenant')) continue;
      faults.push(...(await tried(operation, caller, target)));
      if ((await foreign()) !== before)
        faults.push(`${operation.name}, ${caller.name}: changed rows of another tenant`);
      await client.query(restore);
    }
    expect(faults).toEqual([]);
    expect(stage.faults).toEqual([]);
  });
});

/**
 * Reading routes in whose answers no text of a tenant stands: figures alone, a stream in which nothing happens, and who
 * knows which folder, of which nothing is known without merged pull requests.
 */
const SILENT = [
  'GET /stream',
  'GET /actions',
  'GET /integrations/types',
  'GET /analytics/summary',
  'GET /analytics/timeline',
  'GET /analytics/quality',
  'GET /tokens',
  'GET /me',
  'GET /memory/stats',
  'GET /installations/{id}/developer-memories',
  'GET /repos/{owner}/{repo}/health',
  'GET /repos/{owner}/{repo}/expertise',
  'GET /repos/{owner}/{repo}/replays/estimate',
  'GET /repos/{owner}/{repo}/symbol-source',
];

describe('every tool over MCP, for every caller', () => {
  interface Tool {
    name: string;
    inputSchema: Schema;
    annotations: { readOnlyHint: boolean };
  }

  async function call(caller: StageCaller, method: string, params: object) {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const response = await stage.routes.request(`${BACKEND}/mcp`, {
      method: 'POST',
      headers: {
        ...caller.headers,
        host: new URL(BACKEND).host,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
      },
      body,
    });
    const text = await response.text();
    const [, line = text] = /^data: (.*)$/m.exec(text) ?? [];
    return { status: response.status, headers: response.headers, text, said: body, line };
  }

  const named = (name: string) => stage.callers.find((caller) => caller.name === name)!;
  const readTools = async () => {
    const { line } = await call(named('writer’s token'), 'tools/list', {});
    return (JSON.parse(line) as { result: { tools: Tool[] } }).result.tools;
  };

  /** 401 for who sends no token that holds, 403 without the scope; else what the tool says. */
  function expectedOf(tool: Tool, caller: StageCaller, target: Target): 401 | 403 | 'told' | 'refused' {
    if (caller.session || (caller.person === null && caller.name !== 'token of a refused person')) return 401;
    if (caller.person === null) return 'refused';
    if (!caller.scopes.has('mcp')) return 403;
    const writes = !tool.annotations.readOnlyHint;
    if (writes && !caller.scopes.has('write')) return 'refused';
    const may = target === 'unknown' ? null : levelIn(caller, target);
    if (may === null || (writes && may === 'read')) return 'refused';
    return 'told';
  }

  it('answers for what the owner of the token sees, changes what they may, and nothing else', async () => {
    const tools = await readTools();
    expect(tools.length).toBeGreaterThan(5);
    const faults: string[] = [];
    const rows = tools.flatMap((tool) =>
      stage.callers.flatMap((caller) => TARGETS.map((target) => ({ tool, caller, target }))),
    );
    const run = async ({ tool, caller, target }: (typeof rows)[number]) => {
      const place = target === 'unknown' ? UNKNOWN : stage.places[target];
      const values: Record<string, unknown> = {
        ...NAMED,
        id: uuidOf(place),
        pr_number: place.mark,
        sha: 'a'.repeat(40),
        path: canaryOf(place),
      };
      const example = exampleOf(tool.inputSchema, (key) => (key === 'repo' ? NAMED.repo?.(place) : values[key]));
      const { said, line, ...answer } = await call(caller, 'tools/call', { name: tool.name, arguments: example });
      const found = answerFaults(answer, { said, forbidden: stage.forbidden(caller), secrets: stage.secrets });
      const wanted = expectedOf(tool, caller, target);
      const { result } = JSON.parse(line) as { result?: { isError?: boolean } };
      const got = answer.status !== 200 ? answer.status : result?.isError === true ? 'refused' : 'told';
      // A tool may have nothing to say to what it is asked: then it refuses in words of its own.
      const fits =
        got === wanted || (wanted === 'told' && got === 'refused' && !/cannot see|lacks|needs/.test(answer.text));
      if (!fits) found.push(`${got} instead of ${wanted}: ${answer.text.slice(0, 200)}`);
      return found.map((fault) => `${tool.name}, ${caller.name}, ${target}: ${fault}`);
    };
    const changing = rows.filter(
      ({ tool, caller, target }) => !tool.annotations.readOnlyHint && expectedOf(tool, caller, target) === 'told',
    );
    const rest = rows.filter((row) => !changing.includes(row));
    const before = await everything();
    faults.push(...(await all(rest.map((row) => () => run(row)))));
    expect(await everything()).toBe(before);
    for (const row of changing) faults.push(...(await run(row)));
    expect(faults).toEqual([]);
    expect(stage.faults).toEqual([]);
  });

  it('reads reviews as a resource only of what the owner sees', async () => {
    for (const caller of stage.callers) {
      for (const target of TARGETS) {
        const place = target === 'unknown' ? UNKNOWN : stage.places[target];
        const uri = `nectr://repos/${place.account}/${place.repository}/reviews`;
        const { said, line: _, ...answer } = await call(caller, 'resources/read', { uri });
        expect(answerFaults(answer, { said, forbidden: stage.forbidden(caller), secrets: stage.secrets })).toEqual([]);
      }
    }
  });
});

describe('what belongs to a person', () => {
  const ids = async (table: 'sessions' | 'api_tokens', login: string) => {
    const { rows } = await stage.client.query<{ id: string }>(
      `SELECT id FROM ${table} WHERE user_id = $1 ORDER BY id`,
      [stage.ids.get(login)],
    );
    return rows.map(({ id }) => id);
  };

  it('cannot be read or ended by another', async () => {
    const mine = await ids('sessions', 'olga');
    for (const caller of stage.callers.filter(({ person }) => person !== 'olga')) {
      for (const id of mine) {
        const response = await stage.routes.request(`${BACKEND}/auth/sessions/${id}`, {
          method: 'DELETE',
          headers: caller.headers,
        });
        const wanted =
          caller.person === null
            ? caller.name === 'token of a refused person'
              ? 403
              : 401
            : caller.session
              ? 404
              : 403;
        expect([caller.name, response.status]).toEqual([caller.name, wanted]);
      }
      const list = await (await stage.routes.request(`${BACKEND}/auth/sessions`, { headers: caller.headers })).text();
      for (const id of mine) expect(list).not.toContain(id);
    }
    expect(await ids('sessions', 'olga')).toEqual(mine);
  });

  it('has tokens that nobody else revokes', async () => {
    const good = `SELECT id FROM api_tokens WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id`;
    const mine = (await stage.client.query<{ id: string }>(good, [stage.ids.get('olga')])).rows;
    expect(mine.length).toBeGreaterThan(3);
    for (const caller of stage.callers.filter(({ person }) => person !== 'olga'))
      for (const { id } of mine) {
        const address = `${BACKEND}/api/v1/tokens/${id}`;
        const { status } = await stage.routes.request(address, { method: 'DELETE', headers: caller.headers });
        expect([caller.name, [401, 403, 404].includes(status)]).toEqual([caller.name, true]);
      }
    expect((await stage.client.query(good, [stage.ids.get('olga')])).rows).toEqual(mine);
  });

  it('tells who is signed in only of themselves', async () => {
    for (const caller of stage.callers) {
      const response = await stage.routes.request(`${BACKEND}/auth/me`, { headers: caller.headers });
      const text = await response.text();
      const { status, headers } = response;
      expect(
        answerFaults(
          { status, headers, text },
          { said: '', forbidden: stage.forbidden(caller), secrets: stage.secrets },
        ),
      ).toEqual([]);
      expect([caller.name, status]).toEqual([
        caller.name,
        caller.person === null ? 401 : caller.scopes.has('read') ? 200 : 403,
      ]);
    }
  });
});
