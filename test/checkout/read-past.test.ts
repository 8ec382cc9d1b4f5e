import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blameLines } from '../../src/checkout/blame-lines.js';
import { GitError } from '../../src/checkout/git.js';
import { openCheckout, type Checkout } from '../../src/checkout/open-checkout.js';
import { readPast } from '../../src/checkout/read-past.js';
import { localRepository, type LocalRepository } from './local-repository.js';

let repo: LocalRepository;
let checkout: Checkout;
beforeEach(async () => {
  repo = localRepository();
  checkout = await openCheckout(repo.folder);
});
afterEach(async () => {
  await checkout.close();
  repo.remove();
});

const as = (name: string) => ['-c', `user.name=${name}`, '-c', `user.email=${name.toLowerCase()}@orchard.example`];

/** Two commits of Ada, and a branch of Ben that Cleo merges as a pull request. */
function start(): string {
  repo.commit('Add a', { 'a.ts': 'one\n' });
  repo.commit('Fix a (#3)\n\nCloses #2', { 'a.ts': 'two\n' });
  repo.git('checkout', '--quiet', '-b', 'branch');
  repo.write({ 'b.ts': 'b\n' });
  repo.git('add', '--all');
  repo.git(...as('Ben'), 'commit', '--quiet', '-m', 'Work');
  repo.git('checkout', '--quiet', 'main');
  repo.git(
    ...as('Cleo'),
    'merge',
    '--quiet',
    '--no-ff',
    'branch',
    '-m',
    'Merge pull request #4 from x/branch\n\nAdd b',
  );
  return repo.git('rev-parse', 'HEAD');
}

describe('the past of the main line', () => {
  it('has a unit for each merge and each squashed commit, by who wrote it', async () => {
    const { units, isWhole } = await readPast(checkout, start());
    expect(isWhole).toBe(true);
    expect(
      units.map(({ number, title, name, isFix, closes, files }) => [number, title, name, isFix, closes, files]),
    ).toEqual([
      [4, 'Add b', 'Ben', false, [], [{ path: 'b.ts', added: true, removed: false }]],
      [3, 'Fix a (#3)', 'Ada', true, [2], [{ path: 'a.ts', added: false, removed: false }]],
      [null, 'Add a', 'Ada', false, [], [{ path: 'a.ts', added: true, removed: false }]],
    ]);
  });

  it('is whole only where it ends before the bound', async () => {
    const head = start();
    const read = async (most: number) => {
      const { units, isWhole } = await readPast(checkout, head, { most });
      return [units.length, isWhole];
    };
    expect(await read(4)).toEqual([3, true]);
    expect(await read(3)).toEqual([3, true]);
    expect(await read(2)).toEqual([2, false]);
  });

  it('is never whole in a shallow clone', async () => {
    start();
    const clone = localRepository();
    try {
      clone.git('fetch', '--quiet', '--depth=2', `file://${repo.folder}`, 'main');
      const shallow = await openCheckout(clone.folder);
      const { units, isWhole } = await readPast(shallow, clone.git('rev-parse', 'FETCH_HEAD'));
      await shallow.close();
      expect([units.map(({ title }) => title), isWhole]).toEqual([['Add b'], false]);
    } finally {
      clone.remove();
    }
  });

  it('ends at its deadline, and says so', async () => {
    const head = start();
    const whole = await readPast(checkout, head);
    const { units, isWhole } = await readPast(checkout, head, { deadlineMs: 0 });
    // What has come until then is told, but for the last one, which may be cut.
    expect(units.length).toBeLessThan(whole.units.length);
    expect([whole.isWhole, isWhole]).toEqual([true, false]);
  });

  it('follows a file under the name it has now', async () => {
    repo.commit('Add', { 'old.ts': 'one\ntwo\n' });
    repo.git('mv', 'old.ts', 'new.ts');
    const { units } = await readPast(checkout, repo.commit('Move'));
    expect(units.map(({ files }) => files)).toEqual([
      [{ path: 'new.ts', added: false, removed: false }],
      [{ path: 'new.ts', added: true, removed: false }],
    ]);
  });

  it('is an error where the commit is not there', async () => {
    await expect(readPast(checkout, 'f'.repeat(40))).rejects.toThrow(GitError);
  });
});

describe('blame', () => {
  it('tells the commit that brought each line, white space aside', async () => {
    const first = repo.commit('Add', { 'a.ts': 'one\ntwo\nthree\n' });
    const second = repo.commit('Change two', { 'a.ts': 'one\nTWO\n  three\n' });
    const { blamed, isWhole } = await blameLines(checkout, second, 'a.ts', [1, 2, 3], 30_000);
    expect(isWhole).toBe(true);
    expect(blamed).toEqual([
      { line: 1, sha: first, summary: 'Add' },
      { line: 2, sha: second, summary: 'Change two' },
      { line: 3, sha: first, summary: 'Add' },
    ]);
    expect(await blameLines(checkout, second, 'a.ts', [], 30_000)).toEqual({ blamed: [], isWhole: true });
  });

  it('says where more places were asked about than are looked at', async () => {
    const lines = Array.from({ length: 120 }, (_, at) => `line ${at}`);
    const head = repo.commit('Add', { 'a.ts': `${lines.join('\n')}\n` });
    const odd = lines.flatMap((_, at) => (at % 2 === 0 ? [at + 1] : []));
    const { blamed, isWhole } = await blameLines(checkout, head, 'a.ts', odd, 30_000);
    expect([blamed.length, isWhole]).toEqual([50, false]);
  });

  it('is an error where the file is not there', async () => {
    const head = repo.commit('Add', { 'a.ts': 'one\n' });
    await expect(blameLines(checkout, head, 'b.ts', [1], 30_000)).rejects.toThrow(GitError);
  });
});
