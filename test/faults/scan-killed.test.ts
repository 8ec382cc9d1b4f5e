import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import type { Barrier } from '../../src/test-switches.js';
import { requestScans } from '../../src/workflows/scans/request-scans.js';
import { buildStage, hasty, type Stage } from '../e2e/stage.js';

const DEADLINE = { timeout: 100_000, interval: 50 };
let stage: Stage;

beforeAll(async () => {
  stage = await buildStage();
});
afterAll(() => stage.close());

const rows = <T>(sql: string): Promise<T[]> => stage.source.query(sql);

/** What readers see of the code: every symbol and every edge, without the number of its scan. */
async function visible(): Promise<string[]> {
  const of = (table: string, text: string) =>
    `SELECT '${table} ' || ${text} AS line FROM graph_${table} t JOIN graph_repositories r USING (installation_id, repo_id, scan)`;
  const edge = `concat_ws(' ', from_path, from_name, to_path, to_name, tier, line)`;
  const found = await rows<{ line: string }>(
    [
      of('contains', 'path'),
      of('symbols', `concat_ws(' ', path, qualified_name, kind, contract_hash)`),
      of('imports', `concat_ws(' ', from_path, to_path)`),
      of('tested_by', `concat_ws(' ', path, qualified_name, test_path)`),
      ...['calls', 'uses_type', 'inherits'].map((table) => of(table, edge)),
    ].join(' UNION ALL '),
  );
  return found.map(({ line }) => line).toSorted();
}

/** A commit on main with one more file; nobody is told. */
function addFile(path: string, text: string): void {
  const at = stage.demo.folder;
  const env = { ...process.env, GIT_INDEX_FILE: join(at, 'index-of-test') };
  const git = (args: string[], input = '') =>
    execFileSync('git', ['-C', at, ...args], { env, input, encoding: 'utf8' }).trim();
  git(['read-tree', 'main']);
  git(['update-index', '--add', '--cacheinfo', `100644,${git(['hash-object', '-w', '--stdin'], text)},${path}`]);
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  git(['update-ref', 'refs/heads/main', git([...who, 'commit-tree', git(['write-tree']), '-p', 'main', '-m', 'more'])]);
}

const scans = async () =>
  (await rows<{ status: string }>(`SELECT status FROM scans WHERE kind = 'full' ORDER BY id`)).map(
    ({ status }) => status,
  );

describe('kill -9 in the middle of a scan', () => {
  it.each<Barrier>(['mid-scan', 'mid-symbols', 'mid-edges'])(
    'at %s: readers see what was there before, until another worker has read all of it',
    async (barrier) => {
      const before = await visible();
      const ended = (await scans()).length;
      addFile(
        `src/${barrier}.ts`,
        `import { formatCents } from './money.js';\nexport const text = () => formatCents(1);\n`,
      );
      const doomed = await stage.startWorker({ barrier, timings: hasty });
      if (ended === 0) await sendRepository(stage.sandbox, 'added', stage.repository);
      else {
        const [{ id } = { id: 0 }] = await rows<{ id: number }>('SELECT id FROM repositories');
        await requestScans(stage.source.manager, { repositoryIds: [id], kind: 'full', reason: 'rescan' });
      }
      expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
      expect(await visible()).toEqual(before);
      expect((await scans()).at(-1)).toBe('running');
      const worker = await stage.startWorker({ timings: hasty });
      await expect.poll(scans, DEADLINE).toEqual(Array.from({ length: ended + 1 }, () => 'completed'));
      const after = await visible();
      expect(after).toEqual(expect.arrayContaining(before));
      expect(after).toContain(`calls src/${barrier}.ts text src/money.ts formatCents import 2`);
      const left = 'SELECT DISTINCT scan FROM graph_symbols UNION SELECT DISTINCT scan FROM graph_calls';
      await expect.poll(async () => (await rows(left)).length, DEADLINE).toBe(1);
      await worker.stop();
    },
  );
});
