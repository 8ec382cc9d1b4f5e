import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../src/graph/knowledge-graph.js';
import { leaveOutUnnamed } from '../../src/graph/leave-out-unnamed.js';
import { daysAgo, LONG_AGO, NOW, person, pull } from './contract/records.js';
import { openPostgres } from './postgres/open-postgres.js';

let opened: Awaited<ReturnType<typeof openPostgres>>;
let graph: KnowledgeGraph;
const repository = () => ({ installationId: opened.tenants.mine, repoId: 7 });

beforeAll(async () => {
  opened = await openPostgres();
  graph = leaveOutUnnamed(opened.graph, opened.source);
  await graph.upsertRepository({
    ...repository(),
    fullName: 'acme/shop',
    defaultBranch: 'main',
  });
  const by = (author: [string, number | null], reviewer: [string, number | null]) => ({
    author: person(...author),
    reviews: [{ developer: person(...reviewer), state: 'APPROVED', comments: 1 }],
    mergedAt: daysAgo(3),
  });
  await graph.indexPulls(repository(), [
    pull(1, ['src/a.ts'], by(['kim', 502], ['lee', 503])),
    pull(2, ['src/a.ts'], by(['lee', 503], ['old', null])),
    pull(3, ['src/a.ts'], by(['old', null], ['kim', 502])),
  ]);
  await opened.source.query(
    `INSERT INTO users (github_id, login) VALUES (502, 'kim-now'), (503, 'lee'), (504, 'Old'), (505, 'kim')`,
  );
});
afterAll(() => opened.close());

const unnamed = (...logins: string[]) =>
  opened.source.query('UPDATE users SET is_named = login <> ALL ($1::text[])', [logins]);
async function people() {
  const asked = { paths: ['src/a.ts'], now: NOW, since: LONG_AGO, limit: 50 };
  const rows = [await graph.authorship(repository(), asked), await graph.reviewing(repository(), asked)];
  return rows.map((all) => all.map(({ developer }) => developer.login).toSorted());
}

it('names everybody unless they have said otherwise', async () => {
  await unnamed();
  expect(await people()).toEqual([
    ['kim', 'lee', 'old'],
    ['kim', 'lee', 'old'],
  ]);
});

it('leaves out who does not want to be named, by the id of GitHub: somebody else may have the login now', async () => {
  await unnamed('kim-now');
  expect(await people()).toEqual([
    ['lee', 'old'],
    ['lee', 'old'],
  ]);
  await unnamed('kim');
  expect(await people()).toEqual([
    ['kim', 'lee', 'old'],
    ['kim', 'lee', 'old'],
  ]);
});

it('goes by the login, in whatever case, where the history has no id', async () => {
  await unnamed('Old', 'lee');
  expect(await people()).toEqual([['kim'], ['kim']]);
});
