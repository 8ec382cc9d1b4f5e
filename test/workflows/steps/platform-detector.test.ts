import { expect, it } from 'vitest';
import { GitHubTerminalError } from '../../../src/github/client/github-error.js';
import { platformDetector } from '../../../src/workflows/steps/platform-detector.js';
import type { StepContext } from '../../../src/workflows/steps/step-action.js';

const HEAD = 'a'.repeat(40);
const MAIN = 'b'.repeat(40);
const commit = (message: string) => ({
  sha: MAIN,
  commit: { message, author: { name: 'Ada', email: 'ada@example.invalid' } },
  author: { login: 'ada' },
});
const PULL = {
  number: 7,
  title: 'More',
  state: 'open',
  user: { id: 1, login: 'ada' },
  base: { ref: 'main', sha: MAIN, repo: { full_name: 'acme/shop' } },
  head: { ref: 'more', sha: HEAD, repo: { full_name: 'acme/shop' } },
  changed_files: 2,
};
const row = (filename: string, status: string, more: object = {}) => ({
  filename,
  status,
  additions: 0,
  deletions: 0,
  changes: 0,
  sha: HEAD,
  ...more,
});

/** GitHub, as far as the step asks it. */
function stage(answers: Record<string, unknown>, pull: object | null) {
  const asked: { route: string; parameters: Record<string, unknown> }[] = [];
  const request = async (route: string, parameters: Record<string, unknown>) => {
    asked.push({ route, parameters });
    const [, path = ''] = route.split('{repo}');
    if (!(path in answers)) throw new GitHubTerminalError('not-found', route);
    return { data: answers[path] };
  };
  const kept: unknown[][] = [];
  const query = async (_: string, parameters: unknown[]) => void kept.push(parameters);
  const repository = { id: 3, githubRepoId: 2, fullName: 'acme/shop', defaultBranch: 'main' };
  const run = { githubInstallationId: 4, repository, pull, event: null };
  const ports = { github: { octokit: async () => ({ request }) }, source: { query } };
  return { asked, kept, context: { ports, run } as unknown as StepContext };
}
const found = async (context: StepContext) => {
  const end = await platformDetector.run(context, {});
  return end.kind === 'done' ? end.result : null;
};

it('looks at the files of the default branch by its commit, where no pull request is meant', async () => {
  const { asked, context } = stage(
    {
      '/commits': [commit('Start')],
      '/git/trees/{tree_sha}': {
        tree: ['.replit', 'replit.nix', 'src/a.ts'].map((path) => ({ path, type: 'blob', sha: MAIN })),
      },
    },
    null,
  );
  expect(await found(context)).toMatchObject({
    platform: 'replit',
    evidence: expect.arrayContaining([expect.objectContaining({ where: '.replit' })]),
  });
  expect(asked.find(({ route }) => route.includes('/git/trees/'))?.parameters['tree_sha']).toBe(MAIN);
});

it('takes only what a pull request adds or changes, and keeps who made it', async () => {
  const pull = { id: '5', number: 7, headSha: HEAD, baseRef: 'main' };
  const given = (rows: object[], message: string) =>
    stage(
      {
        '/pulls/{pull_number}': PULL,
        '/pulls/{pull_number}/files': rows,
        '/pulls/{number}/commits': [commit(message)],
      },
      pull,
    );
  const gone = given(
    [row('.replit', 'removed'), row('legacy.md', 'renamed', { previous_filename: 'replit.nix' })],
    'Leave Replit',
  );
  expect(await found(gone.context)).toMatchObject({ platform: null, origin: 'human', evidence: [] });
  expect(gone.kept).toEqual([[3, 7, 'human']]);
  const signed = given(
    [row('src/a.ts', 'added'), row('src/b.ts', 'added')],
    'More\n\nCo-Authored-By: Claude <noreply@anthropic.com>',
  );
  expect(await found(signed.context)).toMatchObject({ origin: 'assisted' });
  expect(signed.kept).toEqual([[3, 7, 'assisted']]);
  expect([...gone.asked, ...signed.asked].filter(({ route }) => /tarball|trees/.test(route))).toEqual([]);
});

it('knows nothing of a repository without a commit', async () => {
  const { context } = stage({}, null);
  expect(await found(context)).toMatchObject({ platform: null, evidence: [] });
});
