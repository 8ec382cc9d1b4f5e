import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDemoRepository } from '../../src/sandbox/demo-repository.js';
import { GitError } from '../../src/checkout/git.js';
import { fewerChanges, readLastChanges } from '../../src/checkout/read-last-changes.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-last-changes-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const person = ['-c', 'user.name=Ada Ünal', '-c', 'user.email=ada@orchard.example', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', ['-C', folder, ...person, ...args], { encoding: 'utf8' }).trim();
}

function start(): void {
  git('init', '--quiet', '--initial-branch=main');
  commit('Start');
}

function commit(message: string, author = 'Ada Ünal'): string {
  git('commit', '--quiet', '--allow-empty', `--author=${author} <someone@orchard.example>`, '-m', message);
  return git('rev-parse', 'HEAD');
}

it('reads a merge with the words of who merged and the name of who wrote', async () => {
  await createDemoRepository(folder);
  const changes = (await readLastChanges(folder, 200))
    .filter(({ title }) => title.startsWith('Merge branch'))
    .slice(0, 3);
  expect(changes.map(({ title, author, body }) => ({ title, author, body }))).toEqual([
    {
      title: "Merge branch 'product-search'",
      author: 'Jonas Lind',
      body: 'Customers find products by a part of the name.',
    },
    { title: "Merge branch 'coupons'", author: 'Priya Raman', body: 'Discounts by coupon, computed in cents.' },
    { title: "Merge branch 'reserve-stock'", author: 'Tom Becker', body: 'Nobody can buy what is not there.' },
  ]);
  const [search] = changes;
  expect(git('diff', '--name-only', `${search?.base}...${search?.head}`).split('\n')).toEqual([
    'src/products/list-products.ts',
    'src/products/product-routes.ts',
    'test/products/list-products.test.ts',
  ]);
});

it('gives fewer when there are fewer, and says so', async () => {
  await createDemoRepository(folder);
  const commits = Number(git('rev-list', '--count', '--first-parent', 'HEAD'));
  const changes = await readLastChanges(folder, 200);
  expect(changes).toHaveLength(commits - 1);
  expect(fewerChanges(changes, 200)).toBe(`the history has ${commits - 1} changes to review, not 200`);
  expect(fewerChanges(changes, commits - 1)).toBeNull();
});

it('takes merges and commits by themselves as they come', async () => {
  start();
  const first = git('rev-parse', 'HEAD');
  git('checkout', '--quiet', '-b', 'feature');
  const work = commit('Work');
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-ff', '-m', 'Feature', 'feature');
  const merge = git('rev-parse', 'HEAD');
  const squashed = commit('Squashed');
  expect((await readLastChanges(folder, 5)).map(({ base, head, merged }) => ({ base, head, merged }))).toEqual([
    { base: merge, head: squashed, merged: squashed },
    { base: first, head: work, merged: merge },
  ]);
});

it('takes the title of the pull request from the message GitHub writes', async () => {
  start();
  const base = git('rev-parse', 'HEAD');
  git('checkout', '--quiet', '-b', 'feature');
  const head = commit('Work', 'Grace Kim');
  git('checkout', '--quiet', 'main');
  git(
    'merge',
    '--quiet',
    '--no-ff',
    '-m',
    'Merge pull request #7 from acme/feature\n\nSell apples\n\nCloses #3.',
    'feature',
  );
  expect(await readLastChanges(folder, 5)).toEqual([
    { base, head, merged: git('rev-parse', 'HEAD'), title: 'Sell apples', author: 'Grace Kim', body: 'Closes #3.' },
  ]);
});

it('reads plain commits where nothing was merged, without the first', async () => {
  start();
  const first = git('rev-parse', 'HEAD');
  const second = commit('Sell pears\n\nThey are ripe.\nAll of them.', 'Grace Kim');
  const third = commit('Größere Kisten 🍐');
  expect(await readLastChanges(folder, 5)).toEqual([
    { base: second, head: third, merged: third, title: 'Größere Kisten 🍐', author: 'Ada Ünal', body: '' },
    {
      base: first,
      head: second,
      merged: second,
      title: 'Sell pears',
      author: 'Grace Kim',
      body: 'They are ripe.\nAll of them.',
    },
  ]);
  expect(await readLastChanges(folder, 1)).toHaveLength(1);
});

it('leaves merges inside a merged branch to that branch', async () => {
  start();
  git('checkout', '--quiet', '-b', 'side');
  commit('Side');
  git('checkout', '--quiet', '-b', 'feature', 'main');
  commit('Feature');
  git('merge', '--quiet', '--no-ff', '-m', 'Side into feature', 'side');
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-ff', '-m', 'Feature into main', 'feature');
  expect((await readLastChanges(folder, 5)).map(({ title }) => title)).toEqual(['Feature into main']);
});

it('finds nothing in a repository of one commit', async () => {
  start();
  expect(await readLastChanges(folder, 5)).toEqual([]);
});

it('says so when there is no repository', async () => {
  await expect(readLastChanges(folder, 5)).rejects.toThrow(GitError);
});
