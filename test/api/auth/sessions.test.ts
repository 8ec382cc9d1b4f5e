import { createHmac, randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deriveKey } from '../../../src/access/derive-key.js';
import { endSessionsOf } from '../../../src/access/sessions/end-sessions.js';
import { readSession, signSession } from '../../../src/access/sessions/session-token.js';
import { createToken } from '../../../src/access/tokens/create-token.js';
import { createBrowser } from './browser.js';
import { HTTPS, openAuthStage, secretKeys, type AuthStage } from './auth-stage.js';

const COOKIE = '__Host-nectr_session';
let stage: AuthStage;
beforeAll(async () => {
  stage = await openAuthStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.source.query('DELETE FROM users'));

const newBrowser = () => createBrowser(stage.auth(), HTTPS.backend);
async function signedIn() {
  const mine = newBrowser();
  await mine.signIn('dora');
  const jwt = mine.cookies.get(COOKIE) ?? '';
  const session = await readSession(jwt, secretKeys);
  if (session === null) throw new Error('nobody is signed in');
  return { mine, jwt, sid: session.sid };
}
const statusWith = async (jwt: string) => {
  const routes = stage.auth();
  return (await routes.request('/auth/me', { headers: { cookie: `${COOKIE}=${jwt}` } })).status;
};

describe('the token of a session', () => {
  const key = deriveKey(secretKeys[0], 'nectr session v1');
  const now = () => Math.floor(Date.now() / 1000);
  const claims = (sid: string, change: object = {}) => ({
    sid,
    iss: 'nectr',
    aud: 'nectr session',
    jti: randomUUID(),
    iat: now(),
    exp: now() + 600,
    ...change,
  });
  const sign = (payload: object, header: object = {}, by: Uint8Array = key) =>
    new SignJWT({ ...payload }).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header }).sign(by);
  /** For what no library signs. */
  const byHand = (header: object, payload: object, by: Uint8Array | string) => {
    const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${createHmac('sha256', by).update(text).digest('base64url')}`;
  };

  it('is HS256 for 15 minutes, with the claims that are checked', async () => {
    const { jwt, sid } = await signedIn();
    const [header, payload] = jwt
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, number>);
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(payload).toMatchObject({ iss: 'nectr', aud: 'nectr session', sid, jti: expect.any(String) });
    expect((payload?.['exp'] ?? 0) - (payload?.['iat'] ?? 0)).toBe(900);
    const rows: { sid: string }[] = await stage.source.query('SELECT sid_sha256 AS sid FROM sessions');
    expect(rows[0]?.sid).not.toContain(sid);
    expect(await statusWith(await sign(claims(sid)))).toBe(200);
  });

  it.each([
    ['without a signature', (sid: string) => new UnsecuredJWT(claims(sid)).encode()],
    ['none in odd letters', (sid: string) => byHand({ alg: 'nOnE', typ: 'JWT' }, claims(sid), key)],
    ['RS256 in the header, HMAC by our key', (sid: string) => byHand({ alg: 'RS256', typ: 'JWT' }, claims(sid), key)],
    [
      'HMAC by the public key',
      (sid: string) =>
        byHand(
          { alg: 'HS256', typ: 'JWT' },
          claims(sid),
          stage.sandbox.state.publicKey.export({ type: 'spki', format: 'pem' }),
        ),
    ],
    ['HS512', (sid: string) => sign(claims(sid), { alg: 'HS512' }, Buffer.concat([key, key]))],
    ['the secret key itself', (sid: string) => sign(claims(sid), {}, Buffer.from(secretKeys[0]))],
    ['the key of what is stored', (sid: string) => sign(claims(sid), {}, deriveKey(secretKeys[0], 'nectr fernet v1'))],
    ['another key', (sid: string) => sign(claims(sid), {}, deriveKey('x'.repeat(40), 'nectr session v1'))],
    ['another issuer', (sid: string) => sign(claims(sid, { iss: 'other' }))],
    ['another audience', (sid: string) => sign(claims(sid, { aud: 'nectr' }))],
    ['another kind', (sid: string) => sign(claims(sid), { typ: 'at+jwt' })],
    ['not valid yet', (sid: string) => sign(claims(sid, { nbf: now() + 60 }))],
    ['run out and not for us', (sid: string) => sign(claims(sid, { exp: now() - 60, aud: 'nectr' }))],
    ['without an end', (sid: string) => sign(claims(sid, { exp: undefined }))],
    ['without an id', (sid: string) => sign(claims(sid, { jti: undefined }))],
    ['another session', () => sign(claims('x'.repeat(43)))],
    ['no session', () => sign(claims('', { sid: undefined }))],
    ['an odd session', () => sign(claims('', { sid: { $ne: null } }))],
    ['a crit header', (sid: string) => byHand({ alg: 'HS256', typ: 'JWT', crit: ['x'], x: 1 }, claims(sid), key)],
    ['8 kB of claims', (sid: string) => sign(claims(sid, { more: 'x'.repeat(8192) }))],
    ['nothing', () => ''],
    ['three dots', () => '...'],
  ])('is refused: %s', async (_, forge) => {
    const { sid } = await signedIn();
    expect(await statusWith(await forge(sid))).toBe(401);
  });

  it('is refused with any one character changed', async () => {
    const { jwt } = await signedIn();
    for (let at = 0; at < jwt.length - 1; at += 7) {
      const other = jwt[at] === 'A' ? 'B' : 'A';
      expect(await statusWith(`${jwt.slice(0, at)}${other}${jwt.slice(at + 1)}`)).toBe(401);
    }
  });

  it('that has run out is renewed while its session lives', async () => {
    const { mine, sid } = await signedIn();
    const old = await signSession(sid, secretKeys, new Date(Date.now() - 3_600_000));
    mine.cookies.set(COOKIE, old);
    const answer = await mine.open('/auth/me');
    expect(answer.status).toBe(200);
    const renewed = mine.cookies.get(COOKIE) ?? '';
    expect(renewed).not.toBe(old);
    expect(await readSession(renewed, secretKeys)).toEqual({ sid, stale: false });
    expect((await mine.open('/auth/me')).headers.getSetCookie()).toEqual([]);
    await stage.source.query('DELETE FROM sessions');
    expect(await statusWith(old)).toBe(401);
  });

  it('of the secret key before is taken, and signed anew', async () => {
    const { mine, sid } = await signedIn();
    mine.cookies.set(COOKIE, await signSession(sid, [secretKeys[1] ?? '']));
    expect((await mine.open('/auth/me')).headers.getSetCookie()).toHaveLength(1);
    expect(await readSession(mine.cookies.get(COOKIE) ?? '', [secretKeys[0]])).toMatchObject({ sid });
  });

  it.each([
    ["last_seen_at = now() - interval '7 days'", 401],
    ["last_seen_at = now() - interval '6 days 23 hours'", 200],
    ["expires_at = now() - interval '1 second'", 401],
  ])('lives as long as its row says: %s', async (change, status) => {
    const { mine } = await signedIn();
    await stage.source.query(`UPDATE sessions SET ${change}`);
    expect((await mine.open('/auth/me')).status).toBe(status);
  });

  it('is good for 30 days at most, and its use is noted once a minute', async () => {
    const { mine } = await signedIn();
    const read = async () => {
      const rows: { days: number; seen: Date }[] = await stage.source.query(
        'SELECT extract(epoch FROM expires_at - created_at) / 86400 AS days, last_seen_at AS seen FROM sessions',
      );
      return rows[0];
    };
    const before = await read();
    expect(Math.round(Number(before?.days))).toBe(30);
    await mine.open('/auth/me');
    expect((await read())?.seen).toEqual(before?.seen);
    await stage.source.query("UPDATE sessions SET last_seen_at = now() - interval '61 seconds'");
    await mine.open('/auth/me');
    expect(Date.now() - ((await read())?.seen.getTime() ?? 0)).toBeLessThan(30_000);
  });
});

describe('signing out', () => {
  it('ends the session at once, whoever kept the cookie', async () => {
    const { mine, jwt } = await signedIn();
    const answer = await mine.change('POST', '/auth/logout');
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(mine.cookies.has(COOKIE)).toBe(false);
    expect(await statusWith(jwt)).toBe(401);
    expect((await mine.change('POST', '/auth/logout')).status).toBe(204);
  });

  it('of another browser, and of nobody else', async () => {
    const [{ mine }, { jwt: second }] = [await signedIn(), await signedIn()];
    const theirs = newBrowser();
    await theirs.signIn('mallory');
    const list = (await (await mine.open('/auth/sessions')).json()) as { items: { id: string; current: boolean }[] };
    expect(list.items.map(({ current }) => current).toSorted()).toEqual([false, true]);
    const other = list.items.find(({ current }) => !current)?.id ?? '';
    expect((await theirs.change('DELETE', `/auth/sessions/${other}`)).status).toBe(404);
    expect((await mine.change('DELETE', '/auth/sessions/1')).status).toBe(404);
    expect(await statusWith(second)).toBe(200);
    expect((await mine.change('DELETE', `/auth/sessions/${other}`)).status).toBe(204);
    expect(await statusWith(second)).toBe(401);
    expect((await mine.open('/auth/me')).status).toBe(200);
  });

  it('everywhere, when a person revokes the App', async () => {
    const { mine, jwt } = await signedIn();
    const theirs = newBrowser();
    await theirs.signIn('mallory');
    const dora = stage.sandbox.state.users.get('dora');
    await endSessionsOf(stage.source, dora?.id ?? 0);
    await endSessionsOf(stage.source, 999_999_999);
    expect(await statusWith(jwt)).toBe(401);
    expect((await theirs.open('/auth/me')).status).toBe(200);
    expect(
      await stage.source.query(
        `SELECT access_token_encrypted AS a, refresh_token_encrypted AS r FROM users WHERE login = 'dora'`,
      ),
    ).toEqual([{ a: null, r: null }]);
    await mine.signIn('dora');
    expect((await mine.open('/auth/me')).status).toBe(200);
  });
});

describe('a request that changes something', () => {
  const own = { origin: HTTPS.backend };
  it.each<[string, Record<string, string>, number]>([
    ['of our page', own, 204],
    ['of our page, which the browser says too', { ...own, 'sec-fetch-site': 'same-origin' }, 204],
    ['of our page, without an origin', { 'sec-fetch-site': 'same-origin' }, 204],
    ['of nobody knows whom', {}, 403],
    ['of another site', { origin: 'https://evil.example' }, 403],
    [
      'of another site that calls itself ours',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      403,
    ],
    ['of a neighbour', { origin: 'https://other.acme.dev', 'sec-fetch-site': 'same-site' }, 403],
    ['of a name that begins like ours', { origin: `${HTTPS.backend}.evil.example` }, 403],
    ['of our name without encryption', { origin: 'http://nectr.acme.dev' }, 403],
    ['of a sandboxed frame', { origin: 'null' }, 403],
    ['of another site, without an origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of a neighbour, without an origin', { 'sec-fetch-site': 'same-site' }, 403],
    ['typed by hand', { 'sec-fetch-site': 'none' }, 403],
  ])('%s', async (_, headers, status) => {
    const { mine } = await signedIn();
    const answer = await mine.open('/auth/logout', { method: 'POST', headers });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect((await mine.open('/auth/me')).status).toBe(status === 403 ? 200 : 401);
  });

  it('needs no origin with a token, which ends itself', async () => {
    await signedIn();
    const rows: { id: number }[] = await stage.source.query('SELECT id FROM users');
    const { token } = await createToken(stage.source, {
      userId: rows[0]?.id ?? 0,
      name: 't',
      scopes: ['read'],
      days: 1,
    });
    const headers = { authorization: `Bearer ${token}` };
    const routes = stage.auth();
    expect((await routes.request('/auth/me', { headers })).status).toBe(200);
    const list = (await (await routes.request('/auth/sessions', { headers })).json()) as { items: { id: string }[] };
    const end = await routes.request(`/auth/sessions/${list.items[0]?.id}`, { method: 'DELETE', headers });
    expect(end.status).toBe(403);
    expect((await routes.request('/auth/logout', { method: 'POST', headers })).status).toBe(204);
    expect((await routes.request('/auth/me', { headers })).status).toBe(401);
  });

  it('takes no cookie in place of a token that does not hold', async () => {
    const { jwt } = await signedIn();
    const headers = { cookie: `${COOKIE}=${jwt}`, authorization: `Bearer nectr_${'a'.repeat(40)}_aaaaaa` };
    expect((await stage.auth().request('/auth/me', { headers })).status).toBe(401);
  });

  it('takes no cookie that stands there twice, nor one without its prefix', async () => {
    const { jwt } = await signedIn();
    for (const cookie of [`${COOKIE}=${jwt}; ${COOKIE}=x`, `nectr_session=${jwt}`])
      expect((await stage.auth().request('/auth/me', { headers: { cookie } })).status).toBe(401);
  });
});
