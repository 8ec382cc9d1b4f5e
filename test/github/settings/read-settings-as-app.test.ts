import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { GitHubUnavailableError } from '../../../src/github/client/github-error.js';
import { readSettingsAsApp } from '../../../src/github/settings/read-settings-as-app.js';
import { APP, fakeGitHub, HOST, type Answer } from '../fake-github.js';

afterEach(() => nock.cleanAll());

const quiet = () => undefined;
const options = { ...APP, baseUrl: HOST, log: { warn: quiet, error: quiet }, retryDelayMs: 1 };
const shop = { fullName: 'acme/shop', githubRepoId: 7, githubInstallationId: 9 };
const drafts = { source: 'dashboard' as const, given: { drafts: true, max_comments: 2 } };
/** GitHub with this answer for the settings file. */
const github = (file: Answer) =>
  fakeGitHub(({ path }) => (path.includes('/contents/.github/nectr.yml') ? file : undefined));

describe('settings as the App reads them', () => {
  it('come from the default branch as it is now, with a token that reads one repository', async () => {
    const journal = github({ body: 'max_comments: 7\n' });
    expect(await readSettingsAsApp(options, shop, [drafts])).toMatchObject({
      settings: { max_comments: 7, drafts: true },
      sources: { max_comments: 'file', drafts: 'dashboard' },
      given: { max_comments: 7 },
    });
    expect(journal[0]).toMatchObject({
      path: '/app/installations/9/access_tokens',
      body: { repository_ids: [7], permissions: { contents: 'read' } },
    });
    expect(journal[1]?.path).toBe('/repos/acme/shop/contents/.github/nectr.yml');
  });

  it('are those of the dashboard where there is no file', async () => {
    github({ status: 404, body: { message: 'Not Found' } });
    expect(await readSettingsAsApp(options, shop, [drafts])).toMatchObject({
      sources: { max_comments: 'dashboard' },
      given: {},
    });
  });

  it('are unknown, and not the defaults, where GitHub gives no answer', async () => {
    github({ status: 502, body: 'Bad Gateway' });
    await expect(readSettingsAsApp(options, shop, [])).rejects.toThrow(GitHubUnavailableError);
  });
});
