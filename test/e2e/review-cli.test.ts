import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ReviewReport } from '../../src/commands/review/review-report.js';
import { localRepository, type LocalRepository } from '../checkout/local-repository.js';
import { sampleSarif } from '../review/leads/sample-sarif.js';
import { SarifLog } from '../commands/review/sarif-schema.js';
import { makePassingFolder } from '../passing-folder.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
const SECRET = ['AKIA', 'Z7XQ4LMN2PWKTEVJ'].join('');
let repo: LocalRepository;
let temporary: string;

beforeAll(() => {
  repo = localRepository();
  repo.commit('Start', {
    'src/run.ts': 'export const start = 1;\n',
    '.github/nectr.yml': 'rules:\n  tests/missing: off\ntypo: 1\n',
  });
  repo.git('checkout', '--quiet', '-b', 'feature');
  repo.commit('Run things', {
    'src/run.ts': `import { exec } from 'node:child_process';\nconst key = '${SECRET}';\nexport function run(req: Request) {\n  exec('ls ' + req.query.dir, { env: { key } });\n}\n`,
    // Settings of the head do not count: a change must not switch its own review off.
    '.github/nectr.yml': 'enabled: false\n',
  });
});
afterAll(() => repo.remove());
beforeEach(() => {
  temporary = makePassingFolder('nectr-review-cli-');
  return () => rmSync(temporary, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function nectr(args: string[], env: Record<string, string> = {}, cwd = repo.folder): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], TMPDIR: temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (ended.stdout += chunk));
  child.stderr.on('data', (chunk) => (ended.stderr += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...ended, code })));
}

it('finds what is planted, ends with 1, leaves nothing behind, and shows no secret', async () => {
  const { code, stdout, stderr } = await nectr(['review', '--format', 'json']);
  expect(code).toBe(1);
  const report = ReviewReport.parse(JSON.parse(stdout));
  expect(report.findings.map(({ rule, path, line }) => [rule, path, line])).toEqual([
    ['secrets/aws-access-key', 'src/run.ts', 2],
    ['js/command-injection', 'src/run.ts', 4],
  ]);
  expect(report).toMatchObject({
    outcome: { kind: 'partial', reason: 'rules only' },
    base: { ref: 'main' },
    model: null,
  });
  expect(report.coverage.read).toEqual(expect.arrayContaining(['src/run.ts']));
  expect(report.notices).toEqual([expect.stringContaining('`typo`')]);
  expect(stderr).toMatch(/^partial: rules only · 2 must-fix · 2 of 2 files read · \d+\.\d s\n$/);
  for (const format of ['json', 'sarif', 'markdown', 'terminal']) {
    const each = await nectr(['review', '--format', format]);
    expect(each.code).toBe(1);
    expect(each.stdout + each.stderr).not.toContain(SECRET);
    expect(each.stdout).toContain('is put into a shell command');
    if (format === 'sarif') expect(SarifLog.safeParse(JSON.parse(each.stdout)).error).toBeUndefined();
  }
  expect(readdirSync(temporary)).toEqual([]);
  expect(repo.git('status', '--porcelain')).toBe('');
});

it('reads SARIF files that the settings name: leads in every format but SARIF, no finding, and the exit code of none', async () => {
  const other = localRepository();
  try {
    const scan = (line: number) =>
      sampleSarif(
        Array.from({ length: 12 }, (_, index) => ({ rule: `odd-${index}`, path: 'src/sum.ts', line: line + index })),
      );
    const settings = 'sarif: [scan.sarif, gone.sarif]\nrules:\n  tests/missing: off\n  tool/Bandsaw/odd-3: off\n';
    other.commit('Start', { '.github/nectr.yml': settings, 'scan.sarif': scan(1) });
    other.git('checkout', '--quiet', '-b', 'feature');
    const text = Array.from({ length: 12 }, (_, index) => `export const n${index} = ${index};\n`).join('');
    other.commit('Sum', { 'src/sum.ts': text });
    const run = (format: string) =>
      nectr(['review', 'main..feature', '--format', format, '--fail-on', 'minor'], {}, other.folder);
    const { code, stdout } = await run('json');
    const report = ReviewReport.parse(JSON.parse(stdout));
    expect([code, report.findings, report.verdict]).toEqual([0, [], 'NEEDS_DISCUSSION']);
    expect(report.leads).toHaveLength(11);
    expect(report.leads[0]).toEqual({
      path: 'src/sum.ts',
      line: 1,
      rule: 'tool/Bandsaw/odd-0',
      title: 'Bandsaw: odd-0 is suspicious',
    });
    expect(report.notices).toEqual(['The SARIF file `gone.sarif` was not read: it is not in the head.']);
    for (const format of ['markdown', 'terminal']) {
      const each = await run(format);
      expect([each.code, each.stdout.match(/is suspicious/g)?.length]).toEqual([0, 10]);
      expect(each.stdout).toMatch(/Worth a look \(not verified\)[\s\S]*and 1 more/);
    }
    const sarif = await run('sarif');
    expect([sarif.code, sarif.stdout.includes('is suspicious')]).toEqual([0, false]);
  } finally {
    other.remove();
  }
});

it('writes to a file, and says on the way what was not read', async () => {
  const file = join(temporary, 'out.sarif');
  const { code, stdout, stderr } = await nectr(['review', 'main..HEAD', '--output', file, '--verbose']);
  expect([code, stdout]).toEqual([1, '']);
  expect(SarifLog.safeParse(JSON.parse(readFileSync(file, 'utf8'))).error).toBeUndefined();
  expect(stderr).toContain(`Wrote ${file} (sarif).\n`);
  expect(stderr).toMatch(/^fetch \d+ ms$[\s\S]*^render \d+ ms$[\s\S]*^partial: rules only · /m);
});

it.each([
  ['out.json', (text: string) => ReviewReport.parse(JSON.parse(text))],
  ['out.md', (text: string) => expect(text).toMatch(/^#/)],
  ['out.txt', (text: string) => expect(text).toMatch(/^#/)],
])('writes %s as its ending says', async (name, check) => {
  const file = join(temporary, name);
  await nectr(['review', 'main..HEAD', '--output', file]);
  check(readFileSync(file, 'utf8'));
});

it('refuses what cannot be written before the work, and Claude that is required and not set up', async () => {
  writeFileSync(join(temporary, 'file'), '');
  const refused = [
    [
      ['--output', '/nowhere/x.json'],
      /^nectr review: --output \/nowhere\/x.json cannot be written: its folder does not exist; make it first\n$/,
    ],
    [['--output', join(temporary, 'file', 'x')], /: its folder is a file; name another\n$/],
    [
      ['--require-claude'],
      /^nectr review: --require-claude: Claude is not set up: set ANTHROPIC_API_KEY, or CLAUDE_PROVIDER\n$/,
    ],
  ] as const;
  for (const [args, said] of refused) {
    const { code, stdout, stderr } = await nectr(['review', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(said);
  }
});

it('reviews uncommitted work, a whole tree and named files, and offers the first where nothing else is there', async () => {
  const other = localRepository();
  try {
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await nectr(['review', '--format', 'json', ...args], {}, other.folder);
      return { code, stderr, report: ReviewReport.parse(JSON.parse(stdout)) };
    };
    const bad = `import { exec } from 'node:child_process';\nexport const run = (req: Request) => exec('ls ' + req.query.dir);\n`;
    other.commit('First', { 'src/a.ts': bad, 'src/fine.ts': 'export const fine = 1;\n' });
    const all = await run('--all');
    expect([all.code, all.report.findings.map(({ path }) => path)]).toEqual([1, ['src/a.ts']]);
    const one = await run('--all', 'src/fine.ts');
    expect([one.code, one.report.coverage.read]).toEqual([0, ['src/fine.ts']]);
    expect(one.report.coverage.skipped).toEqual([{ path: 'src/a.ts', reason: 'not asked for' }]);
    expect((await run('--all', '--', 'src/a.ts')).code).toBe(1);

    other.write({ 'src/new.ts': bad });
    const offered = await run();
    expect([offered.code, offered.report.outcome.kind]).toEqual([0, 'skipped']);
    expect(offered.report.notices).toEqual([
      '1 file has changes that are not committed: they are not part of this review (`nectr review --working-tree` reviews them)',
    ]);
    const work = await run('--working-tree');
    expect([work.code, work.report.findings.map(({ path }) => path)]).toEqual([1, ['src/new.ts']]);
    expect(work.report).toMatchObject({ head: { ref: 'uncommitted work' }, notices: [] });
    expect(other.git('status', '--porcelain')).toBe('?? src/new.ts');
  } finally {
    other.remove();
  }
});

it.each([
  [['--fail-on', 'never'], 0],
  [['main..main'], 0],
  [['nowhere'], 2],
  [['--format', 'xml'], 2],
  [['--fail-on', 'x'], 2],
  [['a..b', 'c..d'], 2],
  [['main', 'src/none.ts'], 2],
  [['--staged', '--working-tree'], 2],
  [['--require-claude', '--dry-run'], 2],
  [['--dry-run', '--output', 'x.sarif'], 2],
  [['--nonsense'], 2],
  [['--repo', '/nowhere'], 2],
  [['--output', '/nowhere/x.json'], 2],
  [['--help'], 0],
])('nectr review %j ends with %i', async (args, code) => {
  const ended = await nectr(['review', ...args]);
  expect(ended.code).toBe(code);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  if (code === 2) expect(ended.stderr).not.toBe('');
});

it('says that a range is empty', async () => {
  const { stdout } = await nectr(['review', 'main..main', '--format', 'json']);
  expect(ReviewReport.parse(JSON.parse(stdout)).outcome).toEqual({
    kind: 'skipped',
    reason: 'main changes nothing since main',
  });
});

it('asks Claude when there is a key, with tools that read the history, and counts what it cost', async () => {
  const requests: { tools: { name: string }[]; system: unknown; messages: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    requests.push(JSON.parse(body) as (typeof requests)[number]);
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const key = ['sk-ant', 'canary-canary-canary'].join('-');
  const env = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}` };
  const { code, stdout, stderr } = await nectr(['review', '--format', 'json'], env);
  const required = await nectr(['review', '--require-claude'], env);
  server.close();
  expect(code).toBe(1);
  expect(required.code).toBe(2);
  expect(required.stderr).toMatch(/Claude took no part in this review\n$/);
  const report = ReviewReport.parse(JSON.parse(stdout));
  expect(report.outcome.reason).toContain('ANTHROPIC_API_KEY is not valid');
  expect(report.findings).toHaveLength(2);
  expect(requests[0]?.tools.map(({ name }) => name)).toContain('get_file_history');
  expect(JSON.stringify(requests)).not.toContain(SECRET);
  expect(stdout + stderr).not.toContain(key);
});

it('says what a review would cost without a key, and knows no SARIF of that', async () => {
  const { code, stdout, stderr } = await nectr(['review', '--dry-run', '--format', 'json']);
  expect(stderr).not.toMatch(/Error/);
  expect(code).toBe(0);
  const plan = JSON.parse(stdout);
  expect(plan).toMatchObject({
    model: 'claude-sonnet-5-5',
    requests: [{ name: 'reading' }, { name: 'reading' }],
    priced: true,
  });
  expect(plan.dollars.least).toBeGreaterThan(0);
  expect(stdout).not.toContain(SECRET);
  expect((await nectr(['review', '--dry-run', '--format', 'sarif'])).code).toBe(2);
});

it('removes its folders when it is interrupted', async () => {
  const child = spawn(process.execPath, [CLI, 'review', '--verbose'], {
    cwd: repo.folder,
    env: { PATH: process.env['PATH'], TMPDIR: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    if (stderr === '') child.kill('SIGINT');
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, stderr]).toEqual([2, expect.stringContaining('interrupted')]);
  expect(existsSync(temporary) && readdirSync(temporary)).toEqual([]);
});
