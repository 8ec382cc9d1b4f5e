import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ReplayReport } from '../../src/commands/replay/replay-report.js';
import { localRepository, type LocalRepository } from '../checkout/local-repository.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
let repo: LocalRepository;
beforeEach(() => {
  repo = localRepository();
});
afterEach(() => repo.remove());

async function nectr(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env['PATH'] };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [CLI, ...args], { cwd: repo.folder, env })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

function merge(name: string, files: Record<string, string>): void {
  repo.git('checkout', '--quiet', '-b', name, 'main');
  repo.commit(`Work on ${name}`, files);
  repo.git('checkout', '--quiet', 'main');
  repo.git('merge', '--quiet', '--no-ff', '-m', `Merge pull request #1 from acme/${name}\n\nAdd ${name}`, name);
}

const run = (name: string, call: string) =>
  `import { exec, execFile } from 'node:child_process';\nexport function ${name}(req: Request) {\n  const started = Date.now();\n  ${call}\n  return started;\n}\n`;

it('tells of each merged change what would have been said, and what became of those lines and of others', async () => {
  repo.commit('Start', { 'README.md': 'start\n' });
  merge('fixed', { 'src/fixed.ts': run('fixed', "exec('ls ' + req.query.dir);") });
  merge('kept', { 'src/kept.ts': run('kept', "exec('cat ' + req.query.dir);") });
  merge('the-fix', { 'src/fixed.ts': run('fixed', "execFile('ls', [req.query.dir]);") });
  const { code, stdout, stderr } = await nectr('replay', '--last', '3', '--format', 'json');
  expect(code).toBe(0);
  const report = ReplayReport.parse(JSON.parse(stdout));
  expect(
    report.changes.map(({ title, findings }) => [title, findings.map(({ rule, path, fate }) => [rule, path, fate])]),
  ).toEqual([
    ['Add the-fix', []],
    ['Add kept', [['js/command-injection', 'src/kept.ts', 'kept']]],
    ['Add fixed', [['js/command-injection', 'src/fixed.ts', 'changed']]],
  ]);
  expect(report.changes[2]?.findings[0]?.changedIn).toBe(repo.git('rev-parse', 'main'));
  expect(report.total).toMatchObject({
    changes: 3,
    notReviewed: 0,
    findings: 2,
    laterChanged: { count: 1, n: 2, share: 0.5 },
  });
  expect(report.total.commentsPerChange).toBeCloseTo(2 / 3);
  // Both files have four other added lines that say something; none of them was changed.
  expect(report.total.baseRate).toMatchObject({ count: 0, n: 8 });
  expect(stderr).toMatch(/^3\/3 · \d+\.\d s$/m);
  expect(
    (await nectr('replay', '--last', '3', '--format', 'json')).stdout.replaceAll(
      /"durationMs": \d+|"secondsPerChange": [\d.]+/g,
      '',
    ),
  ).toBe(stdout.replaceAll(/"durationMs": \d+|"secondsPerChange": [\d.]+/g, ''));
  const text = (await nectr('replay', '--last', '3')).stdout;
  expect(text).toContain('lines of findings that were changed later: 1 of 2, 50 % (95 %: 9 to 91 %)');
  expect(text).toContain('drawn lines of the same changes, for comparison: 0 of 8, 0 % (95 %: 0 to 32 %) (seed 1)');
  expect(text).toContain('src/fixed.ts:4 Command injection: `req.query.dir` is put into a shell command [changed in ');
});

it('goes on where contents are lost: the file is named as not read, a change that cannot be read as failed', async () => {
  repo.commit('Start', { 'README.md': 'start\n' });
  merge('lost', {
    'src/lost.ts': run('lost', "exec('ls ' + req.query.dir);"),
    'src/near.ts': run('near', "exec('cat ' + req.query.dir);"),
  });
  merge('broken', { 'deep/broken.ts': run('broken', "exec('ls ' + req.query.dir);") });
  merge('fine', { 'src/fine.ts': run('fine', "exec('cat ' + req.query.dir);") });
  const folder = repo.git('rev-parse', 'main~1:deep');
  repo.lose('main', 'src/lost.ts');
  repo.git('rm', '--quiet', '-r', '--cached', 'deep');
  repo.git('commit', '--quiet', '-m', 'Without deep');
  rmSync(join(repo.folder, '.git', 'objects', folder.slice(0, 2), folder.slice(2)));
  const { code, stdout } = await nectr('replay', '--last', '4', '--format', 'json');
  expect(code).toBe(2);
  const { changes } = ReplayReport.parse(JSON.parse(stdout));
  expect(
    changes.map(({ title, outcome, files, findings }) => [
      title,
      outcome.kind,
      files.unread,
      findings.map(({ path }) => path),
    ]),
  ).toEqual([
    ['Without deep', 'failed', 0, []],
    ['Add fine', 'failed', 0, []],
    ['Add broken', 'failed', 0, []],
    ['Add lost', 'partial', 1, ['src/near.ts']],
  ]);
});

it.each([
  [[]],
  [['--last', '0']],
  [['--last', '2', '--format', 'xml']],
  [['--last', '2', '--repo', '/nowhere']],
  [['--last', '2']],
])('ends with 2 for %j in a repository without commits', async (args) => {
  const { code, stderr } = await nectr('replay', ...args);
  expect(code).toBe(2);
  expect(stderr).not.toBe('');
  expect(stderr).not.toMatch(/\n\s+at /);
});
