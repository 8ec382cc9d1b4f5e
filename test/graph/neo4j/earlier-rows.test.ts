import neo4j from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testNeo4j } from '../../neo4j/test-neo4j.js';
import type { TestNeo4j } from '../../neo4j/start-neo4j.js';
import { batch, edge, file, key, LONG_AGO, NOW, person, pull, symbol } from '../contract/records.js';
import { openNeo4j } from './open-neo4j.js';

const served = await testNeo4j();

if ('missing' in served) {
  it.skip(`earlier rows of a real Neo4j: ${served.missing}`, () => undefined);
} else {
  describeEarlierRows(served);
}

/** What a version of Nectr wrote that did not know what is kept for speed today. */
function describeEarlierRows(server: TestNeo4j): void {
  describe('rows without what was added later', () => {
    let own: Awaited<ReturnType<typeof openNeo4j>>;
    let repository: { installationId: number; repoId: number };
    const driver = neo4j.driver(server.uri, neo4j.auth.basic(server.username, server.password));

    beforeAll(async () => {
      own = await openNeo4j(server);
      repository = { installationId: own.tenants.mine, repoId: 1 };
      await own.graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
    });
    afterAll(async () => {
      await own.close();
      await driver.close();
    });

    const forget = async (statement: string) => {
      const session = driver.session({ database: server.database });
      const of = { installation_id: neo4j.int(repository.installationId), repo_id: neo4j.int(repository.repoId) };
      const { records } = await session.run(`${statement} RETURN count(*) AS rows`, of);
      await session.close();
      return Number(records[0]?.get('rows'));
    };

    it('answer as they did: pull requests without their lists, edges without their hub', async () => {
      const { graph } = own;
      const version = { ...repository, scan: 1 };
      const paths = ['src/a.ts', 'src/b.ts', 'src/é.ts', 'src/Z.ts'];
      const resolved = { tier: 'import', confidence: 0.9 } as const;
      await graph.writeScan(
        version,
        batch({
          files: paths.map((path) => file(path)),
          symbols: paths.map((path) => symbol(`${path}#run`)),
          imports: [{ from: 'src/a.ts', to: 'src/b.ts', ...resolved }],
          edges: [edge('src/a.ts#run', 'src/b.ts#run'), edge('src/Z.ts#run', 'src/b.ts#run')],
          tests: [{ symbol: key('src/b.ts#run'), testPath: 'test/b.test.ts', ...resolved }],
        }),
      );
      await graph.finishScan(version, { sha: '1'.repeat(40), at: NOW });
      const review = (login: string, id: number) => ({ developer: person(login, id), state: 'APPROVED', comments: 0 });
      await graph.indexPulls(repository, [
        pull(1, paths, { reviews: [review('kim', 502), review('lee', 503)] }),
        pull(2, ['src/b.ts', 'src/a.ts'], { reviews: [review('kim', 502)] }),
        pull(3, ['src/a.ts'], { state: 'open', mergedAt: null, reviews: [review('lee', 503)] }),
      ]);
      const asked = { paths: ['src/a.ts'], since: LONG_AGO, mostFiles: 9, leastShared: 1, limit: 9 };
      const to = [key('src/b.ts#run')];
      const answers = async () => ({
        together: await graph.coChanged(repository, asked),
        churn: await graph.churn(repository, asked),
        sets: await graph.changeSets(repository, { ...asked, except: 0, mostFiles: 3 }),
        reviewing: await graph.reviewing(repository, asked),
        callers: await graph.callers(repository, { to, type: 'CALLS', leastConfidence: 0.5, limit: 9 }),
        importers: await graph.importers(repository, { paths: ['src/b.ts'], limit: 9 }),
        tests: await graph.tests(repository, { symbols: to, limit: 9 }),
      });
      const before = await answers();
      expect(Object.entries(before).filter(([, answer]) => answer.length === 0)).toEqual([]);
      const pulls = `MATCH (p:PullRequest {installation_id: $installation_id, repo_id: $repo_id})
        WHERE p.paths IS NOT NULL AND p.reviewers IS NOT NULL
        REMOVE p.paths, p.path_additions, p.path_deletions, p.reviewers`;
      expect(await forget(pulls)).toBe(3);
      const edges = `MATCH ()-[e:CALLS|IMPORTS|TESTED_BY {installation_id: $installation_id, repo_id: $repo_id}]->()
        WHERE e.hub IS NOT NULL REMOVE e.hub`;
      expect(await forget(edges)).toBe(4);
      expect(await answers()).toEqual(before);
    });
  });
}
