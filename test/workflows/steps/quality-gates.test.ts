import { expect, it } from 'vitest';
import { BudgetBusyError } from '../../../src/turns/byte-budget.js';
import { qualityGates, verdictOf } from '../../../src/workflows/steps/quality-gates.js';
import type { StepContext } from '../../../src/workflows/steps/step-action.js';

const HEAD = 'a'.repeat(40);
const PULL = {
  number: 7,
  title: 'More',
  state: 'open',
  user: { id: 1, login: 'dora' },
  base: { ref: 'main', sha: 'b'.repeat(40), repo: { full_name: 'acme/shop' } },
  head: { ref: 'more', sha: HEAD, repo: { full_name: 'acme/shop' } },
  changed_files: 3000,
  additions: 200_000,
  deletions: 0,
};

function contextOf(reviewMemory: (installationId: number, bytes: number) => Promise<() => void>) {
  const asked: string[] = [];
  const request = async (route: string) => {
    asked.push(route);
    return { data: PULL };
  };
  const run = {
    installationId: 3,
    githubInstallationId: 4,
    repository: { id: 1, githubRepoId: 2, fullName: 'acme/shop', defaultBranch: 'main' },
    pull: { id: '5', number: 7, headSha: HEAD, baseRef: 'main' },
  };
  const ports = { github: { octokit: async () => ({ request }) }, reviewMemory };
  const context = { ports, run, step: { name: 'gates', position: 0 }, signal: new AbortController().signal };
  return { asked, context: context as unknown as StepContext };
}

it('takes its share of the memory before it reads the files, and waits where there is none', async () => {
  const shares: number[] = [];
  const { asked, context } = contextOf((_, bytes) => {
    shares.push(bytes);
    return Promise.reject(new BudgetBusyError('full'));
  });
  await expect(qualityGates.describe(context, qualityGates.config.parse({}))).rejects.toThrow(BudgetBusyError);
  expect(asked).toEqual(['GET /repos/{owner}/{repo}/pulls/{pull_number}']);
  expect(shares[0]).toBeGreaterThan(64 * 1024 * 1024);
});

it('reads nothing where only findings are asked about, and no gate is set', async () => {
  const { asked, context } = contextOf(() => Promise.reject(new Error('not asked')));
  const off = { max_complexity: null, max_function_lines: null, max_file_lines: null };
  await qualityGates.describe(context, qualityGates.config.parse(off));
  expect(asked).toEqual([]);
});

it.each([
  [{ min_coverage: 80 }, false],
  [{ coverage_files: ['lcov.info'] }, false],
  [{ min_coverage: 80, coverage_files: ['lcov.info'] }, true],
  [{}, true],
])('takes a limit for coverage with its reports only: %j', (config, isFine) => {
  expect(qualityGates.check?.(qualityGates.config.parse(config)) === null).toBe(isFine);
});

it('is no success where a file was not measured, and fails only for a gate that fails', () => {
  const gate = (passed: boolean) => ({ name: 'complexity', passed, value: 3, limit: 10 });
  const judged = (passed: boolean, unread: number) => ({
    gates: [gate(passed)],
    answer: { passed, gates: [], unread: Array.from({ length: unread }, () => ({ path: 'a.ts', reason: 'late' })) },
  });
  expect(verdictOf(judged(true, 0), true)).toMatchObject({ passed: true, conclusion: 'success' });
  expect(verdictOf(judged(true, 2), true)).toMatchObject({
    passed: false,
    failed: [],
    conclusion: 'action_required',
    title: 'Not all was measured: 2 changed files were not',
  });
  expect(verdictOf(judged(true, 2), false)).toMatchObject({ passed: false, conclusion: 'neutral' });
  expect(verdictOf(judged(false, 2), true)).toMatchObject({ passed: false, conclusion: 'failure' });
  expect(verdictOf(judged(false, 0), false)).toMatchObject({ passed: false, conclusion: 'neutral' });
});
