import pg from 'pg';
import type { DataSource } from 'typeorm';
import { encryptText } from '../../src/access/encrypt.js';
import { describeError } from '../../src/access/log-error.js';
import { SCOPES, type Scope } from '../../src/access/caller.js';
import { createSession } from '../../src/access/sessions/create-session.js';
import { endSession } from '../../src/access/sessions/end-sessions.js';
import { listSessions } from '../../src/access/sessions/list-sessions.js';
import { signSession } from '../../src/access/sessions/session-token.js';
import { createToken } from '../../src/access/tokens/create-token.js';
import { revokeToken } from '../../src/access/tokens/revoke-token.js';
import type { AnsweredRequest } from '../../src/api/door/request-log.js';
import { readConfig } from '../../src/config.js';
import { createDataSource } from '../../src/database/data-source.js';
import { openDoors } from '../../src/doors.js';
import { serviceProbes } from '../../src/operations/service-probes.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { noLimits, userNamed } from '../../src/sandbox/state.js';
import type { Role } from '../../src/sandbox/types.js';
import { pem } from '../app-key.js';
import { plantPlace, SECRET_KEY, type Place } from './plant-place.js';

export const BACKEND = 'https://nectr.acme.dev';
const secretKeys = [SECRET_KEY] as const;

/** Who comes to the doors. */
export const CALLERS = [
  'none',
  'stranger',
  'reader',
  'writer',
  'admin',
  'other tenant',
  'token read',
  'token write',
  'token admin',
  'token mcp',
  'reader’s token',
  'writer’s token',
  'stranger’s token',
  'other tenant’s token',
  'expired token',
  'revoked token',
  'expired session',
  'revoked session',
  'refused by GitHub',
  'token of a refused person',
] as const;
export type CallerName = (typeof CALLERS)[number];

/** A caller as they come in, and what they may. */
export interface StageCaller {
  name: CallerName;
  headers: Record<string, string>;
  /** Null: nobody is let in. */
  person: Person | null;
  scopes: ReadonlySet<Scope>;
  /** A session, whose cookie goes along. */
  session: boolean;
}

type Person = 'stranger' | 'reader' | 'writer' | 'olga' | 'mallory';

/** Our repository; one of the same installation that only its owner sees; one of another tenant. */
export type PlaceName = 'own' | 'hidden' | 'foreign';

/** What a person may do there; null: they cannot see it. */
const LEVELS: Record<Person, Record<PlaceName, 'read' | 'write' | 'admin' | null>> = {
  stranger: { own: null, hidden: null, foreign: null },
  reader: { own: 'read', hidden: null, foreign: null },
  writer: { own: 'write', hidden: null, foreign: null },
  olga: { own: 'admin', hidden: 'admin', foreign: null },
  mallory: { own: null, hidden: null, foreign: 'admin' },
};

/** What a caller may do in a place; null: they cannot see it. */
export function levelIn({ person }: StageCaller, place: PlaceName): 'read' | 'write' | 'admin' | null {
  return person === null ? null : LEVELS[person][place];
}

export type DoorsStage = Awaited<ReturnType<typeof openDoorsStage>>;

/**
 * All doors as the server opens them (`openDoors`), with the real sign-in: sessions and tokens in the database, a GitHub
 * (the sandbox) that says who may see what, and rows of three repositories in every table. `above`: a superuser's address
 * of the same database; `env`: what the server is started with besides.
 */
export async function openDoorsStage({
  url,
  above,
  env = {},
}: {
  url: string;
  above: string;
  env?: Record<string, string>;
}) {
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
  Object.assign(sandbox.state.limits, noLimits);
  const system = createDataSource({ scope: 'system', url, poolSize: 2, applicationName: 'test' });
  const client = new pg.Client({ connectionString: above });
  await Promise.all([system.initialize(), client.connect()]);
  await client.query('SET session_replication_role = replica');

  const acme = await sandbox.install({ account: 'acme', owners: ['olga'], deliver: false });
  const globex = await sandbox.install({ account: 'globex', owners: ['mallory'], deliver: false });
  const repository = (installationId: number, name: string) =>
    sandbox.addRepository({ installationId, name, folder: '/nowhere' });
  const shop = repository(acme.id, 'shop');
  const vault = repository(acme.id, 'vault');
  const secret = repository(globex.id, 'secret');
  const roles: [string, Role][] = [
    ['reader', 'read'],
    ['writer', 'write'],
  ];
  for (const [login, role] of roles) shop.collaborators.set(login, role);
  const inAcme = { installationId: 91734101, githubInstallationId: acme.id, account: 'acme' };
  const inGlobex = { installationId: 91734103, githubInstallationId: globex.id, account: 'globex' };
  const places: Record<PlaceName, Place> = {
    own: { mark: 91734101, ...inAcme, githubRepoId: shop.id, repository: 'shop' },
    hidden: { mark: 91734102, ...inAcme, githubRepoId: vault.id, repository: 'vault' },
    foreign: { mark: 91734103, ...inGlobex, githubRepoId: secret.id, repository: 'secret' },
  };
  for (const place of Object.values(places)) await plantPlace(client, place);
  // The limits of a minute are tried elsewhere: here nobody's requests are counted.
  await client.query(`CREATE FUNCTION uncounted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.requests := 0; RETURN NEW; END';
    CREATE TRIGGER uncounted BEFORE INSERT OR UPDATE ON request_counts FOR EACH ROW EXECUTE FUNCTION uncounted()`);
  await client.query('ALTER TABLE request_counts ENABLE ALWAYS TRIGGER uncounted');

  const userToken = (login: string) => {
    const token = `ghu_canary_of_${login}`;
    if (login !== 'refused') sandbox.state.userTokens.set(token, login);
    return token;
  };
  const add = async (login: string): Promise<number> => {
    const rows: { id: number }[] = await system.query(
      `INSERT INTO users (github_id, login, access_token_encrypted) VALUES ($1, $2, $3) RETURNING id`,
      [userNamed(sandbox.state, login).id, login, encryptText(userToken(login), secretKeys)],
    );
    return rows[0]!.id;
  };
  const ids = new Map<string, number>();
  for (const login of ['stranger', 'reader', 'writer', 'olga', 'mallory', 'refused']) ids.set(login, await add(login));
  const callers = await makeCallers(system, ids);

  const config = readConfig({
    APP_ID: '1',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: 's'.repeat(32),
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    GITHUB_CLIENT_ID: sandbox.client.id,
    GITHUB_CLIENT_SECRET: sandbox.client.secret,
    BACKEND_URL: BACKEND,
    ...env,
  });
  if (config.mode === 'setup') throw new Error('the App is configured');
  /** What the doors log as their own fault. */
  const faults: string[] = [];
  const answered: AnsweredRequest[] = [];
  const quiet = () => undefined;
  const probing = serviceProbes({ config, source: system, askGitHub: async () => null, degraded: () => [] });
  const doors = await openDoors({
    config,
    url,
    secretKeys,
    log: {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (fields: { err?: unknown }, text: string) =>
        void faults.push(JSON.stringify({ ...fields, err: describeError(fields.err), text })),
    },
    ownAddress: () => BACKEND,
    githubApp: { slug: 'nectr', owner: null },
    answered: (request) => void answered.push(request),
    probes: probing.probes,
    appHealth: async () => ({ status: 'healthy', detail: null, checkedAt: null }),
  });
  return {
    routes: doors.routes,
    callers,
    places,
    faults,
    answered,
    endStreams: () => doors.endStreams(),
    sandbox,
    system,
    /** Above all policies, without foreign keys. */
    client,
    ids,
    /** The places of which nothing may show to a caller. */
    forbidden: (caller: StageCaller): Place[] =>
      (['own', 'hidden', 'foreign'] as const)
        .filter((name) => levelIn(caller, name) === null)
        .map((name) => places[name]),
    /** What no answer may hold. */
    secrets: [
      SECRET_KEY,
      sandbox.client.secret,
      's'.repeat(32),
      'ghu_canary_of_',
      'gAAAAA',
      'postgres://',
      'postgresql://',
    ],
    close: async () => {
      await Promise.all([doors.close(), probing.close()]);
      await Promise.all([system.destroy(), client.end(), sandbox.close()]);
    },
  };
}

async function makeCallers(system: DataSource, ids: ReadonlyMap<string, number>): Promise<StageCaller[]> {
  const userId = (login: string) => ids.get(login) ?? 0;
  const cookie = async (login: string, { age = 0, end = false } = {}) => {
    const sid = await createSession(system, { userId: userId(login), userAgent: 'Browser/1', before: null });
    const value = await signSession(sid, secretKeys);
    const [session] = await listSessions(system, userId(login));
    if (session === undefined) throw new Error('no session was made');
    if (end) await endSession(system, userId(login), session.id);
    await system.query(`UPDATE sessions SET last_seen_at = now() - make_interval(days => $2) WHERE id = $1`, [
      session.id,
      age,
    ]);
    return { cookie: `__Host-nectr_session=${value}`, origin: BACKEND };
  };
  const token = async (login: string, scopes: readonly Scope[]) => {
    const made = await createToken(system, { userId: userId(login), name: 'test', scopes, days: 30 });
    return { id: made.id, headers: { authorization: `Bearer ${made.token}` } };
  };
  const expired = await token('olga', SCOPES);
  await system.query(
    `UPDATE api_tokens SET created_at = now() - interval '2 days', expires_at = now() - interval '1 s' WHERE id = $1`,
    [expired.id],
  );
  const revoked = await token('olga', SCOPES);
  await revokeToken(system, userId('olga'), revoked.id);
  const all = new Set(SCOPES);
  const session = async (name: CallerName, person: Person): Promise<StageCaller> => ({
    name,
    headers: await cookie(person),
    person,
    scopes: all,
    session: true,
  });
  const bearer = async (name: CallerName, person: Person, scopes: readonly Scope[]): Promise<StageCaller> => ({
    name,
    headers: (await token(person, scopes)).headers,
    person,
    scopes: new Set(scopes),
    session: false,
  });
  const nobody = (name: CallerName, headers: Record<string, string>): StageCaller => ({
    name,
    headers,
    person: null,
    scopes: new Set<Scope>(),
    session: false,
  });
  return [
    nobody('none', {}),
    await session('stranger', 'stranger'),
    await session('reader', 'reader'),
    await session('writer', 'writer'),
    await session('admin', 'olga'),
    await session('other tenant', 'mallory'),
    await bearer('token read', 'olga', ['read']),
    await bearer('token write', 'olga', ['write']),
    await bearer('token admin', 'olga', ['admin']),
    await bearer('token mcp', 'olga', ['mcp']),
    await bearer('reader’s token', 'reader', SCOPES),
    await bearer('writer’s token', 'writer', SCOPES),
    await bearer('stranger’s token', 'stranger', SCOPES),
    await bearer('other tenant’s token', 'mallory', SCOPES),
    nobody('expired token', expired.headers),
    nobody('revoked token', revoked.headers),
    nobody('expired session', await cookie('olga', { age: 8 })),
    nobody('revoked session', await cookie('olga', { end: true })),
    nobody('token of a refused person', (await token('refused', SCOPES)).headers),
    nobody('refused by GitHub', await cookie('refused')),
  ];
}
