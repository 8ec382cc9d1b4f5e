import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestReviewersStep } from '../../../src/workflows/steps/request-reviewers.js';
import type { StepContext } from '../../../src/workflows/steps/step-action.js';
import { GitHubTerminalError } from '../../../src/github/client/github-error.js';
import { batch, file, NOW } from '../../graph/contract/records.js';
import type { OpenedGraph } from '../../graph/contract/opened-graph.js';
import { openPostgres } from '../../graph/postgres/open-postgres.js';

let opened: OpenedGraph;
beforeAll(async () => {
  opened = await openPostgres();
  const { graph } = opened;
  const repository = { installationId: opened.tenants.mine, repoId: 7 };
  await graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
  await graph.writeScan({ ...repository, scan: 1 }, batch({ files: [file('src/a.ts')] }));
  await graph.finishScan({ ...repository, scan: 1 }, { sha: 'c'.repeat(40), at: NOW });
  await graph.finishHistory(repository, NOW);
});
afterAll(() => opened.close());

const HEAD = 'a'.repeat(40);
const PULL = {
  number: 7,
  title: 'More',
  state: 'open',
  user: { id: 1, login: 'ada' },
  base: { ref: 'main', sha: 'b'.repeat(40), repo: { full_name: 'acme/shop' } },
  head: { ref: 'more', sha: HEAD, repo: { full_name: 'acme/shop' } },
  changed_files: 1,
  additions: 1,
  deletions: 1,
};
const ROW = {
  filename: 'src/a.ts',
  status: 'modified',
  additions: 1,
  deletions: 1,
  changes: 2,
  patch: '@@ -1 +1 @@\n-a\n+b',
};

/** GitHub, as far as the step asks it. */
async function request(route: string): Promise<{ data: unknown }> {
  if (route.endsWith('/contents/.github/CODEOWNERS'))
    return { data: Buffer.from('/src/ @ada @olga @dora @erik @fred\n') };
  if (route.includes('/contents/')) throw new GitHubTerminalError('not-found', 'no such file');
  if (route.endsWith('/pulls/{pull_number}')) return { data: PULL };
  if (route.endsWith('/files')) return { data: [ROW] };
  if (route.endsWith('/requested_reviewers')) return { data: { users: [{ login: 'dora' }], teams: [] } };
  return { data: [] };
}

function contextOf(): StepContext {
  const run = {
    installationId: opened.tenants.mine,
    githubInstallationId: 4,
    repository: { id: 1, githubRepoId: 7, fullName: 'acme/shop', defaultBranch: 'main' },
    pull: { id: '5', number: 7, headSha: HEAD, baseRef: 'main' },
  };
  return {
    ports: { github: { octokit: async () => ({ request }) }, graph: opened.graph },
    run,
  } as unknown as StepContext;
}

it('asks as many experts as are wanted, never the author, and says who is asked already', async () => {
  const said = (experts: number) =>
    requestReviewersStep.describe(contextOf(), requestReviewersStep.config.parse({ experts }));
  // In the order of their names, as nobody has worked there; dora is asked already.
  expect(await said(2)).toBe('ask erik for a review');
  expect(await said(4)).toBe('ask erik, fred, olga for a review');
});
