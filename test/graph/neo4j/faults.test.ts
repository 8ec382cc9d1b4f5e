import neo4j from 'neo4j-driver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createNeo4jGraph } from '../../../src/graph/neo4j/create-neo4j-graph.js';
import { GraphUnavailableError } from '../../../src/graph/graph-unavailable-error.js';
import { inspectNeo4j } from '../../../src/graph/neo4j/inspect-neo4j.js';
import { defaultTimes, type Neo4jTimes } from '../../../src/graph/neo4j/neo4j-settings.js';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { RepositoryKey, ScanVersion } from '../../../src/graph/types.js';
import { startTcpProxy, type TcpProxy } from '../../database/tcp-proxy.js';
import { testNeo4j } from '../../neo4j/test-neo4j.js';
import type { TestNeo4j } from '../../neo4j/start-neo4j.js';
import { batch, file } from '../contract/records.js';
import { openNeo4j } from './open-neo4j.js';

/** What a review waits for at most, and what a busy machine adds to it. */
const IN_TIME_MS = defaultTimes.read + 1500;
/** The breaker opens and lets the next one try within the test. */
const TIMES: Neo4jTimes = { ...defaultTimes, breaker: { awayMs: 50, refusedMs: 50 } };

const served = await testNeo4j();

if ('missing' in served) {
  it.skip(`faults of a real Neo4j: ${served.missing}`, () => undefined);
} else {
  describeFaults(served);
}

function describeFaults(server: TestNeo4j): void {
  describe('Neo4j that is not well', () => {
    let proxy: TcpProxy;
    let own: Awaited<ReturnType<typeof openNeo4j>>;
    let repository: { installationId: number; repoId: number };
    const opened: KnowledgeGraph[] = [];
    const driver = neo4j.driver(server.uri, neo4j.auth.basic(server.username, server.password), {
      disableLosslessIntegers: true,
    });

    beforeAll(async () => {
      own = await openNeo4j(server);
      repository = { installationId: own.tenants.mine, repoId: 7_000_000_020 };
      await own.graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
      // Compiled once, so that a fault is all that takes time below.
      await own.graph.repository(repository);
      proxy = await startTcpProxy(server.uri);
    });
    afterEach(async () => {
      proxy.meet('well');
      proxy.delayAnswers(0);
      proxy.cut();
      for (const graph of opened.splice(0)) await graph.close();
    });
    afterAll(async () => {
      await proxy.close();
      await own.close();
      await driver.close();
    });

    const open = (changed: Partial<TestNeo4j> = {}, times = TIMES) => {
      const graph = createNeo4jGraph({ ...server, uri: proxy.url, maxNodes: null, ...changed }, times);
      opened.push(graph);
      return graph;
    };
    async function ask(statement: string, { installationId, repoId }: RepositoryKey, scan = 0): Promise<object[]> {
      const session = driver.session({ database: server.database });
      const integers = {
        installation_id: neo4j.int(installationId),
        repo_id: neo4j.int(repoId),
        scan: neo4j.int(scan),
      };
      const { records } = await session.run(statement, integers);
      await session.close();
      return records.map((record) => record.toObject());
    }
    /** Whatever readers see. */
    async function filesOf(version: ScanVersion): Promise<number> {
      const statement = `MATCH (:Repository {installation_id: $installation_id, repo_id: $repo_id})
        -[edge:CONTAINS {scan: $scan}]->() RETURN count(edge) AS files`;
      const [row] = (await ask(statement, version, version.scan)) as { files: number }[];
      return row?.files ?? 0;
    }
    const known = (graph: KnowledgeGraph) => graph.repository(repository);
    const isWell = (graph: KnowledgeGraph) =>
      expect
        .poll(() => known(graph).catch(() => null), { timeout: 30_000, interval: 100 })
        .toMatchObject({ fullName: 'acme/shop' });

    /** Fails in time with the one error that callers go on without. */
    async function failsInTime(work: () => Promise<unknown>): Promise<unknown> {
      const start = performance.now();
      const error = await work().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(GraphUnavailableError);
      expect(performance.now() - start).toBeLessThan(IN_TIME_MS);
      return error;
    }

    it('away at start: each call fails in time, and the first one after it is back works', async () => {
      proxy.meet('closed');
      const graph = open();
      await failsInTime(() => graph.prepare());
      await failsInTime(() => known(graph));
      proxy.meet('well');
      await isWell(graph);
      await graph.prepare();
    });

    it.each(['silence', 'freeze', 'slow'] as const)(
      'gives no answer (%s): in time, and then works again',
      async (fault) => {
        const graph = open();
        await isWell(graph);
        if (fault === 'slow') proxy.delayAnswers(60_000);
        else {
          proxy.freeze();
          if (fault === 'silence') proxy.meet('silence');
        }
        await failsInTime(() => known(graph));
        proxy.delayAnswers(0);
        proxy.meet('well');
        await isWell(graph);
      },
    );

    it('asks a store that is silent once, however many ask', async () => {
      const graph = open({}, defaultTimes);
      await isWell(graph);
      proxy.freeze();
      proxy.meet('silence');
      const start = performance.now();
      for (let turn = 0; turn < 10; turn++) await failsInTime(() => known(graph));
      expect(performance.now() - start).toBeLessThan(IN_TIME_MS);
    });

    it('started anew: dead connections are no reason to fail', async () => {
      const graph = open();
      await isWell(graph);
      proxy.cut();
      expect(await known(graph)).toMatchObject({ fullName: 'acme/shop' });
    });

    it('goes away in the midst of a write: what is written again is there once', async () => {
      const graph = open();
      await isWell(graph);
      const version = { ...repository, scan: 1 };
      const files = Array.from({ length: 6000 }, (_, at) => file(`src/${at}.ts`));
      let isWriting = true;
      const writing = graph
        .writeScan(version, batch({ files }))
        .catch(() => undefined)
        .finally(() => (isWriting = false));
      await expect.poll(() => filesOf(version), { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
      expect([isWriting, (await filesOf(version)) < files.length]).toEqual([true, true]);
      proxy.cut();
      await writing;
      await own.graph.writeScan(version, batch({ files }));
      await own.graph.finishScan(version, { sha: '1'.repeat(40), at: new Date() });
      expect((await own.graph.counts(repository)).files).toBe(6000);
    });

    it('ends the purge of a repository whose purge died, before it is made anew', async () => {
      const gone = { ...repository, repoId: 7_000_000_021 };
      const make = () => own.graph.upsertRepository({ ...gone, fullName: 'acme/gone', defaultBranch: 'main' });
      const files = Array.from({ length: 30 }, (_, at) => file(`src/${at}.ts`));
      await make();
      await own.graph.writeScan({ ...gone, scan: 1 }, batch({ files }));
      // As far as a process comes that dies right after its first transaction.
      await ask(
        `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
        SET r:PurgedRepository REMOVE r:Repository`,
        gone,
      );
      await expect(own.graph.writeScan({ ...gone, scan: 1 }, batch({ files }))).rejects.toMatchObject({
        refusal: 'purged',
      });
      await make();
      const left = `MATCH (n {installation_id: $installation_id, repo_id: $repo_id}) RETURN count(n) AS nodes`;
      expect(await ask(left, gone)).toEqual([{ nodes: 1 }]);
      expect(await own.graph.repository(gone)).toMatchObject({ fullName: 'acme/gone', scan: null });
    });

    it('tells a wrong password from a wrong database from a server that is away', async () => {
      const settings = { ...server, maxNodes: null };
      await expect(inspectNeo4j({ ...settings, password: 'not-this-one' }, TIMES)).rejects.toThrow('NEO4J_PASSWORD');
      await expect(inspectNeo4j({ ...settings, database: 'elsewhere' }, TIMES)).rejects.toThrow('NEO4J_DATABASE');
      await expect(inspectNeo4j({ ...settings, uri: 'bolt://127.0.0.1:1' }, TIMES)).rejects.toThrow('NEO4J_URI');
      expect(await inspectNeo4j(settings, { ...TIMES, read: 30_000 })).toMatchObject({
        version: expect.stringMatching(/^5\./),
        edition: 'community',
        missing: 0,
        relationships: expect.any(Number),
      });
    });
  });
}
