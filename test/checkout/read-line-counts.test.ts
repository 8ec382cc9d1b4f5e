import { expect, it } from 'vitest';
import { openCheckout } from '../../src/checkout/open-checkout.js';
import { readLineCounts } from '../../src/checkout/read-line-counts.js';
import { localRepository } from './local-repository.js';

it('counts the lines of each change and its files, whatever their names: moved, binary, merged', async () => {
  const repo = localRepository();
  try {
    const first = repo.commit('Add', { 'a\t1.ts': 'one\ntwo\n', 'b.bin': Buffer.from([0, 1, 2]), 'c.ts': 'c\n' });
    repo.git('mv', 'c.ts', '1\t2\td.ts');
    const second = repo.commit('Move', { 'a\t1.ts': 'one\n' });
    repo.git('switch', '--quiet', '--create', 'side');
    repo.commit('Side', { 'e.ts': 'e\n' });
    repo.commit('Side again', { 'f.ts': 'f\nf\n' });
    repo.git('switch', '--quiet', 'main');
    repo.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'side');
    const merge = repo.git('rev-parse', 'HEAD').trim();
    const checkout = await openCheckout(repo.folder);
    const counts = await readLineCounts(checkout, merge, { deadlineMs: 60_000, most: 10 });
    expect(Object.fromEntries(counts)).toEqual({
      [merge]: { added: 3, removed: 0, lines: [1, 2] },
      [second]: { added: 0, removed: 1, lines: [0, 1] },
      [first]: { added: 3, removed: 0, lines: [2, 0, 1] },
    });
    expect((await readLineCounts(checkout, merge, { deadlineMs: 60_000, most: 1 })).size).toBe(1);
    await checkout.close();
  } finally {
    repo.remove();
  }
});
