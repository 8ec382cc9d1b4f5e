import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBrowser } from './browser.js';
import { HTTPS, openAuthStage, secretKeys, type AuthStage } from './auth-stage.js';
import { decryptText } from '../../../src/access/encrypt.js';

let stage: AuthStage;
beforeAll(async () => {
  stage = await openAuthStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.source.query('DELETE FROM users');
  await stage.source.query('DELETE FROM oauth_states');
  stage.logged.length = 0;
  stage.sandbox.state.faults.clear();
});

const browser = (addresses = HTTPS) => createBrowser(stage.auth({ addresses }), addresses.backend);
const count = async (table: string): Promise<number> => {
  const rows: { count: number }[] = await stage.source.query(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0]?.count ?? NaN;
};
/** Nothing is stored, nobody is signed in. */
const expectRefused = async (response: Response, code: string) => {
  expect([response.status, response.headers.get('location')]).toEqual([302, `/login?error=${code}`]);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect([await count('users'), await count('sessions')]).toEqual([0, 0]);
};

describe('signing in', () => {
  it('goes to GitHub with state and PKCE, and comes back with a session', async () => {
    const mine = browser();
    const begun = await mine.open('/auth/github?return_to=/reviews%3Frepo=a');
    const page = new URL(begun.headers.get('location') ?? '');
    expect(`${page.origin}${page.pathname}`).toBe(`${stage.sandbox.url}/login/oauth/authorize`);
    const states: { state: string; code_verifier: string; seconds: number }[] = await stage.source.query(
      'SELECT state, code_verifier, extract(epoch FROM expires_at - now())::int AS seconds FROM oauth_states',
    );
    const [row] = states;
    expect(Object.fromEntries(page.searchParams)).toEqual({
      client_id: stage.sandbox.client.id,
      redirect_uri: 'https://nectr.acme.dev/auth/github/callback',
      state: row?.state,
      code_challenge: createHash('sha256')
        .update(row?.code_verifier ?? '')
        .digest('base64url'),
      code_challenge_method: 'S256',
    });
    expect(Buffer.from(row?.state ?? '', 'base64url')).toHaveLength(32);
    expect(row?.seconds).toBeGreaterThan(290);
    expect(row?.seconds).toBeLessThanOrEqual(300);

    Object.assign(stage.sandbox.state.users.get('dora') ?? {}, { name: 'Dora', email: 'dora@acme.dev' });
    const done = await mine.signIn('dora', '/reviews?repo=a');
    expect([done.status, done.headers.get('location')]).toEqual([302, '/reviews?repo=a']);
    const me = await mine.open('/auth/me');
    expect(me.status).toBe(200);
    expect(me.headers.get('cache-control')).toBe('no-store');
    const [user]: { id: number; access: string; refresh: string }[] = await stage.source.query(
      'SELECT id, access_token_encrypted AS access, refresh_token_encrypted AS refresh FROM users',
    );
    expect(await me.json()).toEqual({
      user: expect.objectContaining({ id: user?.id, login: 'dora', avatar_url: expect.stringContaining('/avatars/') }),
      installations: [{ id: 1, account_login: 'acme', account_type: 'Organization', role: 'member' }],
    });
    expect(decryptText(user?.access ?? '', secretKeys)).toMatch(/^ghu_/);
    expect(decryptText(user?.refresh ?? '', secretKeys)).toMatch(/^ghr_/);
  });

  it('is who one is by number: a new login and no email change the same user', async () => {
    await browser().signIn('dora');
    const dora = stage.sandbox.state.users.get('dora');
    if (dora === undefined) throw new Error('no dora');
    Object.assign(dora, { name: 'Dora', email: 'd@acme.dev' });
    await browser().signIn('dora');
    stage.sandbox.state.users.set('theodora', dora);
    delete dora.email;
    dora.login = 'theodora';
    await browser().signIn('theodora');
    dora.login = 'dora';
    expect(await stage.source.query('SELECT github_id::int AS id, login, name, email FROM users')).toEqual([
      { id: dora.id, login: 'theodora', name: 'Dora', email: null },
    ]);
    expect(await count('sessions')).toBe(3);
  });

  it('ends the session that the browser had before', async () => {
    const mine = browser();
    await mine.signIn('dora');
    const before = new Map(mine.cookies);
    await mine.signIn('dora');
    expect(await count('sessions')).toBe(1);
    for (const [name, value] of before) mine.cookies.set(name, value);
    expect((await mine.open('/auth/me')).status).toBe(401);
  });

  it('takes two tabs of one browser', async () => {
    const mine = browser();
    const [first, second] = [await mine.agree('dora', '/a'), await mine.agree('dora', '/b')];
    expect((await mine.comeBack(first)).headers.get('location')).toBe('/a');
    expect((await mine.comeBack(second)).headers.get('location')).toBe('/b');
  });

  it('begins anew for whom GitHub sends here after installing the App', async () => {
    const answer = await browser().open('/auth/github/callback?code=x&installation_id=1&setup_action=install');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/auth/github']);
    expect(await count('users')).toBe(0);
  });
});

describe('a sign-in that fails stores nothing', () => {
  it.each([
    ['no state', (url: URL) => url.searchParams.delete('state'), 'state_missing'],
    ['a wrong state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43)), 'state_unknown'],
    ['a state with odd bytes', (url: URL) => url.searchParams.set('state', "' OR true --\u00e9"), 'state_unknown'],
    ['no code', (url: URL) => url.searchParams.delete('code'), 'code_missing'],
    ['a wrong code', (url: URL) => url.searchParams.set('code', 'wrong'), 'code_rejected'],
  ])('%s', async (_, change, code) => {
    const mine = browser();
    const url = await mine.agree('dora');
    change(url);
    await expectRefused(await mine.comeBack(url), code);
  });

  it('a state that is used, with a new code', async () => {
    const mine = browser();
    const [first, second] = [await mine.agree('dora'), await mine.agree('dora')];
    await mine.comeBack(first);
    await stage.source.query('DELETE FROM users');
    const forged = new URL(first);
    forged.searchParams.set('code', second.searchParams.get('code') ?? '');
    await expectRefused(await mine.comeBack(forged), 'state_used');
  });

  it('the same code twice, side by side: one session', async () => {
    const mine = browser();
    const url = await mine.agree('dora');
    const answers = await Promise.all([mine.comeBack(url), mine.comeBack(url)]);
    expect(answers.map(({ headers }) => headers.get('location')).toSorted()).toEqual(['/', '/login?error=state_used']);
    expect(await count('sessions')).toBe(1);
  });

  it('a code of another sign-in: PKCE', async () => {
    const [mine, theirs] = [browser(), browser()];
    const [victim, attacker] = [await mine.agree('dora'), await theirs.agree('mallory')];
    victim.searchParams.set('code', attacker.searchParams.get('code') ?? '');
    await expectRefused(await mine.comeBack(victim), 'code_rejected');
  });

  it('a state of another browser, which stays good for its own', async () => {
    const [mine, theirs] = [browser(), browser()];
    const url = await theirs.agree('mallory');
    await expectRefused(await mine.comeBack(url), 'state_foreign');
    await mine.open('/auth/github');
    await expectRefused(await mine.comeBack(url), 'state_foreign');
    expect((await theirs.comeBack(url)).headers.get('location')).toBe('/');
  });

  it('a state that has expired', async () => {
    const mine = browser();
    const url = await mine.agree('dora');
    await stage.source.query("UPDATE oauth_states SET expires_at = now() - interval '1 second'");
    await expectRefused(await mine.comeBack(url), 'state_expired');
    await mine.open('/auth/github');
    expect(await count('oauth_states')).toBe(1);
  });

  it('the person does not agree', async () => {
    const mine = browser();
    const begun = await mine.open('/auth/github');
    const back = await fetch(`${begun.headers.get('location')}&deny=true`, { redirect: 'manual' });
    const url = new URL(back.headers.get('location') ?? '');
    await expectRefused(await mine.comeBack(url), 'access_denied');
    await expectRefused(await mine.comeBack(url), 'state_used');
  });

  it.each([
    ['502', { kind: 'status', status: 502 } as const],
    ['a cut connection', { kind: 'reset' } as const],
    ['half an answer', { kind: 'bad-json' } as const],
    ['an answer without a token', { kind: 'status', status: 200, body: { scope: '' } } as const],
  ])('GitHub is away at the exchange: %s', async (_, fault) => {
    const mine = browser();
    const url = await mine.agree('dora');
    stage.sandbox.state.faults.add({ match: { method: 'POST', path: /access_token$/ }, times: 1, ...fault });
    await expectRefused(await mine.comeBack(url), 'github_unavailable');
  });

  it('GitHub is away when it is asked who that is', async () => {
    const mine = browser();
    const url = await mine.agree('dora');
    stage.sandbox.state.faults.add({ match: { path: /^\/user$/ }, times: 1, kind: 'status', status: 503 });
    await expectRefused(await mine.comeBack(url), 'github_unavailable');
  });

  it('GitHub refuses the App with status 200, and the log says what to mend without the secret', async () => {
    const wrong = 'wrong-secret-of-the-app';
    const mine = createBrowser(stage.auth({ app: { ...stage.app, clientSecret: wrong } }), HTTPS.backend);
    await expectRefused(await mine.signIn('dora'), 'github_refused');
    expect(stage.logged.join('\n')).toContain('compare GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET');
    expect(stage.logged.join('\n')).not.toContain(wrong);
  });
});

describe('addresses', () => {
  const [http, apart] = ['http://localhost:3000', { backend: HTTPS.backend, frontend: 'https://app.acme.io' }];
  it.each([
    ['https', HTTPS, /^__Host-nectr_session=.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/],
    ['http on this machine', { backend: http, frontend: null }, /^nectr_session=.*; Path=\/; HttpOnly; SameSite=Lax$/],
    [
      'http with a front end at another port',
      { backend: http, frontend: 'http://localhost:5173' },
      /^nectr_session=.*; Path=\/; HttpOnly; SameSite=Lax$/,
    ],
    ['a front end elsewhere', apart, /^__Host-nectr_session=.*; Path=\/; HttpOnly; SameSite=None; Secure$/],
  ])('%s', async (_, addresses, cookie) => {
    const mine = browser(addresses);
    const done = await mine.signIn('dora', '/reviews');
    expect(done.headers.getSetCookie()).toEqual([expect.stringMatching(cookie)]);
    expect(done.headers.getSetCookie().join()).not.toContain('Domain');
    expect(done.headers.get('location')).toBe(`${addresses.frontend ?? ''}/reviews`);
    expect((await mine.open('/auth/me')).status).toBe(200);
  });

  it('a front end elsewhere hears of failures, reads with the cookie and changes', async () => {
    const mine = browser(apart);
    const failed = await mine.open('/auth/github/callback?state=x');
    expect(failed.headers.get('location')).toBe('https://app.acme.io/login?error=state_unknown');
    await mine.signIn('dora');
    const me = await mine.open('/auth/me', { headers: { origin: apart.frontend } });
    expect(me.headers.get('access-control-allow-origin')).toBe(apart.frontend);
    expect(me.headers.get('access-control-allow-credentials')).toBe('true');
    const foreign = await mine.open('/auth/me', { headers: { origin: 'https://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect((await mine.change('POST', '/auth/logout', { origin: apart.frontend })).status).toBe(204);
  });
});

it('says how people could sign in where they cannot', async () => {
  const routes = stage.auth({ app: null });
  for (const path of ['/auth/github', '/auth/github/callback', '/auth/me', '/auth/sessions']) {
    const answer = await routes.request(path);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.stringify(await answer.json())).toContain('set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET');
  }
});
