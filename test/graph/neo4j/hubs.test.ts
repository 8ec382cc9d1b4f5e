import neo4j, { type ProfiledPlan } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromCypher, toCypher } from '../../../src/graph/neo4j/cypher-values.js';
import type { Parameters, Run } from '../../../src/graph/neo4j/open-store.js';
import { FILE, pullsOfFile } from '../../../src/graph/neo4j/queries/fragments.js';
import { importers } from '../../../src/graph/neo4j/queries/importers.js';
import { symbolEdges } from '../../../src/graph/neo4j/queries/symbol-edges.js';
import { tests } from '../../../src/graph/neo4j/queries/tests.js';
import type { Resolved } from '../../../src/graph/types.js';
import { testNeo4j } from '../../neo4j/test-neo4j.js';
import type { TestNeo4j } from '../../neo4j/start-neo4j.js';
import { batch, LONG_AGO, pull, touched } from '../contract/records.js';
import { openNeo4j } from './open-neo4j.js';

const served = await testNeo4j();
const TOUCHING = 3000;

if ('missing' in served) {
  it.skip(`hub nodes of a real Neo4j: ${served.missing}`, () => undefined);
} else {
  describeHubs(served);
}

function describeHubs(server: TestNeo4j): void {
  describe('a file that everybody changes', () => {
    let own: Awaited<ReturnType<typeof openNeo4j>>;
    const driver = neo4j.driver(server.uri, neo4j.auth.basic(server.username, server.password));
    const run = async (statement: string, parameters: Record<string, unknown> = {}) => {
      const session = driver.session({ database: server.database });
      const of = { installation_id: neo4j.int(own.tenants.mine), repo_id: neo4j.int(1), ...parameters };
      const result = await session.run(statement, of);
      await session.close();
      return result;
    };

    /** What is found, and how often Neo4j had to look at its store for that. */
    const profiled = async (ask: (read: Run) => Promise<Resolved[]>) => {
      let hits = 0;
      const found = await ask(async <Row>(statement: string, parameters: Parameters) => {
        const asked = Object.entries(parameters).map(([name, value]) => [name, toCypher(value)]);
        const { records, summary } = await run(`PROFILE ${statement}`, Object.fromEntries(asked));
        hits += summary.profile === false ? Infinity : hitsOf(summary.profile);
        return records.map((record) => fromCypher(record.toObject()) as Row);
      });
      return { found, hits };
    };

    beforeAll(async () => {
      own = await openNeo4j(server);
      await own.graph.upsertRepository({
        installationId: own.tenants.mine,
        repoId: 1,
        fullName: 'acme/hub',
        defaultBranch: 'main',
      });
      await run(
        `MERGE (f:File {installation_id: $installation_id, repo_id: $repo_id, path: 'CHANGELOG.md'})
         WITH f UNWIND range(1, $touching) AS number
         CREATE (:PullRequest {installation_id: $installation_id, repo_id: $repo_id, number: number})
           -[:TOUCHES {installation_id: $installation_id, repo_id: $repo_id, path: f.path, number: number}]->(f)`,
        { touching: neo4j.int(TOUCHING) },
      );
    });
    afterAll(async () => {
      await own.close();
      await driver.close();
    });

    it('is asked for no more of its pull requests than are wanted', async () => {
      const { records, summary } = await run(
        `PROFILE UNWIND ['CHANGELOG.md'] AS path MATCH ${FILE} CALL (f) { ${pullsOfFile('true')} RETURN p }
         RETURN collect(p.number) AS numbers`,
        { most: neo4j.int(10) },
      );
      expect(records[0]?.get('numbers')).toEqual(Array.from({ length: 10 }, (_, at) => neo4j.int(TOUCHING - at)));
      const hits = summary.profile === false ? Infinity : hitsOf(summary.profile);
      expect(hits).toBeLessThan(300);
    });

    it('is asked for no more of its callers, importers and tests than are wanted, the surest ones', async () => {
      const repository = { installationId: own.tenants.mine, repoId: 3 };
      const version = { ...repository, scan: 1 };
      const names = Array.from({ length: TOUCHING }, (_, at) => `src/${at}.ts`);
      const hub = { path: 'src/hub.ts', qualifiedName: 'run', kind: 'function' };
      // The few sure ones are the first that were written, which Neo4j gives last.
      const resolved = (at: number) =>
        at < 3 ? ({ tier: 'import', confidence: 0.9 } as const) : ({ tier: 'ambiguous', confidence: 0.3 } as const);
      await own.graph.upsertRepository({ ...repository, fullName: 'acme/called', defaultBranch: 'main' });
      await own.graph.writeScan(
        version,
        batch({
          imports: names.map((from, at) => ({ from, to: hub.path, ...resolved(at) })),
          edges: names.map((path, at) => ({
            type: 'CALLS',
            from: { path, qualifiedName: 'go', kind: 'function' },
            to: hub,
            line: 1,
            ...resolved(at),
          })),
          tests: names.map((testPath, at) => ({ symbol: hub, testPath, ...resolved(at) })),
        }),
      );
      await own.graph.finishScan(version, { sha: '1'.repeat(40), at: LONG_AGO });
      const asked = { type: 'CALLS', leastConfidence: 0.3, limit: 5 } as const;
      for (const [question, ask] of Object.entries({
        callers: (read: Run) => symbolEdges(read, repository, { ...asked, end: 'to', keys: [hub] }),
        importers: (read: Run) => importers(read, repository, { paths: [hub.path], limit: 5 }),
        tests: (read: Run) => tests(read, repository, { symbols: [hub], limit: 5 }),
      })) {
        const { found, hits } = await profiled(ask);
        const confidences = found.map(({ confidence }) => confidence);
        expect([question, ...confidences]).toEqual([question, 0.9, 0.9, 0.9, 0.3, 0.3]);
        expect([question, hits < 400]).toEqual([question, true]);
      }
    });

    it('is no way without an end where ten files were renamed to each other', async () => {
      const repository = { installationId: own.tenants.mine, repoId: 2 };
      const names = Array.from({ length: 10 }, (_, at) => `src/${at}.ts`);
      await own.graph.upsertRepository({ ...repository, fullName: 'acme/ring', defaultBranch: 'main' });
      await own.graph.indexPulls(repository, [
        ...names.flatMap((to, at) =>
          names.flatMap((renamedFrom, from) =>
            from === at ? [] : [pull(10 * at + from + 1, [], { files: [touched(to, renamedFrom)] })],
          ),
        ),
        ...[201, 202].map((number) => pull(number, ['src/0.ts', 'README.md'])),
      ]);
      const asked = { since: LONG_AGO, mostFiles: 30, leastShared: 2, limit: 5 };
      const from = performance.now();
      expect(await own.graph.historyOfFile(repository, { path: 'src/0.ts', limit: 5 })).toHaveLength(5);
      expect(await own.graph.coChanged(repository, { ...asked, paths: ['README.md'] })).toHaveLength(1);
      expect(performance.now() - from).toBeLessThan(5000);
    });
  });
}

function hitsOf({ dbHits, children }: ProfiledPlan): number {
  return children.reduce((sum, child) => sum + hitsOf(child), Number(dbHits));
}
