import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ReviewReport } from '../../src/commands/review/review-report.js';
import { localRepository, type LocalRepository } from '../checkout/local-repository.js';
import { makePassingFolder } from '../passing-folder.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
const LARGE = `${'x'.repeat(99)}\n`.repeat(25_000);

/**
 * In a thread of the analyzers: it ends in the middle of this file, as by a fault of a parser that no one can catch.
 */
const DIES = `
  import { isMainThread, parentPort } from 'node:worker_threads';
  if (!isMainThread) parentPort.on('message', (request) => {
    if (request.kind === 'file' && request.file.path === 'src/dies.ts') process.exit(1);
  });
`;

let repo: LocalRepository;
let temporary: string;

beforeAll(() => {
  temporary = makePassingFolder('nectr-unread-cli-');
  writeFileSync(join(temporary, 'dies.mjs'), DIES);
  repo = localRepository();
  repo.commit('Start', { 'a.txt': 'a\n', '.github/nectr.yml': 'rules:\n  tests/missing: off\n' });
  branch('large', { 'src/large.ts': LARGE, 'src/fine.ts': 'export const fine = 1;\n' });
  branch('dying', {
    'src/dies.ts': 'export const dies = 1;\n',
    'src/fine.ts': `import { exec } from 'node:child_process';\nexport const run = (req: Request) => exec('ls ' + req.query.dir);\n`,
  });
});
afterAll(() => {
  repo.remove();
  rmSync(temporary, { recursive: true, force: true });
});

function branch(name: string, files: Record<string, string>): void {
  repo.git('checkout', '--quiet', '-b', name, 'main');
  repo.commit(name, files);
}

async function review(range: string, args: string[] = [], execArgv: string[] = []) {
  const child = spawn(process.execPath, [...execArgv, CLI, 'review', range, '--format', 'json', ...args], {
    cwd: repo.folder,
    env: { PATH: process.env['PATH'], TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code: code as number, report: ReviewReport.parse(JSON.parse(stdout)) };
}

it('ends with 2 where nothing was found, but a file that had to be read was not; never fails if it may not', async () => {
  const { code, report } = await review('main..large');
  expect(code).toBe(2);
  expect(report.findings).toEqual([]);
  expect(report.coverage.read).toEqual(['src/fine.ts']);
  expect(report.coverage.unread.map(({ path }) => path)).toEqual(['src/large.ts']);
  expect((await review('main..large', ['--fail-on', 'never'])).code).toBe(0);
});

it('names the file in the middle of which an analyzer thread died, and reads the others', async () => {
  const dying = await review('main..dying', [], ['--import', pathToFileURL(join(temporary, 'dies.mjs')).href]);
  expect(dying.report.coverage.unread).toEqual([{ path: 'src/dies.ts', reason: 'The analyzer thread ended' }]);
  expect(dying.report.coverage.read).toEqual(['src/fine.ts']);
  expect(dying.report.findings.map(({ rule, path }) => [rule, path])).toEqual([
    ['js/command-injection', 'src/fine.ts'],
  ]);
  expect(dying.code).toBe(1);
  expect((await review('main..dying')).report.coverage.unread).toEqual([]);
});

it('names the file whose contents the clone has lost, and reads the others, by the defaults where settings are lost', async () => {
  branch('lost', { 'src/lost.ts': 'export const lost = 1;\n', 'src/near.ts': 'export const near = 1;\n' });
  repo.lose('lost', 'src/lost.ts');
  const lost = { path: 'src/lost.ts', reason: 'its contents are not in this clone' };
  const { code, report } = await review('main..lost');
  expect(report.coverage).toMatchObject({ read: ['src/near.ts'], unread: [lost] });
  expect(code).toBe(2);
  expect(report.notices).toEqual([]);
  repo.lose('main', '.github/nectr.yml');
  const again = (await review('main..lost')).report;
  expect(again.coverage).toMatchObject({ read: ['src/near.ts'], unread: [lost] });
  expect(again.notices).toEqual([
    '.github/nectr.yml cannot be read: its contents are not in this clone, so the defaults hold',
  ]);
});
