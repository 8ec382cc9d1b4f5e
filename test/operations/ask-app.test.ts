import { expect, it } from 'vitest';
import { GitHubTerminalError, GitHubUnavailableError } from '../../src/github/client/github-error.js';
import { askApp } from '../../src/operations/ask-app.js';

/** What was warned of, and what was thrown. */
async function asked(readApp: () => Promise<unknown>): Promise<{ warned: string[]; thrown: string | null }> {
  const warned: string[] = [];
  const log = { warn: (_: object, text?: string) => void warned.push(text ?? '') };
  const thrown = await askApp({ readApp, appId: 7, log, longestMs: 50 }).then(
    () => null,
    (error: Error) => `${error.name}: ${error.message}`,
  );
  return { warned, thrown };
}

it('is content with an App that GitHub knows', async () => {
  expect(await asked(async () => ({ slug: 'nectr' }))).toEqual({ warned: [], thrown: null });
});

it.each([
  ['unauthorized', 'AppRefusedError: GitHub does not accept this private key for App 7: compare APP_ID'],
  ['not-found', 'AppRefusedError: GitHub knows no App 7: compare APP_ID'],
  ['forbidden', 'AppRefusedError: GitHub refuses App 7 (no)'],
] as const)('%s is fatal, with the way to mend it', async (reason, text) => {
  const { thrown, warned } = await asked(async () => Promise.reject(new GitHubTerminalError(reason, 'no')));
  expect(thrown).toContain(text);
  expect(warned).toEqual([]);
});

it.each([
  ['does not answer', () => new Promise<never>(() => undefined)],
  ['is down', async () => Promise.reject(new GitHubUnavailableError('connection failed'))],
])('a GitHub that %s does not keep the server from starting', async (_, readApp) => {
  const { warned, thrown } = await asked(readApp);
  expect(thrown).toBeNull();
  expect(warned.join()).toContain('GitHub does not answer');
});

it.each([
  [1_200_000, 'the clock of this machine is 20 minutes behind GitHub'],
  [-300_000, 'the clock of this machine is 5 minutes ahead of GitHub'],
  [5000, 'GitHub does not accept this private key'],
])('a refusal with a clock %d ms away is told as what it is', async (ahead, text) => {
  const date = new Date(Date.now() + ahead).toUTCString();
  const cause = Object.assign(new Error('401'), { response: { headers: { date } } });
  const { thrown } = await asked(async () => Promise.reject(new GitHubTerminalError('unauthorized', 'no', { cause })));
  expect(thrown).toContain(text);
});
