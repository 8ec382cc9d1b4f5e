import { expect, it } from 'vitest';
import { openCheckout } from '../../src/checkout/open-checkout.js';
import { readLineCounts } from '../../src/checkout/read-line-counts.js';
import { readPast } from '../../src/checkout/read-past.js';
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
    const { units } = await readPast(checkout, merge);
    const counts = await readLineCounts(checkout, units, { deadlineMs: 60_000 });
    expect(Object.fromEntries(counts)).toEqual({
      [merge]: { added: 3, removed: 0, lines: [1, 2] },
      [second]: { added: 0, removed: 1, lines: [0, 1] },
      [first]: { added: 3, removed: 0, lines: [2, 0, 1] },
    });
    expect(await readLineCounts(checkout, [], { deadlineMs: 60_000 })).toEqual(new Map());
    await checkout.close();
  } finally {
    repo.remove();
  }
});

it('leaves out a change of more than 300 files, and what comes after the first 2,000 files', async () => {
  const repo = localRepository();
  try {
    const file = (at: number) => [`f${at}.ts`, `${at}\n`] as const;
    const large = repo.commit('All', Object.fromEntries(Array.from({ length: 301 }, (_, at) => file(at))));
    const small = repo.commit('One', { 'f1.ts': 'one\n' });
    const checkout = await openCheckout(repo.folder);
    const { units } = await readPast(checkout, small);
    expect([...(await readLineCounts(checkout, units, { deadlineMs: 60_000 })).keys()]).toEqual([small]);
    const many = Array.from({ length: 8 }, () => ({ sha: small, files: Array.from({ length: 250 }) }));
    const after = [...many, { sha: large, files: [1] }];
    expect([...(await readLineCounts(checkout, after, { deadlineMs: 60_000 })).keys()]).toEqual([small]);
    await checkout.close();
  } finally {
    repo.remove();
  }
});
