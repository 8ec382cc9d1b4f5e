import { generateKeyPairSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { createDataSource } from '../../src/database/data-source.js';
import { createLog } from '../../src/access/log.js';
import { RequestError } from '@octokit/request-error';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const plain = 'what a user wrote in private';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const jwt = `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjM0NTY3ODkwIn0.${'c2ln'.repeat(20)}`;
const secrets: [string, string][] = [
  ['an installation token', `ghs_${'aB3d'.repeat(9)}`],
  ['an installation token of 2026', `ghs_12345_${jwt}`],
  ['a personal token', `ghp_${'aB3d'.repeat(9)}`],
  ['an OAuth token', `gho_${'aB3d'.repeat(9)}`],
  ['a user token', `ghu_${'aB3d'.repeat(9)}`],
  ['a refresh token', `ghr_${'aB3d'.repeat(19)}`],
  ['a fine-grained token', `github_pat_${'aB3d'.repeat(20)}`],
  ['a JWT', jwt],
  ['a private key', privateKey],
];

let lines: string[];
let database: TestDatabase;
let source: DataSource;
const sink = new Writable({
  write(chunk: Buffer, _, done) {
    lines.push(chunk.toString());
    done();
  },
});
const log = createLog({ level: 'trace', name: 'test' }, sink);
/** What the log wrote, as one text in which escapes of JSON are undone as well. */
function written(): string {
  return lines.map((line) => line + line.replaceAll('\\n', '\n')).join('');
}
function only(): Record<string, unknown> {
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'test' });
  await source.initialize();
  await source.query('CREATE TABLE notes (id int PRIMARY KEY, body text UNIQUE)');
});
beforeEach(() => {
  lines = [];
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

describe('createLog', () => {
  it.each(secrets)('S27: %s leaves by no way into the log', (_, secret) => {
    log.info(secret);
    log.info(`in ${secret} a text`);
    log.info('as a value %s', secret);
    log.info({ seen: secret, list: [secret], deep: { deeper: { text: `x ${secret}` } } }, 'fields');
    log.error(new Error(`only an error ${secret}`));
    log.error({ err: new Error(`without a message ${secret}`) });
    log.error({ other: new Error('outer', { cause: new Error(secret) }) }, 'a cause');
    log.error({ err: new AggregateError([new Error(secret)], 'several') }, 'several');
    log.child({ note: secret }).child({ note2: secret }).warn('children');
    expect(lines).toHaveLength(9);
    for (const line of lines) JSON.parse(line);
    expect(written()).not.toContain(secret);
    expect(written().match(/\[redacted\]/g)?.length ?? 0).toBeGreaterThanOrEqual(10);
  });

  it('S27: an error of Octokit shows what was asked, and neither headers nor bodies', () => {
    const token = 'opaque-value-of-no-known-form';
    const error = new RequestError('Bad credentials', 401, {
      request: {
        method: 'POST',
        url: 'https://api.github.com/x',
        headers: { authorization: token, cookie: token },
        body: plain,
      },
      response: {
        status: 401,
        url: 'https://api.github.com/x',
        headers: { 'x-github-request-id': 'A:1', 'set-cookie': token } as Record<string, string>,
        data: { message: plain },
      },
    });
    log.error({ err: error }, 'failed');
    expect(only()).toMatchObject({
      msg: 'failed',
      err: {
        type: 'HttpError',
        status: 401,
        request: { method: 'POST', url: 'https://api.github.com/x' },
        response: { 'x-github-request-id': 'A:1' },
      },
    });
    expect(written()).not.toContain(token);
    expect(written()).not.toContain(plain);
  });

  it('S28: an error of PostgreSQL shows where, and neither parameters nor the row', async () => {
    const insert = () => source.query('INSERT INTO notes VALUES (1, $1)', [plain]);
    await insert();
    const error: unknown = await insert().catch((failure: unknown) => failure);
    expect(JSON.stringify(error)).toContain(plain);
    await expect(source.query('INSERT INTO notes VALUES (2, $1)', [plain])).rejects.toThrow();
    log.error({ err: new Error('not recorded', { cause: error }) }, 'failed');
    expect(only()).toMatchObject({ err: { message: 'not recorded', cause: { code: '23505', table: 'notes' } } });
    expect(written()).not.toContain(plain);
  });

  it('S27: the password of a database address stays out', async () => {
    const away = createDataSource({
      scope: 'system',
      url: 'postgresql://nectr:hunter2-hunter2@127.0.0.1:1/x',
      poolSize: 1,
      applicationName: 't',
    });
    const error: unknown = await away.initialize().catch((failure: unknown) => failure);
    log.error({ err: error, url: 'postgresql://nectr:hunter2-hunter2@127.0.0.1:1/x' }, 'away');
    expect(only()).toMatchObject({
      err: { code: 'ECONNREFUSED' },
      url: expect.stringContaining('[redacted]@127.0.0.1'),
    });
    expect(written()).not.toContain('hunter2');
  });

  it('children carry the delivery and the run', () => {
    log.child({ deliveryId: 'd-1' }).child({ runId: 'run:1' }).info({ step: 'fetch' }, 'done');
    expect(only()).toMatchObject({
      level: 'info',
      process: 'test',
      deliveryId: 'd-1',
      runId: 'run:1',
      step: 'fetch',
      msg: 'done',
    });
  });

  it('survives causes in a circle', () => {
    const error = new Error('circle');
    error.cause = error;
    log.error(error);
    expect(only()).toMatchObject({ msg: 'circle' });
  });
});
