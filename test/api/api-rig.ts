import type { DataSource } from 'typeorm';
import { createOpenStreams } from '../../src/api/door/open-streams.js';
import type { Access, Permission } from '../../src/access/tenancy/access.js';
import type { Caller, Scope } from '../../src/access/caller.js';
import { createApi } from '../../src/api/create-api.js';
import type { ApiPorts } from '../../src/api/ports.js';
import { createDataSource } from '../../src/database/data-source.js';
import { effectiveSettings } from '../../src/github/settings/settings-layers.js';
import { openGraph } from '../../src/graph/open-graph.js';
import { createReceiveHook } from '../../src/inbox/receive-hook.js';
import { createReceiveIntegrationEvent } from '../../src/inbox/receive-integration-event.js';
import { createTestDatabase } from '../database/test-database.js';
import { answerValidator } from './validate-answer.js';

/** A caller as the tests name one: `Authorization: Bearer <name>`. */
export interface TestCaller {
  userId: number;
  login: string;
  scopes?: Scope[];
  /** Of the session, for who is signed in with a browser; absent: a token. */
  sessionId?: string | null;
  access: Access;
}

/** The API over a database of its own, with callers by name; `system` sees and fills all tables. */
export async function openApiRig(
  callers: () => Record<string, TestCaller>,
  ports: (url: string) => Partial<ApiPorts> = () => ({}),
) {
  const database = await createTestDatabase();
  const system = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test', scope: 'system' });
  const source = createDataSource({ url: database.url, poolSize: 8, applicationName: 'test api', scope: 'tenant' });
  await Promise.all([system.initialize(), source.initialize()]);
  const named = (request: Request) => callers()[request.headers.get('authorization')?.replace('Bearer ', '') ?? ''];
  const graph = await openGraph({ neo4j: null } as never, system);
  const errors: unknown[] = [];
  const quiet = () => undefined;
  const api = createApi({
    source,
    log: { debug: quiet, info: quiet, warn: quiet, error: (fields) => errors.push(fields) },
    authenticate: async (request) => {
      const who = named(request);
      return who === undefined ? null : { caller: callerOf(who), setCookie: null };
    },
    readAccess: async (userId) =>
      Object.values(callers()).find((who) => who.userId === userId)?.access ?? { installations: [] },
    graph,
    readFileSettings: async (_, below) => ({ ...effectiveSettings(below), given: {}, notices: [] }),
    readFile: async () => null,
    secretKeys: ['k'.repeat(64)],
    allowedPrivateHosts: [],
    hooks: {
      receive: createReceiveHook(system, ['k'.repeat(64)]),
      urlOf: (triggerId) => `http://127.0.0.1/api/v1/hooks/${triggerId}`,
    },
    backendUrl: () => 'https://nectr.acme.dev',
    diagnose: async () => ({ checks: [], at: new Date(0) }),
    appHealth: async () => ({ status: 'healthy', detail: null, checkedAt: new Date(0) }),
    receiveEvent: createReceiveIntegrationEvent(system, ['k'.repeat(64)]),
    changes: null,
    openStreams: createOpenStreams(),
    frontendUrl: null,
    installUrl: 'https://github.com/apps/nectr/installations/new',
    githubUrl: 'https://github.com',
    limits: { all: 1_000_000, starting: 1_000_000, runs: 1_000_000 },
    ...ports(database.url),
  });
  const validate = answerValidator(api);
  return {
    api,
    system,
    source,
    /** What was answered with 500. */
    errors,
    /** One request as a caller, below `/api/v1`; its answer is as the OpenAPI document announces it. */
    ask: async (
      who: string | null,
      path: string,
      {
        method = 'GET',
        body,
        headers = {},
      }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<Response> => {
      const response = await api.request(`/api/v1${path}`, {
        method,
        headers: {
          ...(who !== null && { authorization: `Bearer ${who}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      await validate(method, `/api/v1${path}`, response);
      return response;
    },
    close: async () => {
      await Promise.all([system.destroy(), source.destroy()]);
      await database.close();
    },
  };
}

function callerOf({ userId, login, scopes = ['read', 'write', 'admin', 'mcp'], sessionId = null }: TestCaller): Caller {
  const tokenId = sessionId === null ? 'test' : null;
  return { userId, githubId: 1000 + userId, login, scopes: new Set(scopes), sessionId, tokenId };
}

/** An installation with repositories in the tables, a user, and what the user may see of it. */
export async function addTenant(
  system: DataSource,
  { account, repositories }: { account: string; repositories: readonly string[] },
) {
  const github = Math.floor(Math.random() * 1e9);
  const [installation]: { id: number }[] = await system.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
     VALUES ($1, $2, $1, 'Organization') RETURNING id`,
    [github, account],
  );
  const id = installation!.id;
  const rows: { id: number; github_repo_id: string; full_name: string }[] = await system.query(
    `INSERT INTO repositories (installation_id, github_repo_id, full_name)
     SELECT $1::int, $2::bigint + n, $3::text || '/' || name FROM unnest($4::text[]) WITH ORDINALITY AS each(name, n)
     RETURNING id, github_repo_id, full_name`,
    [id, github, account, repositories],
  );
  return {
    id,
    repositoryIds: rows.map((row) => row.id),
    /** What somebody with this permission in all its repositories sees. */
    access: (permission: Permission, role: 'admin' | 'member' = 'member'): Access => ({
      installations: [
        {
          id,
          githubInstallationId: github,
          accountLogin: account,
          accountType: 'Organization',
          role,
          repositories: rows.map((row) => ({
            id: row.id,
            githubRepoId: Number(row.github_repo_id),
            fullName: row.full_name,
            private: true,
            permission,
          })),
        },
      ],
    }),
  };
}

/** What a person sees who was given only these repositories, by full name. */
export function onlySeeing(access: Access, names: readonly string[]): Access {
  return {
    installations: access.installations.map((installation) => ({
      ...installation,
      repositories: installation.repositories.filter(({ fullName }) => names.includes(fullName)),
    })),
  };
}

/** A person who signed in once. */
export async function addUser(system: DataSource, login: string): Promise<number> {
  const rows: { id: number }[] = await system.query(
    `INSERT INTO users (github_id, login) VALUES ((SELECT count(*) + 1000 FROM users), $1) RETURNING id`,
    [login],
  );
  return rows[0]!.id;
}
