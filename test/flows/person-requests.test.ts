import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { withTenant } from '../../src/access/tenancy/with-tenant.js';
import { createDataSource } from '../../src/database/data-source.js';
import type { Issue } from '../../src/sandbox/types.js';
import { connectRepository } from '../../src/workflows/requests/connect-repository.js';
import { DismissInput, dismissByPerson } from '../../src/workflows/requests/dismiss-by-person.js';
import { disconnectRepository } from '../../src/workflows/requests/disconnect-repository.js';
import { buildFlow, type Flow } from './flow-stage.js';
import { userNamed } from '../../src/sandbox/state.js';

/** What a person asks of Nectr itself, through the queue and over the end of a worker. */
let flow: Flow;
let api: DataSource;

beforeAll(async () => {
  flow = await buildFlow();
  api = createDataSource({ scope: 'tenant', url: flow.url, poolSize: 2, applicationName: 'test api' });
  await api.initialize();
});
afterAll(async () => {
  await api.destroy();
  await flow.close();
});

interface Finding {
  id: string;
  handle: number;
  commentId: number;
  installationId: number;
  repositoryId: number;
}

async function reviewed(): Promise<{ issue: Issue; findings: Finding[] }> {
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  const findings: Finding[] = await flow.source.query(
    `SELECT f.id, f.handle, f.github_comment_id::float8 AS "commentId", f.installation_id AS "installationId",
            f.repository_id AS "repositoryId" FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 AND f.github_comment_id IS NOT NULL ORDER BY handle`,
    [issue.number],
  );
  return { issue, findings };
}

const dora = {
  get githubId() {
    return userNamed(flow.sandbox.state, 'dora').id;
  },
  login: 'dora',
};

function dismiss({ id, installationId }: Finding, requestId: string) {
  const input = DismissInput.parse({ installationId, by: dora, requestId, findingId: id, reason: 'not_a_bug' });
  return withTenant(api, [installationId], (manager) => dismissByPerson(manager, input));
}

const summaryOf = (issue: Issue) => flow.seen(issue).summaries.find((body) => body.includes('nectr:summary')) ?? '';

it('is shown once, though the worker ended and GitHub failed in the middle', async () => {
  const { issue, findings } = await reviewed();
  const [finding] = findings;
  if (finding === undefined) throw new Error('nothing was found');
  const comments = issue.pull?.reviewComments.size;
  // The comment of the finding is changed, and the summary is not.
  flow.sandbox.state.faults.add({
    kind: 'status',
    status: 502,
    match: { method: 'PATCH', path: /\/issues\/comments\/\d+$/ },
    times: 2,
  });
  const dismissed = await dismiss(finding, 'one');
  expect(dismissed).toMatchObject({ kind: 'dismissed', handles: [finding.handle] });
  await flow.restartWorker();
  const runs = await flow.untilEnded(issue.number, 2);
  expect(runs.at(-1)).toMatchObject({
    status: 'completed',
    execution_id: expect.stringMatching(/^run:person_request:/),
  });
  expect(flow.sandbox.state.faults.pending()).toBe(0);
  expect(summaryOf(issue)).toContain('dismissed by dora: not a bug');
  expect(issue.pull?.reviewComments.get(finding.commentId)?.body).toMatch(/^Dismissed by `@dora`: not a bug\./);
  expect(issue.pull?.reviewComments.size).toBe(comments);
  // The same request again, after all: the same answer, and nothing runs.
  expect(await dismiss(finding, 'one')).toEqual(dismissed);
  expect(await flow.runsOf(issue.number)).toHaveLength(2);
});

it('is carried out where a newer push is being reviewed, and stays', async () => {
  const { issue, findings } = await reviewed();
  const [finding] = findings;
  if (finding === undefined) throw new Error('nothing was found');
  await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr review full');
  expect(await dismiss(finding, 'two')).toMatchObject({ kind: 'dismissed' });
  await flow.untilEnded(issue.number, 3);
  await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr review full');
  await flow.untilEnded(issue.number, 4);
  expect(summaryOf(issue)).toContain('dismissed by dora: not a bug');
  const [row]: { state: string }[] = await flow.source.query('SELECT state FROM findings WHERE id = $1', [finding.id]);
  expect(row?.state).toBe('dismissed');
});

it('takes a repository out of service until it is connected again; a purge empties its graph', async () => {
  const { id, private: isPrivate } = flow.repository;
  const repository = { githubRepoId: id, fullName: 'acme/orchard', private: isPrivate };
  const installations = (): Promise<{ id: number }[]> =>
    flow.source.query('SELECT id FROM installations WHERE github_installation_id = $1', [flow.installation.id]);
  await expect.poll(installations, { timeout: 90_000 }).toHaveLength(1);
  const installationId = (await installations())[0]?.id ?? 0;
  const connect = (requestId: string) =>
    withTenant(api, [installationId], (manager) =>
      connectRepository(manager, { installationId, by: dora, repository, requestId }),
    );
  const graphRows = async (): Promise<number> => {
    const [row]: { count: number }[] = await flow.source.query(
      'SELECT count(*)::int AS count FROM graph_files WHERE installation_id = $1',
      [installationId],
    );
    return row?.count ?? 0;
  };
  const first = await connect('three');
  if (first.kind !== 'connected') throw new Error(first.reason);
  const { repositoryId } = first;
  await expect.poll(graphRows, { timeout: 90_000 }).toBeGreaterThan(0);
  const input = { installationId, by: dora, repositoryId, purge: true, requestId: 'four' };
  await withTenant(api, [installationId], (manager) => disconnectRepository(manager, input));
  await expect.poll(graphRows, { timeout: 90_000 }).toBe(0);
  const ignored = await flow.openPull();
  await expect
    .poll(
      () =>
        flow.source.query(
          `SELECT status, error_message AS why FROM events WHERE event_type = 'pull_request.opened'
              AND payload #>> '{pull_request,number}' = $1`,
          [String(ignored.number)],
        ),
      { timeout: 90_000 },
    )
    .toEqual([{ status: 'ignored', why: 'disconnected' }]);
  expect(await connect('five')).toMatchObject({ kind: 'connected', repositoryId, scan: { kind: 'full' } });
  await expect.poll(graphRows, { timeout: 90_000 }).toBeGreaterThan(0);
});
