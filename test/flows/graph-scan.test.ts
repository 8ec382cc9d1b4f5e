import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { QueryRunner } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import { createPostgresGraph } from '../../src/graph/postgres/create-postgres-graph.js';
import type { KnowledgeGraph } from '../../src/graph/knowledge-graph.js';
import { envelope } from '../../src/sandbox/envelope.js';
import { importHistory } from '../../src/sandbox/demo-repository/import-history.js';
import type { Repository } from '../../src/sandbox/types.js';
import type { Barrier } from '../../src/test-switches.js';
import { forgetRepository } from '../../src/workflows/scans/forget-repository.js';
import { listScans } from '../../src/workflows/scans/list-scans.js';
import { requestScans } from '../../src/workflows/scans/request-scans.js';
import { buildFlow, type Flow } from './flow-stage.js';
import { makePassingFolder } from '../passing-folder.js';

let flow: Flow;
let graph: KnowledgeGraph;
let folder: string;
let atBarrier: (barrier: Barrier) => void = () => undefined;

beforeAll(async () => {
  folder = makePassingFolder('nectr-scan-');
  flow = await buildFlow({ reached: (barrier) => atBarrier(barrier), timings: { backfill: 300, scanProgress: 0 } });
  graph = createPostgresGraph(flow.source);
});
afterEach(() => {
  atBarrier = () => undefined;
  flow.sandbox.state.faults.clear();
});
afterAll(async () => {
  await flow.close();
  rmSync(folder, { recursive: true, force: true });
});

interface ScanRow {
  kind: string;
  reason: string;
  status: string;
  sha: string | null;
  filesRead: number;
  error: string | null;
}

/** A repository of `count` files at paths that say their number; its installation is `of`, or the flow's. */
async function addRepository(name: string, count: number, of = flow.installation): Promise<Repository> {
  const files = Array.from({ length: count }, (_, at) => {
    const text = `export const n = ${at};\n`;
    return `M 100644 inline src/part-${at % 10}/f-${at}.ts\ndata ${text.length}\n${text}\n`;
  });
  const head =
    'commit refs/heads/main\nauthor T <t@example.invalid> 0 +0000\ncommitter T <t@example.invalid> 0 +0000\n';
  await importHistory(join(folder, name), `${head}data 5\nfirst\n${files.join('')}\ndone\n`);
  return flow.sandbox.addRepository({ installationId: of.id, name, folder: join(folder, name) });
}

function git({ folder: at }: Repository, ...args: string[]): string {
  return execFileSync('git', ['-C', at, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** A commit on `parent` with these changes; null removes a file. Becomes the head of main. */
function commit(repository: Repository, parent: string, files: Readonly<Record<string, string | null>>): string {
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, `index-${repository.name}`) };
  const run = (args: string[], input = '') =>
    execFileSync('git', ['-C', repository.folder, ...args], { env, input, encoding: 'utf8' }).trim();
  run(['read-tree', parent]);
  for (const [path, text] of Object.entries(files)) {
    if (text === null) run(['update-index', '--index-info'], `0 ${'0'.repeat(40)}\t${path}\n`);
    else run(['update-index', '--add', '--cacheinfo', `100644,${run(['hash-object', '-w', '--stdin'], text)},${path}`]);
  }
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  const sha = run([...who, 'commit-tree', run(['write-tree']), '-p', parent, '-m', 'more']);
  run(['update-ref', 'refs/heads/main', sha]);
  return sha;
}

function push(repository: Repository, sha: string): Promise<unknown> {
  return flow.sandbox.deliver('push', {
    ref: 'refs/heads/main',
    after: sha,
    commits: [],
    ...envelope(flow.sandbox.state, repository, 'dora'),
  });
}

function scansOf(repository: Repository): Promise<ScanRow[]> {
  return flow.source.query(
    `SELECT s.kind, s.reason, s.status, s.sha, s.files_read AS "filesRead", s.error_message AS error
       FROM scans s JOIN repositories r ON r.id = s.repository_id
      WHERE r.github_repo_id = $1 AND s.kind <> 'history' ORDER BY s.id`,
    [repository.id],
  );
}

/** Waits until a repository has `count` scans and all of them ended. */
async function untilScanned(repository: Repository, count = 1): Promise<ScanRow[]> {
  let scans: ScanRow[] = [];
  await expect
    .poll(
      async () => {
        scans = await scansOf(repository);
        return scans.filter(({ status }) => status !== 'pending' && status !== 'running').length;
      },
      { timeout: 120_000, interval: 30, message: `${repository.name} has no ${count} ended scans` },
    )
    .toBe(count);
  return scans;
}

/** Our ids of a repository. */
async function idsOf(repository: Repository) {
  const rows: { repositoryId: number; installationId: number; scanned: boolean }[] = await flow.source.query(
    `SELECT id AS "repositoryId", installation_id AS "installationId", scanned_at IS NOT NULL AS scanned
       FROM repositories WHERE github_repo_id = $1`,
    [repository.id],
  );
  const [ids] = rows;
  if (!ids) throw new Error(`${repository.name} is not known`);
  return { ...ids, githubRepoId: repository.id, key: { installationId: ids.installationId, repoId: repository.id } };
}

/** What readers see: the living paths. */
async function livingPaths(repository: Repository): Promise<string[]> {
  const rows: { path: string }[] = await flow.source.query(
    `SELECT f.path FROM graph_files f JOIN graph_repositories r USING (installation_id, repo_id)
       JOIN graph_contains c ON (c.installation_id, c.repo_id, c.scan, c.path) = (f.installation_id, f.repo_id, r.scan, f.path)
      WHERE f.repo_id = $1 AND f.deleted_at IS NULL ORDER BY f.path COLLATE "C"`,
    [repository.id],
  );
  return rows.map(({ path }) => path);
}

/** What is older goes when the new one is shown. */
const versionsOf = (repository: Repository): Promise<unknown[]> =>
  flow.source.query('SELECT DISTINCT scan FROM graph_contains WHERE repo_id = $1', [repository.id]);

const pathsAt = (repository: Repository, sha: string) =>
  git(repository, 'ls-tree', '-r', '--name-only', sha).split('\n').toSorted();

/** Rows of all tables of the graph that belong to a repository, or to an installation of ours. */
async function rowsLeft(column: 'repo_id' | 'installation_id', id: number): Promise<number> {
  const tables: { name: string }[] = await flow.source.query(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_name LIKE 'graph\\_%' AND column_name = $1`,
    [column],
  );
  let rows = 0;
  for (const { name } of tables) {
    const [{ count } = { count: 0 }]: { count: number }[] = await flow.source.query(
      `SELECT count(*)::int AS count FROM ${name} WHERE ${column} = $1`,
      [id],
    );
    rows += count;
  }
  return rows;
}

/** Runs `work` with a transaction of a connection of its own, which ends without a trace. */
async function besideATransaction(work: (runner: QueryRunner) => Promise<void>): Promise<void> {
  const lock = await createDataSource({
    scope: 'system',
    url: flow.url,
    poolSize: 1,
    applicationName: 'lock',
  }).initialize();
  const runner = lock.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await work(runner);
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
    await lock.destroy();
  }
}

/** Holds a scan with several pieces, which `start` begins, between two of them until `meanwhile` has ended. */
async function heldInTheMiddle(start: () => Promise<unknown>, meanwhile: () => Promise<unknown>): Promise<void> {
  await besideATransaction(async (runner) => {
    await new Promise<void>((resolve, reject) => {
      atBarrier = (barrier) => {
        if (barrier !== 'mid-scan') return;
        atBarrier = () => undefined;
        void runner.query('LOCK TABLE graph_contains, graph_repositories IN SHARE MODE').then(() => resolve(), reject);
      };
      start().catch(reject);
    });
    await meanwhile();
  });
}

/**
 * As `heldInTheMiddle`, of a known repository: a row that the scan will write stands in a transaction that is under
 * way.
 */
async function heldAtARow(repository: Repository, start: () => Promise<unknown>, meanwhile: () => Promise<unknown>) {
  await besideATransaction(async (runner) => {
    // Other rows of scans may come before the one that is started.
    await runner.query(
      `INSERT INTO graph_contains (installation_id, repo_id, scan, path)
        SELECT r.installation_id, r.github_repo_id, (SELECT max(id) FROM scans) + ahead, $2
          FROM repositories r, generate_series(1, 20) AS ahead WHERE r.github_repo_id = $1`,
      [repository.id, pathsAt(repository, 'main').at(-1)],
    );
    await start();
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'`;
    await expect.poll(() => flow.source.query(waiting), { timeout: 90_000 }).toHaveLength(1);
    await meanwhile();
  });
}

async function untilCancelled(repository: Repository): Promise<void> {
  await expect
    .poll(async () => (await scansOf(repository)).map(({ status }) => status), { timeout: 90_000 })
    .toEqual(['cancelled']);
}

describe('a repository that the App is given', () => {
  it('is scanned, and what a push changes follows alone', async () => {
    const repository = await addRepository('shop', 30);
    const first = git(repository, 'rev-parse', 'main');
    await sendRepository(flow.sandbox, 'added', repository);
    expect(await untilScanned(repository)).toEqual([
      { kind: 'full', reason: 'installed', status: 'completed', sha: first, filesRead: 30, error: null },
    ]);
    const { key, scanned } = await idsOf(repository);
    expect(scanned).toBe(true);
    expect(await livingPaths(repository)).toEqual(pathsAt(repository, first));
    expect(await graph.files(key, ['src/part-1/f-1.ts'])).toMatchObject([
      {
        extension: 'ts',
        language: 'typescript',
        size: 20,
        lines: 1,
        isTest: false,
        isGenerated: false,
        deletedAt: null,
      },
    ]);

    const untouched = () =>
      flow.source.query(
        'SELECT path, xmin::text FROM graph_files WHERE repo_id = $1 AND path = ANY ($2) ORDER BY path',
        [repository.id, ['src/part-1/f-1.ts', 'src/part-2/f-2.ts']],
      );
    const before = await untouched();
    const text = git(repository, 'show', 'main:src/part-9/f-9.ts');
    const second = commit(repository, first, {
      'src/part-0/f-0.ts': 'one\ntwo\n',
      'src/part-3/f-3.ts': null,
      'src/part-9/f-9.ts': null,
      'src/moved/f-9.ts': `${text}\n`,
      'test/new.test.ts': 'x',
    });
    await push(repository, second);
    expect((await untilScanned(repository, 2)).at(-1)).toEqual({
      kind: 'push',
      reason: 'push',
      status: 'completed',
      sha: second,
      filesRead: 3,
      error: null,
    });
    expect(await livingPaths(repository)).toEqual(pathsAt(repository, second));
    expect(await untouched()).toEqual(before);
    const asked = ['src/part-0/f-0.ts', 'src/part-3/f-3.ts', 'test/new.test.ts'];
    expect(await graph.files(key, asked)).toMatchObject([
      { path: 'src/part-0/f-0.ts', lines: 2, deletedAt: null },
      { path: 'src/part-3/f-3.ts', deletedAt: expect.any(Date) },
      { path: 'test/new.test.ts', lines: 1, isTest: true, deletedAt: null },
    ]);
    expect(
      await flow.source.query('SELECT from_path, to_path FROM graph_renamed_to WHERE repo_id = $1', [repository.id]),
    ).toEqual([{ from_path: 'src/part-9/f-9.ts', to_path: 'src/moved/f-9.ts' }]);
    expect((await graph.repository(key))?.scannedSha).toBe(second);
  });

  it('is read as a whole after a forced push, and keeps what was deleted', async () => {
    const repository = await addRepository('forced', 12);
    const first = git(repository, 'rev-parse', 'main');
    const second = commit(repository, first, { 'src/part-0/f-0.ts': null });
    await sendRepository(flow.sandbox, 'added', repository);
    await untilScanned(repository);
    git(repository, 'update-ref', 'refs/heads/main', first);
    const other = commit(repository, first, { 'src/part-1/f-1.ts': null });
    await push(repository, other);
    const scans = await untilScanned(repository, 2);
    expect(scans.map(({ kind, sha }) => [kind, sha])).toEqual([
      ['full', second],
      ['full', other],
    ]);
    expect(await livingPaths(repository)).toEqual(pathsAt(repository, other));
    const { key } = await idsOf(repository);
    expect(await graph.files(key, ['src/part-1/f-1.ts'])).toMatchObject([{ deletedAt: expect.any(Date) }]);
    await expect.poll(() => versionsOf(repository)).toHaveLength(1);
  });

  it('is read as a whole where .gitattributes changed, or readers see another commit than GitHub compared with', async () => {
    const repository = await addRepository('attributes', 4);
    const first = git(repository, 'rev-parse', 'main');
    await sendRepository(flow.sandbox, 'added', repository);
    await untilScanned(repository);
    const second = commit(repository, first, { '.gitattributes': 'src/part-1/** linguist-generated\n' });
    await push(repository, second);
    expect((await untilScanned(repository, 2)).at(-1)).toMatchObject({
      kind: 'full',
      status: 'completed',
      sha: second,
    });
    const { key } = await idsOf(repository);
    expect(await graph.files(key, ['src/part-1/f-1.ts'])).toMatchObject([{ isGenerated: true }]);

    const third = commit(repository, second, { 'src/part-2/f-2.ts': null });
    const compared = /\/repos\/acme\/attributes\/compare\//;
    flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 1500, match: { path: compared }, times: 1 });
    await push(repository, third);
    await expect.poll(() => flow.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    // As an operator does who restores the graph of the day before.
    await flow.source.query('UPDATE graph_repositories SET scanned_sha = $2 WHERE repo_id = $1', [
      repository.id,
      first,
    ]);
    expect((await untilScanned(repository, 3)).at(-1)).toMatchObject({ kind: 'full', status: 'completed', sha: third });
    expect(await livingPaths(repository)).toEqual(pathsAt(repository, third));
  });

  it('is read as a whole where a change says where the imports of other files lead', async () => {
    const repository = await addRepository('aliases', 2);
    await sendRepository(flow.sandbox, 'added', repository);
    await untilScanned(repository);
    let head = git(repository, 'rev-parse', 'main');
    const kinds: string[] = [];
    for (const [path, text] of [
      ['packages/a/package.json', '{ "name": "a" }\n'],
      ['packages/a/package.json', '{ "name": "a", "dependencies": { "b": "1.0.0" } }\n'],
      ['tsconfig.json', '{}\n'],
    ] as const) {
      head = commit(repository, head, { [path]: text });
      await push(repository, head);
      kinds.push((await untilScanned(repository, kinds.length + 2)).at(-1)?.kind ?? '');
    }
    expect(kinds).toEqual(['full', 'push', 'full']);
  });

  it('without a commit is scanned as empty, and whole once something is pushed', async () => {
    const repository = await addRepository('empty', 1);
    const sha = git(repository, 'rev-parse', 'main');
    git(repository, 'update-ref', '-d', 'refs/heads/main');
    await sendRepository(flow.sandbox, 'added', repository);
    expect(await untilScanned(repository)).toMatchObject([{ status: 'completed', sha: null }]);
    git(repository, 'update-ref', 'refs/heads/main', sha);
    await push(repository, sha);
    expect((await untilScanned(repository, 2)).at(-1)).toMatchObject({ kind: 'full', status: 'completed', sha });
    expect(await livingPaths(repository)).toEqual(pathsAt(repository, sha));
  });

  it('whose archive is too large is known by the names of its files', async () => {
    const repository = await addRepository('large', 2);
    // It unpacks to far more than 200 times its size.
    const sha = commit(repository, git(repository, 'rev-parse', 'main'), { 'data/rows.txt': '0'.repeat(24_000_000) });
    flow.sandbox.state.mostTreeEntries = 3;
    await sendRepository(flow.sandbox, 'added', repository);
    expect(await untilScanned(repository)).toMatchObject([{ kind: 'full', status: 'completed', sha }]);
    flow.sandbox.state.mostTreeEntries = 100_000;
    expect(await livingPaths(repository)).toEqual(pathsAt(repository, sha));
    const [scan]: { details: { left_out: unknown } }[] = await flow.source.query(
      `SELECT s.details FROM scans s JOIN repositories r ON r.id = s.repository_id WHERE r.github_repo_id = $1 AND s.kind = 'full'`,
      [repository.id],
    );
    expect(scan?.details.left_out).toMatchObject([
      { reason: expect.stringContaining('too large'), files: expect.any(Number) },
    ]);
  });

  it('that GitHub does not have any more fails with a reason that says so', async () => {
    const repository = await addRepository('gone', 1);
    flow.sandbox.state.faults.add({ kind: 'status', status: 404, match: { path: /\/repos\/acme\/gone$/ }, times: 1 });
    await sendRepository(flow.sandbox, 'added', repository);
    expect(await untilScanned(repository)).toMatchObject([
      { status: 'failed', error: 'acme/gone is not on GitHub any more, or the App may not read it' },
    ]);
    expect(await idsOf(repository)).toMatchObject({ scanned: false });
  });

  it('is tried again while GitHub gives no answer, and waits for its limit', async () => {
    const repository = await addRepository('shaky', 3);
    const path = /\/repos\/acme\/shaky\/tarball/;
    flow.sandbox.state.faults.add({ kind: 'status', status: 502, match: { path }, times: 3 });
    flow.sandbox.state.faults.add({ kind: 'secondary-limit', retryAfter: 1, match: { path }, times: 1 });
    await sendRepository(flow.sandbox, 'added', repository);
    expect(await untilScanned(repository)).toMatchObject([{ status: 'completed', filesRead: 3 }]);
    expect(flow.sandbox.state.faults.pending()).toBe(0);
  });
});

describe('a repository of another name', () => {
  it('keeps its graph under the new one', async () => {
    const repository = await addRepository('old-name', 2);
    await sendRepository(flow.sandbox, 'added', repository);
    await untilScanned(repository);
    repository.name = 'new-name';
    await flow.sandbox.deliver('repository', {
      action: 'renamed',
      changes: { repository: { name: { from: 'old-name' } } },
      ...envelope(flow.sandbox.state, repository, 'acme'),
    });
    expect((await untilScanned(repository, 2)).at(-1)).toMatchObject({ reason: 'renamed', status: 'completed' });
    const { key } = await idsOf(repository);
    expect(await graph.repository(key)).toMatchObject({ fullName: 'acme/new-name' });
    expect(await livingPaths(repository)).toHaveLength(2);
  });

  it('that went to another account leaves nothing with the old one', async () => {
    const repository = await addRepository('moving', 2);
    await sendRepository(flow.sandbox, 'added', repository);
    await untilScanned(repository);
    const other = await flow.sandbox.install({ account: 'globex', deliver: true });
    const { key } = await idsOf(repository);
    repository.installationId = other.id;
    repository.owner = other.account;
    await flow.sandbox.deliver('repository', {
      action: 'transferred',
      ...envelope(flow.sandbox.state, repository, 'globex'),
    });
    await expect.poll(() => rowsLeft('repo_id', repository.id), { timeout: 90_000 }).toBe(0);
    expect(await graph.repository(key)).toBeNull();
  });
});

describe('G4: two scans of one repository', () => {
  it('come one after the other; a scan that is asked for replaces the one that runs', async () => {
    const repository = await addRepository('twice', 2500);
    const { state } = flow.sandbox;
    state.faults.add({ kind: 'delay', delayMs: 400, match: { path: /\/repos\/acme\/twice\/tarball/ }, times: 1 });
    await sendRepository(flow.sandbox, 'added', repository);
    await expect.poll(() => state.faults.pending(), { timeout: 90_000 }).toBe(0);
    const { repositoryId } = await idsOf(repository);
    const ask = () =>
      flow.source.transaction((manager) =>
        requestScans(manager, { repositoryIds: [repositoryId], kind: 'full', reason: 'rescan', replaces: true }),
      );
    await Promise.all([ask(), ask()]);
    const scans = await untilScanned(repository, 3);
    expect(scans.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'completed']);
    expect(await livingPaths(repository)).toHaveLength(2500);
    await expect.poll(() => versionsOf(repository)).toHaveLength(1);
  });

  it('a worker that ends half-way shows nothing of it, and the next one goes on', async () => {
    const repository = await addRepository('cut', 5000);
    await sendRepository(flow.sandbox, 'added', repository);
    await untilScanned(repository);
    const first = git(repository, 'rev-parse', 'main');
    const second = commit(repository, first, { 'src/part-0/f-0.ts': null, 'src/added.ts': 'x\n' });
    const { repositoryId, key } = await idsOf(repository);
    const rescan = () =>
      flow.source.transaction((manager) =>
        requestScans(manager, { repositoryIds: [repositoryId], kind: 'full', reason: 'rescan', replaces: true }),
      );
    let restarted: Promise<void> = Promise.resolve();
    await heldAtARow(repository, rescan, async () => {
      restarted = flow.restartWorker();
      await expect
        .poll(
          () =>
            flow.source.query(`SELECT 1 FROM dbos.workflow_status WHERE status = 'ENQUEUED' AND queue_name = 'scans'`),
          { timeout: 90_000 },
        )
        .toHaveLength(1);
      expect((await scansOf(repository)).at(-1)).toMatchObject({ status: 'running', sha: second });
      expect((await graph.repository(key))?.scannedSha).toBe(first);
      expect(await livingPaths(repository)).toEqual(pathsAt(repository, first));
    });
    await restarted;
    expect((await untilScanned(repository, 2)).at(-1)).toMatchObject({ status: 'completed', filesRead: 5000 });
    expect((await graph.repository(key))?.scannedSha).toBe(second);
    expect(await livingPaths(repository)).toEqual(pathsAt(repository, second));
  });

  it('a hundred pushes while one runs are one more', async () => {
    const repository = await addRepository('busy', 3);
    await sendRepository(flow.sandbox, 'added', repository);
    await untilScanned(repository);
    const { repositoryId } = await idsOf(repository);
    const { state } = flow.sandbox;
    state.faults.add({ kind: 'delay', delayMs: 1500, match: { path: /\/repos\/acme\/busy$/ }, times: 99 });
    const sha = commit(repository, git(repository, 'rev-parse', 'main'), { 'a.ts': 'a\n' });
    await besideATransaction(async (runner) => {
      await push(repository, sha);
      // It writes its row before it goes on.
      const running = `SELECT id FROM scans
                        WHERE repository_id = $1 AND status = 'running' AND kind <> 'history' FOR UPDATE`;
      await expect.poll(() => runner.query(running, [repositoryId]), { timeout: 90_000, interval: 10 }).toHaveLength(1);
      state.faults.clear();
      for (let time = 0; time < 100; time++) {
        await flow.source.transaction((manager) =>
          requestScans(manager, { repositoryIds: [repositoryId], kind: 'push', reason: 'push' }),
        );
      }
    });
    expect(await untilScanned(repository, 3)).toHaveLength(3);
    expect(await livingPaths(repository)).toHaveLength(4);
  });
});

describe('L4: what is taken away in the middle of a scan', () => {
  it('an installation: nothing is left of it', async () => {
    const installation = await flow.sandbox.install({ account: 'initech', deliver: true });
    const repository = await addRepository('leaving', 5000, installation);
    let ours = 0;
    await heldInTheMiddle(
      () => sendRepository(flow.sandbox, 'added', repository),
      async () => {
        ours = (await idsOf(repository)).installationId;
        await flow.sandbox.sendInstallation(installation, 'deleted');
        await untilCancelled(repository);
      },
    );
    await expect.poll(() => rowsLeft('installation_id', ours), { timeout: 90_000 }).toBe(0);
    await expect
      .poll(
        () =>
          flow.source.query(
            `SELECT status FROM dbos.workflow_status WHERE queue_name IN ('scans', 'purges') AND status IN ('ENQUEUED', 'PENDING')`,
          ),
        { timeout: 90_000 },
      )
      .toEqual([]);
    expect(await rowsLeft('installation_id', ours)).toBe(0);
  });

  it('a repository: nothing is left of it, and the others stay', async () => {
    const stays = await addRepository('stays', 2);
    await sendRepository(flow.sandbox, 'added', stays);
    await untilScanned(stays);
    const repository = await addRepository('removed', 5000);
    await heldInTheMiddle(
      () => sendRepository(flow.sandbox, 'added', repository),
      async () => {
        await sendRepository(flow.sandbox, 'removed', repository);
        await untilCancelled(repository);
      },
    );
    await expect.poll(() => rowsLeft('repo_id', repository.id), { timeout: 90_000 }).toBe(0);
    expect(await livingPaths(stays)).toHaveLength(2);
  });
});

describe('S22: the start of a worker', () => {
  it('scans what was never scanned or is in another store, and leaves what was forgotten', async () => {
    const [missed, forgotten, elsewhere] = [
      await addRepository('missed', 2),
      await addRepository('forgotten', 2),
      await addRepository('elsewhere', 2),
    ];
    for (const repository of [missed, forgotten, elsewhere]) {
      await sendRepository(flow.sandbox, 'added', repository);
      await untilScanned(repository);
    }
    await flow.source.query(
      `DELETE FROM scans USING repositories r WHERE r.id = scans.repository_id AND r.github_repo_id = $1`,
      [missed.id],
    );
    await flow.source.query('UPDATE repositories SET scanned_at = NULL WHERE github_repo_id = $1', [missed.id]);
    expect(await forgetRepository({ source: flow.source, graph }, await idsOf(forgotten))).toBeGreaterThan(0);
    await graph.purge((await idsOf(elsewhere)).key);

    await flow.restartWorker();
    expect(await untilScanned(missed)).toMatchObject([{ reason: 'backfill', status: 'completed' }]);
    expect((await untilScanned(elsewhere, 2)).at(-1)).toMatchObject({ reason: 'backfill', status: 'completed' });
    expect(await scansOf(forgotten)).toMatchObject([{ reason: 'installed' }, { reason: 'forgotten' }]);
    expect(await rowsLeft('repo_id', forgotten.id)).toBe(0);

    await push(forgotten, git(forgotten, 'rev-parse', 'main'));
    expect((await untilScanned(forgotten, 3)).at(-1)).toMatchObject({ kind: 'full', status: 'completed' });
    expect(await livingPaths(forgotten)).toHaveLength(2);
    // Its history is read after it.
    await expect
      .poll(() => listScans(flow.source, 'ACME/forgotten'), { timeout: 90_000 })
      .toMatchObject([{ fullName: 'acme/forgotten', underWay: [], last: { status: 'completed', reason: 'push' } }]);
  });
});
