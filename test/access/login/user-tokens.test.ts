import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OAuthUnavailableError, SignedOutError } from '../../../src/access/login/errors.js';
import { storePerson } from '../../../src/access/login/store-person.js';
import { createUserTokens } from '../../../src/access/login/user-tokens.js';
import { createSession } from '../../../src/access/sessions/create-session.js';
import { issueTokens } from '../../../src/sandbox/oauth.js';
import { userNamed } from '../../../src/sandbox/state.js';
import { openAuthStage, secretKeys, type AuthStage } from '../../api/auth/auth-stage.js';

let stage: AuthStage;
let userId = 0;
beforeAll(async () => {
  stage = await openAuthStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  const { state } = stage.sandbox;
  state.faults.clear();
  state.oauth.tokenSeconds = 28_800;
  await stage.source.query('DELETE FROM users');
  userId = await signIn();
});

async function signIn(): Promise<number> {
  const { state } = stage.sandbox;
  const { id } = userNamed(state, 'dora');
  const given = issueTokens(state, 'dora') as { access_token: string; refresh_token?: string; expires_in?: number };
  const user = await storePerson(
    stage.source.manager,
    { id, login: 'dora' },
    {
      accessToken: given.access_token,
      expiresAt: given.expires_in === undefined ? null : new Date(Date.now() + given.expires_in * 1000),
      refreshToken: given.refresh_token ?? null,
      refreshTokenExpiresAt: null,
    },
    secretKeys,
  );
  await createSession(stage.source, { userId: user, userAgent: null, before: null });
  return user;
}
/** One process of ours. */
const newProcess = () => createUserTokens(stage.source, stage.app, secretKeys);
const runOut = (seconds = -1) =>
  stage.source.query('UPDATE users SET token_expires_at = now() + make_interval(secs => $1)', [seconds]);
const refreshes = () => stage.sandbox.state.requests.get('POST /login/oauth/access_token') ?? 0;
const sessions = async () => (await stage.source.query('SELECT 1 FROM sessions')).length as number;

describe('the token of a user', () => {
  it('is the one that is stored while it is good, for ever where it never runs out', async () => {
    const before = refreshes();
    expect(await newProcess().token(userId)).toMatch(/^ghu_/);
    stage.sandbox.state.oauth.tokenSeconds = null;
    userId = await signIn();
    expect(await newProcess().token(userId)).toMatch(/^ghu_/);
    expect(refreshes()).toBe(before);
  });

  it('is refreshed once for two tabs and two processes', async () => {
    await runOut();
    const before = refreshes();
    const [one, two] = [newProcess(), newProcess()];
    stage.sandbox.state.faults.add({ match: { path: /access_token$/ }, times: 1, kind: 'delay', delayMs: 300 });
    const asked = [one, one, two, two, one].map((tokens) => tokens.token(userId));
    const tokens = new Set(await Promise.all(asked));
    expect(tokens.size).toBe(1);
    expect(refreshes()).toBe(before + 1);
    expect(stage.sandbox.state.userTokens.get([...tokens][0] ?? '')).toBe('dora');
    expect(await newProcess().token(userId)).toBe([...tokens][0]);
    expect(await sessions()).toBe(1);
  });

  it('that is still good for some minutes is used by the others meanwhile', async () => {
    const old = await newProcess().token(userId);
    await runOut(120);
    await stage.source.query("UPDATE users SET token_refresh_until = now() + interval '20 seconds'");
    expect(await newProcess().token(userId)).toBe(old);
  });

  it('is refreshed by another process after one that died', async () => {
    await runOut();
    await stage.source.query("UPDATE users SET token_refresh_until = now() - interval '1 second'");
    expect(await newProcess().token(userId)).toMatch(/^ghu_/);
    expect(await stage.source.query('SELECT token_refresh_until AS lease FROM users')).toEqual([{ lease: null }]);
  });

  it('that GitHub refreshes no more ends all sessions of the user, and only theirs', async () => {
    await runOut();
    stage.sandbox.state.oauth.refreshTokens.clear();
    const tokens = newProcess();
    const asked = await Promise.allSettled([tokens.token(userId), tokens.token(userId), newProcess().token(userId)]);
    for (const one of asked) expect(one).toMatchObject({ status: 'rejected', reason: expect.any(SignedOutError) });
    expect(await sessions()).toBe(0);
    expect(await stage.source.query('SELECT access_token_encrypted AS a FROM users')).toEqual([{ a: null }]);
    userId = await signIn();
    expect(await tokens.token(userId)).toMatch(/^ghu_/);
  });

  it('without a refresh token is over once it has run out', async () => {
    await stage.source.query('UPDATE users SET refresh_token_encrypted = NULL');
    await runOut();
    await expect(newProcess().token(userId)).rejects.toThrow(SignedOutError);
    expect(await sessions()).toBe(0);
  });

  it.each([
    ['502', { kind: 'status', status: 502 } as const],
    ['429', { kind: 'status', status: 429 } as const],
    ['a cut connection', { kind: 'reset' } as const],
    ['half an answer', { kind: 'status', status: 200, body: { scope: '' } } as const],
  ])('is no one to blame for GitHub being away: %s', async (_, fault) => {
    await runOut();
    stage.sandbox.state.faults.add({ match: { path: /access_token$/ }, times: 1, ...fault });
    await expect(newProcess().token(userId)).rejects.toThrow(OAuthUnavailableError);
    expect(await sessions()).toBe(1);
    expect(await newProcess().token(userId)).toMatch(/^ghu_/);
  });

  it('goes on with the old one while GitHub is away and it is still good', async () => {
    const old = await newProcess().token(userId);
    await runOut(120);
    stage.sandbox.state.faults.add({ match: { path: /access_token$/ }, times: 1, kind: 'status', status: 503 });
    expect(await newProcess().token(userId)).toBe(old);
  });

  it("is no one to blame for the App's own secret being wrong", async () => {
    await runOut();
    const tokens = createUserTokens(stage.source, { ...stage.app, clientSecret: 'wrong' }, secretKeys);
    await expect(tokens.token(userId)).rejects.toThrow('run `nectr doctor`');
    expect(await sessions()).toBe(1);
  });

  it('that GitHub answered 401 to is refreshed, and one that is known by then no more', async () => {
    const tokens = newProcess();
    const first = await tokens.token(userId);
    await tokens.refused(userId, first);
    const second = await tokens.token(userId);
    expect(second).not.toBe(first);
    await tokens.refused(userId, first);
    expect(await tokens.token(userId)).toBe(second);
    await stage.source.query('UPDATE users SET refresh_token_encrypted = NULL');
    await tokens.refused(userId, second);
    await expect(tokens.token(userId)).rejects.toThrow(SignedOutError);
    expect(await sessions()).toBe(0);
  });

  it('of nobody is none', async () => {
    await expect(newProcess().token(999_999)).rejects.toThrow(SignedOutError);
  });
});
