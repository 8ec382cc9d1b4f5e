import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDiff } from '../../src/diff/parse-diff.js';
import { openShare } from '../../src/review/analyzers/thread-share.js';
import { analyse, closePool } from '../../src/review/analyzers/analyse.js';
import type { AnalyzedFile } from '../../src/review/analyzers/types.js';
import { pathFilter } from '../../src/review/plan/path-filter.js';
import { triageFile } from '../../src/review/plan/triage-file.js';
import type { Claim } from '../../src/review/types.js';
import { createDemoRepository, type DemoRepository } from '../../src/sandbox/demo-repository.js';
import { countErrors } from '../../src/syntax/count-errors.js';
import { languageOf } from '../../src/syntax/language-of.js';
import { parseSource } from '../../src/syntax/parse-source.js';

const root = mkdtempSync(join(tmpdir(), 'nectr-demo-test-'));
const folder = join(root, 'first');
let demo: DemoRepository;

beforeAll(async () => {
  demo = await createDemoRepository(folder);
});
afterAll(async () => {
  await closePool();
  rmSync(root, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
}

function refs(repository: string): string {
  return execFileSync('git', ['-C', repository, 'for-each-ref', '--format=%(refname) %(objectname)'], {
    encoding: 'utf8',
  });
}

function filesOf(base: string, head: string): AnalyzedFile[] {
  const snapshotPaths = git('ls-tree', '-r', '--name-only', head).trim().split('\n');
  return parseDiff(git('diff', '--find-renames', `${base}...${head}`)).map((file) => ({
    path: file.path,
    oldPath: file.oldPath,
    status: file.status,
    additions: file.hunks.flatMap(({ lines }) => lines).filter(({ kind }) => kind === 'added').length,
    deletions: file.hunks.flatMap(({ lines }) => lines).filter(({ kind }) => kind === 'removed').length,
    binary: file.binary,
    hunks: file.hunks,
    unread: null,
    content: file.status === 'deleted' ? null : git('show', `${head}:${file.path}`),
    snapshotPaths,
  }));
}

describe('the history', () => {
  it('is the same in every build, whatever git is configured to', async () => {
    const second = join(root, 'second');
    const before = { ...process.env };
    Object.assign(process.env, { GIT_DIR: join(root, 'elsewhere'), GIT_AUTHOR_NAME: 'Somebody', TZ: 'Asia/Tokyo' });
    try {
      await createDemoRepository(second);
    } finally {
      process.env = before;
    }
    expect(refs(second)).toBe(refs(folder));
  });

  it('grew over months, by six people and a bot, with merges', () => {
    expect(Number(git('rev-list', '--count', 'main'))).toBeGreaterThanOrEqual(34);
    expect(Number(git('rev-list', '--count', '--merges', 'main'))).toBeGreaterThanOrEqual(3);
    expect(new Set(git('log', '--format=%an', 'main').trim().split('\n')).size).toBe(7);
    const months = new Set(
      git('log', '--format=%cs', 'main')
        .trim()
        .split('\n')
        .map((day) => day.slice(0, 7)),
    );
    expect(months.size).toBeGreaterThanOrEqual(5);
  });

  it('never goes back in time from a parent to its child', () => {
    const dates = new Map<string, number>();
    for (const line of git('log', '--all', '--reverse', '--topo-order', '--format=%H %ct %P').trim().split('\n')) {
      const [sha = '', seconds = '', ...parents] = line.split(' ').filter(Boolean);
      dates.set(sha, Number(seconds));
      for (const parent of parents) expect(Number(seconds)).toBeGreaterThan(dates.get(parent) ?? Infinity);
    }
    expect(dates.size).toBeGreaterThan(34);
  });

  it('is sound', () => {
    expect(git('fsck', '--full', '--strict')).toBe('');
  });

  it('refuses a folder whose branches went another way', async () => {
    const used = join(root, 'used');
    await createDemoRepository(used);
    execFileSync('git', ['-C', used, 'update-ref', 'refs/heads/order-pages', 'order-export']);
    await expect(createDemoRepository(used)).rejects.toThrow('Use an empty folder');
  });
});

describe('the source', () => {
  it.each(['main', 'order-export', 'order-pages', 'currencies'])('of %s has no syntax error', async (branch) => {
    const paths = git('ls-tree', '-r', '--name-only', branch).trim().split('\n');
    const sources = paths.filter((path) => path.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(20);
    for (const path of sources) {
      const language = languageOf(path);
      expect(language, path).not.toBeNull();
      if (!language) continue;
      const tree = await parseSource(language, git('show', `${branch}:${path}`));
      expect(countErrors(tree), path).toBe(0);
    }
  });
});

describe('the pull request to be reviewed', () => {
  it('changes eight to twelve files, a lockfile and a renamed one among them', () => {
    const [pull] = demo.pulls;
    const files = filesOf(pull?.base ?? '', pull?.head ?? '');
    expect(files.length).toBeGreaterThanOrEqual(8);
    expect(files.length).toBeLessThanOrEqual(12);
    expect(files.filter(({ status }) => status === 'renamed').map(({ oldPath, path }) => [oldPath, path])).toEqual([
      ['src/coupons/coupon.ts', 'src/coupons/coupon-store.ts'],
    ]);
    const skipped = files.filter((file) => triageFile(file, pathFilter({ include: [], ignore: [] })) !== null);
    expect(skipped.map(({ path }) => path)).toEqual(['package-lock.json']);
  });

  it('closes the issue that is opened first', () => {
    expect(demo.issues).toHaveLength(1);
    expect(demo.pulls[0]?.body).toMatch(/\bCloses #1\b/);
  });

  it('has exactly the planted faults, each at its line', async () => {
    const { claims, unread } = await analyse(filesOf('main', 'order-export'), { threads: openShare() });
    expect(unread).toEqual([]);
    expect(claims.map(({ rule }) => rule).toSorted()).toEqual([
      'js/sql-injection',
      'secrets/stripe-key',
      'tests/stale',
    ]);
    const at = (rule: string): Claim | undefined => claims.find((claim) => claim.rule === rule);
    expect(at('js/sql-injection')?.path).toBe('src/coupons/coupon-store.ts');
    expect(at('secrets/stripe-key')?.path).toBe('src/orders/payment-fee.ts');
    expect(at('secrets/stripe-key')?.quote).toMatch(/^const STRIPE = 'sk_live_\w{32}';$/);
    expect(at('tests/stale')?.path).toBe('src/orders/find-orders.ts');
    expect(at('tests/stale')?.quote).toContain('findOrdersBetween(');
    for (const { path, line, quote } of claims) {
      expect(git('show', `order-export:${path}`).split('\n')[line - 1], path).toBe(quote);
    }
    const query = git('show', `order-export:${at('js/sql-injection')?.path}`).split('\n');
    const from = (at('js/sql-injection')?.line ?? 0) - 1;
    expect(query.slice(from, from + 2).join('\n')).toContain('code.toLowerCase()');
  });

  it('meets another open pull request by another author in some files', () => {
    const [reviewed, other] = demo.pulls;
    expect(other?.user).not.toBe(reviewed?.user);
    const ours = new Set(filesOf('main', reviewed?.head ?? '').map(({ path }) => path));
    const shared = filesOf('main', other?.head ?? '').filter(({ path }) => ours.has(path));
    expect(shared.map(({ path }) => path)).toEqual(['src/orders/find-orders.ts', 'src/orders/order-routes.ts']);
  });
});

it.each(['order-pages', 'currencies'])('finds nothing to say about the other pull request, %s', async (head) => {
  expect(await analyse(filesOf('main', head), { threads: openShare() })).toEqual({ claims: [], unread: [] });
});

describe('the past', () => {
  const touched = (number: number) =>
    git('diff', '--name-only', `${mergeOf(number)}^1`, `refs/pull/${number}/head`)
      .trim()
      .split('\n');
  const mergeOf = (number: number) =>
    git('log', '--merges', '--format=%H', `--grep=^Merge pull request #${number} `, 'main').trim();

  it('is sixty merged pull requests, and leaves the files of before as they were', () => {
    expect(demo.past).toHaveLength(60);
    for (const { number } of demo.past) expect(mergeOf(number)).toMatch(/^[0-9a-f]{40}$/);
    const before = git('log', '--format=%H', '--grep=^Describe orders for the team', 'main').trim();
    const last = mergeOf(demo.past.at(-1)?.number ?? 0);
    expect(git('diff', '--name-status', before, last).trim().split('\n')).toEqual([
      'A\tdocs/api.md',
      'A\tsrc/payments/charge.ts',
      'A\tsrc/payments/refund.ts',
    ]);
  });

  it.each([
    ['src/orders/order-routes.ts', 'docs/api.md'],
    ['src/orders/find-orders.ts', 'test/orders/find-orders.test.ts'],
  ])('%s came with %s', (path, other) => {
    const files = demo.past.map(({ number }) => touched(number));
    const changes = files.filter((all) => all.includes(path));
    const both = changes.filter((all) => all.includes(other));
    expect(changes.length).toBeGreaterThanOrEqual(9);
    expect(both.length / changes.length).toBeGreaterThanOrEqual(0.8);
  });

  it('has a fix of a bug whose line the pull request under review takes away', () => {
    const fix = demo.past.find(({ closes }) => closes?.labels.includes('bug'));
    const removed = git('diff', '--unified=0', 'main...order-export', '--', 'src/orders/order-routes.ts');
    expect(removed).toContain("-    const customerId = z.string().uuid().parse(c.req.param('customerId'));");
    const lines = git('blame', '--porcelain', 'main', '--', 'src/orders/order-routes.ts').split('\n');
    const at = lines.findIndex((line) => line.startsWith('\t    const customerId = z.string().uuid()'));
    const blamed = lines
      .slice(0, at)
      .findLast((line) => /^[0-9a-f]{40} /.test(line))
      ?.slice(0, 40);
    expect(blamed).toBe(git('rev-parse', `refs/pull/${fix?.number}/head`).trim());
  });

  it('ends with an open pull request that changes what a function wants that the one under review calls', () => {
    expect(git('show', 'currencies:src/money.ts')).toContain('formatCents(cents: number, currency: Currency)');
    expect(git('diff', 'main...order-export')).toMatch(/^\+.*formatCents\(order\.totalCents\)/m);
  });
});
