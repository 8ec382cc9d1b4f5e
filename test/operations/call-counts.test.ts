import nock from 'nock';
import { afterEach, expect, it } from 'vitest';
import { addEyes } from '../../src/github/publish/add-eyes.js';
import { GitHubLimitedError } from '../../src/github/client/github-error.js';
import { readBlob } from '../../src/github/read/read-blob.js';
import { readPull } from '../../src/github/read/read-pull.js';
import { createDataSource } from '../../src/database/data-source.js';
import { reportCalls, type CallCounts } from '../../src/operations/call-counts.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { connect, fakeGitHub, TARGET, type Answer } from '../github/fake-github.js';

afterEach(() => nock.cleanAll());

it('counts each call to GitHub by kind of route, method and status, and each limit once', async () => {
  const reports: CallCounts[] = [];
  const reporter = reportCalls((counts) => reports.push(counts));
  const answers: Answer[] = [{ status: 502 }, { status: 502 }];
  let limits = 2;
  fakeGitHub(({ method, path }) => {
    if (path.includes('/pulls/')) return answers.shift();
    const limited = { status: 403, body: { message: 'secondary rate limit' }, headers: { 'retry-after': '9' } };
    if (method === 'POST' && path.includes('reactions') && limits-- > 0) return limited;
    return path.includes('reactions') ? { status: 401, body: { message: 'Bad credentials' } } : undefined;
  });
  const octokit = await connect({ observe: reporter });
  await readPull(octokit, TARGET);
  await readBlob(octokit, TARGET, 'secret customer/name.ts', 'a');
  for (let time = 0; time < 2; time++)
    await expect(addEyes(octokit, TARGET)).rejects.toBeInstanceOf(GitHubLimitedError);
  reporter.stop();
  expect(reports).toHaveLength(1);
  expect(reports[0]).toEqual({
    limits: 2,
    calls: [
      ['app', 'POST', '201', 1],
      ['pulls', 'GET', '502', 2],
      ['pulls', 'GET', '200', 1],
      ['contents', 'GET', '404', 1],
      ['issues', 'POST', '403', 2],
    ],
  });
  const source = createDataSource({
    scope: 'system',
    url: 'postgres://localhost:1/none',
    poolSize: 1,
    applicationName: 'test',
  });
  const metrics = createMetrics(source);
  for (const counts of reports) metrics.githubCalled(counts);
  metrics.threadLost('late');
  const text = await metrics.text();
  expect(text).toContain('nectr_github_calls_total{route="pulls",method="GET",status="502"} 2');
  expect(text).toContain('nectr_github_limits_total 2');
  expect(text).toContain('nectr_analyzer_threads_lost_total{cause="late"} 1');
  expect(text).toContain('nectr_analyzer_threads_lost_total{cause="trapped"} 0');
});

it('counts a limit of the token once, and a call without an answer', async () => {
  const reports: CallCounts[] = [];
  const reporter = reportCalls((counts) => reports.push(counts), 10);
  fakeGitHub(({ path }) =>
    path.endsWith('/access_tokens') ? { status: 429, body: { message: 'slow down' } } : undefined,
  );
  await expect(connect({ observe: reporter })).rejects.toBeInstanceOf(GitHubLimitedError);
  const fetch = () => Promise.reject(new TypeError('fetch failed'));
  await expect(connect({ observe: reporter, fetch })).rejects.toThrow('connection failed');
  await expect.poll(() => reports.length).toBeGreaterThan(0);
  reporter.stop();
  const limits = reports.reduce((sum, counts) => sum + counts.limits, 0);
  const calls = reports.flatMap((counts) => counts.calls.map(([route, , status]) => `${route} ${status}`));
  expect([limits, calls]).toEqual([1, ['app 429', 'app none']]);
});
