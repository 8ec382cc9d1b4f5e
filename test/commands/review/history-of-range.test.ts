import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCheckout, type Checkout } from '../../../src/checkout/open-checkout.js';
import { readChange } from '../../../src/checkout/read-change.js';
import { resolveRange } from '../../../src/checkout/resolve-range.js';
import { historyOfRange } from '../../../src/commands/review/history-of-range.js';
import type { ChangeHistory } from '../../../src/review/history/types.js';
import { localRepository, type LocalRepository } from '../../checkout/local-repository.js';

let repo: LocalRepository;
let opened: Checkout[];
beforeEach(() => {
  repo = localRepository();
  opened = [];
});
afterEach(async () => {
  for (const checkout of opened) await checkout.close();
  repo.remove();
});

/** What the past says of what the last commit changes. */
async function history(folder = repo.folder): Promise<ChangeHistory> {
  const checkout = await openCheckout(folder);
  opened.push(checkout);
  const range = await resolveRange(checkout, { range: 'HEAD~1..HEAD', kind: 'commits' });
  return historyOfRange(checkout, range, await readChange(checkout, range), new Date(), 120_000);
}

const GUARD = 'if (loaded) return;\n';

it('tells a removed line of a fix as what its message says, and no moved one', async () => {
  repo.commit('Add', { 'a.ts': 'load();\n', 'b.ts': 'b();\n' });
  const fix = repo.commit('Fix double loading\n\nCloses #7', { 'a.ts': `${GUARD}load();\n` });
  repo.commit('Move the guard', { 'a.ts': 'load();\n', 'b.ts': `b();\n  ${GUARD}` });
  expect((await history()).undone).toEqual([]);
  repo.git('reset', '--quiet', '--hard', fix);
  repo.commit('Load faster', { 'a.ts': 'load();\n' });
  const found = await history();
  expect(found.undone).toEqual([
    {
      path: 'a.ts',
      lines: [1],
      by: { number: null, sha: fix, title: 'Fix double loading' },
      issue: { number: 7, title: '', isBug: false },
    },
  ]);
  expect(found).toMatchObject({ absent: null, source: 'git' });
});

it('sees in all of the history whether somebody is still there', async () => {
  const long = new Date(Date.now() - 400 * 86_400_000).toISOString();
  const commit = (name: string, path: string, at: string) => {
    repo.write({ [path]: `${at}\n` });
    repo.git('add', '--all');
    const person = ['-c', `user.name=${name}`, '-c', `user.email=${name}@orchard.example`];
    repo.git(...person, 'commit', '--quiet', '-m', `Change ${path}`, `--date=${at}`);
    repo.git(...person, '-c', 'core.editor=true', 'commit', '--quiet', '--amend', '--no-edit', `--date=${at}`);
  };
  process.env['GIT_COMMITTER_DATE'] = long;
  try {
    commit('dana', 'a.ts', long);
    commit('gone', 'g.ts', long);
  } finally {
    delete process.env['GIT_COMMITTER_DATE'];
  }
  commit('dana', 'docs.md', new Date().toISOString());
  repo.commit('Change both', { 'a.ts': 'x\n', 'g.ts': 'x\n' });
  const { experts } = await history();
  expect(experts).toEqual([
    { name: 'dana', share: 0.5, isInactive: false },
    { name: 'gone', share: 0.5, isInactive: true },
  ]);
});

it('says that a shallow clone does not know all', async () => {
  for (const text of ['one', 'two', 'three']) repo.commit(`Say ${text}`, { 'a.ts': `${text}\n` });
  const clone = localRepository();
  try {
    clone.git('fetch', '--quiet', '--depth=3', `file://${repo.folder}`, 'main');
    clone.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    expect((await history(clone.folder)).absent).toBe('git: the history is known for the newest 1 change only');
  } finally {
    clone.remove();
  }
});

it('says of how many files not every removed line was blamed', async () => {
  const names = Array.from({ length: 22 }, (_, at) => `f${at}.ts`);
  const files = (text: string) => Object.fromEntries(names.map((name) => [name, `${text} ${name}\n`]));
  repo.commit('Add', files('before'));
  repo.commit('Change', files('after'));
  expect(await history()).toMatchObject({
    absent: 'git: not all removed lines of 2 files were blamed',
    cut: ['undone'],
  });
});

it('says what stands out among the changes before: its lines, its author', async () => {
  const words = (count: number, of: string) => Array.from({ length: count }, (_, at) => `${of} ${at}\n`).join('');
  for (let at = 0; at < 42; at++) repo.commit(`Add ${at}`, { [`src/f${at}.ts`]: words(10, `${at}`) });
  repo.write({ 'src/big.ts': words(500, 'big') });
  repo.git('add', '--all');
  repo.git('-c', 'user.name=kim', '-c', 'user.email=kim@orchard.example', 'commit', '--quiet', '-m', 'Fix totals');
  expect((await history()).factors).toEqual([
    '500 lines added, more than in any of the 42 changes before this one',
    'a fix, by its title, unlike any of the 42 changes before this one',
    '0 changes by its author lately, less than in any of the 21 changes before this one',
  ]);
});
