import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { pem } from '../app-key.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { secrets, wrongConfigurations } from './wrong-configurations.js';
import { makePassingFolder } from '../passing-folder.js';

const MAIN = join(process.cwd(), 'dist/src/main.js');
const CLI = join(process.cwd(), 'dist/src/cli.js');
const NOBODY = 65_534;
const { webhook, other, password } = secrets;
const good = { APP_ID: '1', PRIVATE_KEY_PATH: 'key.pem', WEBHOOK_SECRET: webhook };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
let sandbox: Sandbox;
let database: TestDatabase;
let embedded: EmbeddedPostgres;
/** Answers nothing, hangs up, and answers as GitHub would whose clock is twenty minutes ahead. */
let away: Server;
let web: Server;
const stops: (() => unknown)[] = [];
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  folder = realpathSync(makePassingFolder('nectr-wrong-'));
  chmodSync(folder, 0o755);
  writeKeys();
  away = createServer((socket) => socket.end('no\n')).listen(0, '127.0.0.1');
  web = createHttpServer((_, response) => {
    const date = new Date(Date.now() + 1_200_000).toUTCString();
    response.writeHead(401, { date, 'content-type': 'application/json' }).end('{"message":"no"}');
  }).listen(0, '127.0.0.1');
  [sandbox, database, embedded] = await Promise.all([
    startSandbox({ appId: 1, privateKey: pem, webhookSecret: webhook }),
    createTestDatabase(),
    startEmbeddedPostgres(join(folder, 'in-use'), quiet),
  ]);
  stops.push(
    () => away.close(),
    () => web.close(),
    () => sandbox.close(),
    () => database.close(),
    () => embedded.stop(),
  );
  const server = new pg.Client({ connectionString: inject('postgresUrl') });
  await server.connect();
  for (const statement of [
    `DROP DATABASE IF EXISTS wrong_owner`,
    `CREATE DATABASE wrong_owner`,
    `DROP ROLE IF EXISTS wrong_full`,
    `CREATE ROLE wrong_full LOGIN PASSWORD 'nectr' CONNECTION LIMIT 0`,
    `DROP ROLE IF EXISTS wrong_out`,
    `CREATE ROLE wrong_out NOLOGIN PASSWORD 'nectr'`,
  ])
    await server.query(statement);
  stops.unshift(async () => {
    for (const drop of ['DATABASE wrong_owner', 'ROLE wrong_full', 'ROLE wrong_out'])
      await server.query(`DROP ${drop}`);
    await server.end();
  });
});
afterAll(async () => {
  for (const stop of stops) await stop();
  rmSync(folder, { recursive: true, force: true });
});

function writeKeys(): void {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  write('key.pem', pem);
  write('another.pem', rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }));
  write('public.pem', rsa.publicKey.export({ type: 'spki', format: 'pem' }));
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  write('ec.pem', ec.export({ type: 'pkcs8', format: 'pem' }));
  const lock = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: password } as const;
  write('locked.pem', rsa.privateKey.export(lock));
  write('damaged.pem', pem.replace(/\n[^-\n]{10,}\n/, '\n'));
  write('ssh.pem', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n');
  write('certificate.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
  write('text.pem', 'see the vault\n');
  write('powershell.env', Buffer.from('\ufeffAPP_ID=1\n', 'utf16le'));
  mkdirSync(join(folder, 'keys'));
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'of-root', 'nectr'), { recursive: true });
  mkdirSync(join(folder, 'unbuilt', 'src'), { recursive: true });
  copyFileSync('src/nectr.mjs', join(folder, 'unbuilt', 'src', 'nectr.mjs'));
}

interface Run {
  args: string[];
  env?: Record<string, string | undefined>;
  /** As nobody, where the tests run as root. */
  asNobody?: boolean;
  cwd?: string;
}

/** Lines for people, in whatever they came: of the log what is fatal counts. */
async function told({
  args,
  env = {},
  asNobody = false,
  cwd = folder,
}: Run): Promise<{ code: number | null; lines: string[] }> {
  const home = { PATH: process.env['PATH'] ?? '', HOME: folder, HOST: '127.0.0.1', METRICS_PORT: '0' };
  const child = spawn(process.execPath, args, {
    cwd,
    env: Object.fromEntries(Object.entries({ ...home, ...env }).filter(([, value]) => value !== undefined)),
    ...(asNobody && { uid: NOBODY, gid: NOBODY }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const all = `${out?.()}${err?.()}`;
  for (const secret of [...Object.values(secrets), 'PRIVATE KEY-----\\n']) expect(all).not.toContain(secret);
  const fatal = (out?.() ?? '').split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const { level, msg } = JSON.parse(line) as { level: string; msg: string };
    return level === 'fatal' ? [msg] : [];
  });
  const plain = (err?.() ?? '')
    .split('\n')
    .filter((line) => line !== '' && !/^(?:\(node:|\(Use `node|Warning:)/.test(line));
  return { code, lines: [...plain, ...fatal] };
}

/** A line that says only what is wrong helps nobody. */
const MEND = /: [^:]{8,}|; |\bmust (?:be|begin|differ)\b/;

const start = [MAIN];

describe.concurrent('a start with a wrong configuration', () => {
  it.each(wrongConfigurations)('$mistake', async ({ env, told: lines }) => {
    const { code, lines: found } = await told({ args: start, env: { ...good, ...env } });
    expect(found.toSorted()).toEqual(lines.map((line) => line.replaceAll('{folder}', folder)).toSorted());
    expect(code).toBe(1);
    for (const line of found) expect(line).toMatch(MEND);
  });
});

/** The address of the tests' PostgreSQL, changed. */
function databaseUrl(change: {
  user?: string;
  password?: string;
  name?: string;
  query?: Record<string, string>;
}): string {
  const url = new URL(database.url);
  if (change.user !== undefined) url.username = change.user;
  if (change.password !== undefined) url.password = change.password;
  if (change.name !== undefined) url.pathname = `/${change.name}`;
  for (const [name, value] of Object.entries(change.query ?? {})) url.searchParams.set(name, value);
  return url.href;
}

function serverPlace(): string {
  const { searchParams, host } = new URL(database.url);
  return searchParams.get('host') ?? host;
}

/** With a database, for what comes after it. */
const further = () => ({
  ...good,
  DATABASE_URL: database.url,
  SECRET_KEY: other,
  ROLE: 'web',
  GHE_HOST: sandbox.host,
  GHE_PROTOCOL: 'http',
  PORT: '0',
});
const withDatabase = (url: string) => ({ ...further(), DATABASE_URL: url });
const at = (server: () => Server) => `127.0.0.1:${portOf(server())}`;

describe.concurrent('a start with services that are not as they were said to be', () => {
  it.each<[mistake: string, env: () => Record<string, string | undefined>, line: () => string]>([
    [
      'nothing at the address of the database',
      () => withDatabase(`postgres://u:${password}@127.0.0.1:1/d`),
      () =>
        'DATABASE_URL: nothing answers at 127.0.0.1:1: start PostgreSQL there, or correct host and port; inside a container localhost is the container itself',
    ],
    [
      'a host that does not exist',
      () => withDatabase(`postgres://u:${password}@nosuch.invalid/d`),
      () => 'DATABASE_URL: the host of nosuch.invalid:5432 is not found: correct its name, or look at DNS',
    ],
    [
      'something that is no PostgreSQL',
      () => withDatabase(`postgres://u:${password}@${at(() => away)}/d`),
      () => `DATABASE_URL: what listens at ${at(() => away)} does not speak PostgreSQL: correct host and port`,
    ],
    [
      'a socket that is not there',
      () => withDatabase(`postgres://u:${password}@localhost/d?host=/nowhere`),
      () =>
        'DATABASE_URL: there is no socket of PostgreSQL at /nowhere: start PostgreSQL, or correct the folder in ?host=',
    ],
    [
      'a wrong password',
      () => withDatabase(databaseUrl({ password })),
      () =>
        `DATABASE_URL: PostgreSQL at ${serverPlace()} refuses the password of the user nectr: correct user and password; a % @ # / ? in it has to be percent-encoded`,
    ],
    [
      'no password',
      () => withDatabase(databaseUrl({ password: '' })),
      () =>
        `DATABASE_URL: PostgreSQL at ${serverPlace()} asks for a password, and none is given: write it behind the user: nectr:…@${serverPlace()}`,
    ],
    [
      'a user that may not sign in',
      () => withDatabase(databaseUrl({ user: 'wrong_out' })),
      () =>
        `DATABASE_URL: PostgreSQL at ${serverPlace()} does not let the user wrong_out in: correct the user, or allow it in pg_hba.conf`,
    ],
    [
      'a database that does not exist',
      () => withDatabase(databaseUrl({ name: 'not-there' })),
      () =>
        `DATABASE_URL: PostgreSQL at ${serverPlace()} has no database not-there: correct its name, or make it: CREATE DATABASE "not-there" OWNER "nectr"`,
    ],
    [
      'no connection left',
      () => withDatabase(databaseUrl({ user: 'wrong_full' })),
      () =>
        `DATABASE_URL: PostgreSQL at ${serverPlace()} has no connection left: raise max_connections there, or close others`,
    ],
    [
      'a database of somebody else, where nobody else may make tables',
      () => withDatabase(databaseUrl({ name: 'wrong_owner' })),
      () =>
        'the user nectr may not make tables in the database wrong_owner: let its owner run, in that database: GRANT CREATE ON SCHEMA public TO "nectr"; GRANT CREATE ON DATABASE "wrong_owner" TO "nectr";',
    ],
    [
      'encryption that the server does not offer',
      () => withDatabase(databaseUrl({ query: { sslmode: 'verify-full' } })),
      () =>
        `DATABASE_URL: PostgreSQL at ${serverPlace()} offers no encryption: remove sslmode from the address, or switch ssl on there`,
    ],
    [
      'a certificate file that is not there',
      () => withDatabase(databaseUrl({ query: { sslrootcert: '/nowhere/ca.pem' } })),
      () => 'DATABASE_URL: a file of sslrootcert, sslcert or sslkey does not exist: correct its path in the address',
    ],
    [
      'an App that GitHub does not know',
      () => ({ ...further(), APP_ID: '2' }),
      () =>
        "GitHub knows no App 2: compare APP_ID with the App's settings page (App ID), and GHE_HOST with where the App was made",
    ],
    [
      'the key of another App',
      () => ({ ...further(), PRIVATE_KEY_PATH: 'another.pem' }),
      () =>
        "GitHub does not accept this private key for App 1: compare APP_ID with the App's settings page, or generate a new key there and set PRIVATE_KEY or PRIVATE_KEY_PATH to it",
    ],
    [
      'a clock that is wrong',
      () => ({ ...further(), GHE_HOST: at(() => web) }),
      () =>
        "the clock of this machine is 20 minutes behind GitHub's: set it (NTP): GitHub accepts no key from a clock that is wrong",
    ],
    [
      'a port that is taken',
      () => ({ ...further(), PORT: String(portOf(away)) }),
      () => `PORT=${portOf(away)} is taken by ${holder()}: stop that, or set PORT to a port that is free`,
    ],
    [
      'a port for metrics that is taken',
      () => ({ ...further(), METRICS_PORT: String(portOf(away)) }),
      () =>
        `METRICS_PORT=${portOf(away)} is taken by ${holder()}: stop that, or set METRICS_PORT to a port that is free`,
    ],
    [
      'an address of another machine',
      () => ({ ...further(), HOST: '192.0.2.1' }),
      () => 'HOST=192.0.2.1 is no address of this machine: set HOST to 0.0.0.0, 127.0.0.1 or one that it has',
    ],
    [
      'a data folder that is a file',
      () => ({ ...good, NECTR_DATA: 'key.pem' }),
      () => `the data folder ${folder}/key.pem is a file, or lies below one: let NECTR_DATA name a folder`,
    ],
    [
      'a second server',
      () => ({ ...good, NECTR_DATA: 'in-use' }),
      () =>
        `${folder}/in-use is in use by another Nectr (PostgreSQL process ${postgresPid()}): stop that one, or let NECTR_DATA name another folder`,
    ],
  ])('%s', async (_, env, line) => {
    const { code, lines } = await told({ args: start, env: env() });
    expect(lines).toEqual([line()]);
    expect(code).toBe(1);
  });

  it('tells whose the data folder is', async ({ skip }) => {
    const isReadable = pathsTo(MAIN).every((path) => (statSync(path).mode & 0o005) !== 0);
    if (process.getuid?.() !== 0 || !isReadable) skip();
    const { code, lines } = await told({
      args: start,
      env: { ...good, PRIVATE_KEY_PATH: undefined, PRIVATE_KEY: pem, NECTR_DATA: 'of-root/nectr' },
      asNobody: true,
    });
    expect(lines).toEqual([
      `the data folder ${folder}/of-root/nectr cannot be written to: ${folder}/of-root/nectr belongs to the user with the id 0, and this is nobody (${NOBODY}): start as that user, chown it, or let NECTR_DATA name another folder`,
    ]);
    expect(code).toBe(1);
  });
});

const holder = () =>
  `${execFileSync('ps', ['-o', 'comm=', '-p', String(process.pid)], { encoding: 'utf8' }).trim()} (process ${process.pid})`;
const postgresPid = () =>
  execFileSync('head', ['-1', join(folder, 'in-use', 'data', 'postmaster.pid')], { encoding: 'utf8' }).trim();

function pathsTo(path: string): string[] {
  return path === '/' ? [] : [path, ...pathsTo(dirname(path))];
}

describe.concurrent('commands', () => {
  const nowhere = () => join(folder, 'empty');
  const none = () =>
    `there is no database in ${nowhere()}/.nectr: start the server here first (nectr start), or set DATABASE_URL`;
  const refused = () =>
    `DATABASE_URL: PostgreSQL at ${serverPlace()} refuses the password of the user nectr: correct user and password; a % @ # / ? in it has to be percent-encoded`;

  it.each<[string, () => Run, number, () => string]>([
    ['migrate without a database', () => ({ args: [CLI, 'migrate'], cwd: nowhere() }), 1, none],
    ['events without a database', () => ({ args: [CLI, 'events'], cwd: nowhere() }), 1, none],
    [
      'migrate with a wrong password',
      () => ({ args: [CLI, 'migrate'], env: { DATABASE_URL: databaseUrl({ password }), SECRET_KEY: other } }),
      1,
      refused,
    ],
    [
      'events with a wrong password',
      () => ({ args: [CLI, 'events'], env: { DATABASE_URL: databaseUrl({ password }), SECRET_KEY: other } }),
      1,
      refused,
    ],
    [
      'worker with a wrong password',
      () => ({ args: [CLI, 'worker'], env: { ...good, DATABASE_URL: databaseUrl({ password }), SECRET_KEY: other } }),
      1,
      refused,
    ],
    [
      'worker with the key of another App',
      () => ({ args: [CLI, 'worker'], env: { ...further(), PRIVATE_KEY_PATH: 'another.pem' } }),
      1,
      () =>
        "GitHub does not accept this private key for App 1: compare APP_ID with the App's settings page, or generate a new key there and set PRIVATE_KEY or PRIVATE_KEY_PATH to it",
    ],
    [
      'a file of variables that is not there',
      () => ({ args: ['--', CLI, 'start', '--env-file', 'missing.env'] }),
      2,
      () => 'nectr start: missing.env does not exist: put the file there, or correct the path',
    ],
    [
      'a file of variables as PowerShell writes it',
      () => ({ args: ['--', CLI, 'start', '--env-file', 'powershell.env'] }),
      2,
      () => 'nectr start: powershell.env is no UTF-8, as PowerShell writes it: save it as UTF-8',
    ],
    [
      'npm start before it is built',
      () => ({ args: [join(folder, 'unbuilt/src/nectr.mjs'), 'start'] }),
      2,
      () => `nectr: it is not built yet; run \`npm ci && npm run build\` in ${folder}/unbuilt/`,
    ],
  ])('%s', async (_, run, exit, line) => {
    const { code, lines } = await told(run());
    expect(lines).toEqual([line()]);
    expect(code).toBe(exit);
    expect(statSync(join(nowhere(), '.nectr'), { throwIfNoEntry: false })).toBeUndefined();
  });
});
