import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { changeState } from '../../../src/memory/change-state.js';
import { keepCandidates, type Supported } from '../../../src/memory/extract/keep-candidates.js';
import type { Candidate } from '../../../src/memory/extract/types.js';
import { listMemories } from '../../../src/memory/list-memories.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { sampleComment } from './sample-comment.js';

interface Pull {
  installationId: number;
  repositoryId: number;
  pullRequestId: string;
}

let database: TestDatabase;
let source: DataSource;
/** Four pull requests of one repository, then those of another installation's repository of the same name. */
let pulls: Pull[];

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  pulls = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User'), (91, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i RETURNING id, installation_id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
     SELECT installation_id, id, n, 'dora', 'h', 'h', 'b', 'b' FROM r, generate_series(1, 4) n ORDER BY installation_id, n
     RETURNING id AS "pullRequestId", installation_id AS "installationId", repository_id AS "repositoryId"`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const of = (number: number): Pull => {
  const pull = pulls[number - 1];
  if (!pull) throw new Error(`there is no pull request ${number}`);
  return pull;
};
const said = (text = 'Never log request bodies', change: Partial<Candidate> = {}): Supported => ({
  candidate: {
    type: 'project_rule',
    text,
    quote: text,
    pathGlob: null,
    comment: sampleComment({ text }),
    ...change,
  },
  agreedIn: null,
  fixed: null,
});
const states = async (pull = of(1)) =>
  (await listMemories(source, { installationId: pull.installationId, viewer: 'all' })).map(
    ({ number, state, signals }) => [number, state, signals],
  );

describe('what was extracted', () => {
  it('is a candidate, and stays one however often its own pull request says it', async () => {
    expect(await keepCandidates(source, of(1), [said()])).toMatchObject({ added: [1], promoted: [] });
    for (let again = 0; again < 5; again++) await keepCandidates(source, of(1), [said()]);
    expect(await states()).toEqual([[1, 'candidate', 1]]);
  });

  it('becomes active by three pull requests that say the same in nearly the same words', async () => {
    await keepCandidates(source, of(1), [said()]);
    expect(await keepCandidates(source, of(2), [said('Do not ever log request bodies!')])).toMatchObject({
      added: [],
      signalled: [1],
      promoted: [],
    });
    await keepCandidates(source, of(3), [said('Log request bodies')]);
    expect(await keepCandidates(source, of(4), [said()])).toMatchObject({ promoted: [1] });
    expect(await states()).toEqual([
      [2, 'candidate', 1],
      [1, 'active', 3],
    ]);
  });

  it('becomes active by one that another person agreed with and somebody fixed', async () => {
    await keepCandidates(source, of(1), [{ ...said(), agreedIn: 'rc8', fixed: null }]);
    expect(await states()).toEqual([[1, 'candidate', 2]]);
    await keepCandidates(source, of(1), [{ ...said(), agreedIn: 'rc8', fixed: 'f1' }]);
    expect(await states()).toEqual([[1, 'active', 3]]);
  });

  it('is another one in another scope, of another person, or said the other way', async () => {
    await keepCandidates(source, of(1), [said()]);
    const mine = said('Writes the failing test before the code', { type: 'developer_pattern' });
    const his = said('Writes the failing test before the code', {
      type: 'developer_pattern',
      comment: sampleComment({ key: '8', author: { id: 502, login: 'carl' } }),
    });
    await keepCandidates(source, of(2), [said('Never log request bodies', { pathGlob: 'src/pay/**' }), mine, his]);
    expect(await states()).toHaveLength(4);
    const seen = await listMemories(source, { installationId: of(1).installationId, viewer: { id: 502 } });
    expect(seen.flatMap(({ scope }) => scope.developer?.login ?? [])).toEqual(['carl']);
  });

  it('does not come back once people put it away', async () => {
    const { installationId } = of(1);
    await keepCandidates(source, of(1), [said()]);
    await changeState(source, { installationId, numbers: [1] }, 'delete', { by: { id: 501, login: 'dora' } });
    expect(await keepCandidates(source, of(2), [said()])).toMatchObject({ added: [], unwanted: [1] });
    await keepCandidates(source, of(1), [said()]);
    expect(await states()).toEqual([]);
  });

  it('is nothing to another installation, whatever its repository is called', async () => {
    await keepCandidates(source, of(1), [said()]);
    expect(await keepCandidates(source, of(5), [said()])).toMatchObject({ added: [1] });
    expect(await states(of(1))).toEqual([[1, 'candidate', 1]]);
    expect(await states(of(5))).toEqual([[1, 'candidate', 1]]);
  });
});
