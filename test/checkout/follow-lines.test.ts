import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followLines, type FollowedLines } from '../../src/checkout/follow-lines.js';
import { openCheckout } from '../../src/checkout/open-checkout.js';
import { localRepository, type LocalRepository } from './local-repository.js';

let repo: LocalRepository;
beforeEach(() => {
  repo = localRepository();
});
afterEach(() => repo.remove());

async function follow(...followed: FollowedLines[]) {
  const checkout = await openCheckout(repo.folder);
  try {
    return await followLines(checkout, followed, repo.git('rev-parse', 'HEAD'));
  } finally {
    await checkout.close();
  }
}

const file = (...lines: string[]) => `${lines.join('\n')}\n`;
const words = ['alpha one', 'beta two', 'gamma three', 'delta four', 'epsilon five'];

it.each<[string, Record<string, string>, 'kept' | 'changed']>([
  ['changed', { 'a.ts': file('alpha one', 'beta two', 'GAMMA', 'delta four', 'epsilon five') }, 'changed'],
  ['removed', { 'a.ts': file('alpha one', 'beta two', 'delta four', 'epsilon five') }, 'changed'],
  ['pushed down by lines above it', { 'a.ts': file('new', 'new', ...words) }, 'kept'],
  ['indented', { 'a.ts': file('alpha one', 'beta two', '    gamma  three', 'delta four', 'epsilon five') }, 'kept'],
  [
    'moved within its file',
    { 'a.ts': file('gamma three', 'alpha one', 'beta two', 'delta four', 'epsilon five') },
    'kept',
  ],
  [
    'moved to another file',
    { 'a.ts': file('alpha one', 'beta two', 'delta four', 'epsilon five'), 'b.ts': file('x', 'gamma three') },
    'kept',
  ],
  ['beside a changed line', { 'a.ts': file('alpha one', 'BETA', 'gamma three', 'DELTA', 'epsilon five') }, 'kept'],
])('knows a line that was %s', async (_, later, kind) => {
  const head = repo.commit('Change', { 'a.ts': file(...words) });
  const next = repo.commit('Later', later);
  const expected = kind === 'changed' ? { kind, in: next } : { kind };
  expect(await follow({ head, merged: head, path: 'a.ts', lines: [3] })).toEqual([expected]);
});

it('follows a renamed file, and says which commit changed one of several lines first', async () => {
  const head = repo.commit('Change', { 'a.ts': file(...words) });
  repo.git('mv', 'a.ts', 'moved.ts');
  repo.commit('Rename', { 'moved.ts': file('new', ...words) });
  const third = repo.commit('Third', {
    'moved.ts': file('new', 'alpha one', 'BETA', 'gamma three', 'delta four', 'epsilon five'),
  });
  repo.commit('Fourth', { 'moved.ts': file('nothing is left') });
  expect(await follow({ head, merged: head, path: 'a.ts', lines: [1, 2, 3] })).toEqual([
    { kind: 'changed', in: third },
  ]);
});

it('takes a deleted file for changed lines', async () => {
  const head = repo.commit('Change', { 'a.ts': file(...words) });
  repo.git('rm', '--quiet', 'a.ts');
  const next = repo.commit('Delete');
  expect(await follow({ head, merged: head, path: 'a.ts', lines: [1] })).toEqual([{ kind: 'changed', in: next }]);
});

it('does not know what a merge did, nor what nothing came after', async () => {
  repo.commit('Start', { 'a.ts': file('start') });
  repo.git('checkout', '--quiet', '-b', 'feature');
  const head = repo.commit('Change', { 'a.ts': file('start', ...words) });
  repo.git('checkout', '--quiet', 'main');
  repo.commit('Main goes on', { 'a.ts': file('main', 'start') });
  repo.git('merge', '--quiet', '--no-ff', '--no-commit', 'feature');
  const merged = repo.commit('Merge', {
    'a.ts': file('main', 'start', 'alpha one', 'resolved', 'gamma three', 'delta four', 'epsilon five'),
  });
  const lost = { head, merged, path: 'a.ts', lines: [3] };
  const there = { head, merged, path: 'a.ts', lines: [2] };
  expect(await follow(there)).toEqual([{ kind: 'unknown' }]);
  const next = repo.commit('Later', { 'a.ts': file('main', 'start', 'resolved', 'gamma three') });
  expect(await follow(lost, there)).toEqual([{ kind: 'unknown' }, { kind: 'changed', in: next }]);
});

it('does not know what became of a file that turned binary', async () => {
  const head = repo.commit('Change', { 'a.ts': file(...words) });
  repo.commit('Later', { 'a.ts': '\0' });
  expect(await follow({ head, merged: head, path: 'a.ts', lines: [1] })).toEqual([{ kind: 'unknown' }]);
});

it('agrees with a look for each line in the tip, where all lines differ', async () => {
  const Edit = fc.record({
    kind: fc.constantFrom('insert', 'delete', 'replace', 'move'),
    at: fc.nat(30),
    to: fc.nat(30),
    name: fc.constantFrom('a.ts', 'b.ts'),
  });
  let unique = 0;
  const fresh = () => `line number ${++unique} of all`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(Edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (commits) => {
        const files: Record<string, string[]> = {
          'a.ts': Array.from({ length: 12 }, fresh),
          'b.ts': Array.from({ length: 5 }, fresh),
        };
        const write = () => Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, file(...lines)]));
        const head = repo.commit('Change', write());
        const followed = Object.entries(files).flatMap(([path, lines]) =>
          lines.map((text, index) => ({ text, head, merged: head, path, lines: [index + 1] })),
        );
        for (const edits of commits) {
          for (const { kind, at, to, name } of edits) {
            const lines = files[name] ?? [];
            const place = at % (lines.length + 1);
            if (kind === 'insert') lines.splice(place, 0, fresh());
            if (kind === 'delete' && lines.length > 1) lines.splice(place, 1);
            if (kind === 'replace' && place < lines.length) lines[place] = fresh();
            if (kind === 'move' && lines.length > 1)
              files[name === 'a.ts' ? 'b.ts' : 'a.ts']?.splice(to % 5, 0, ...lines.splice(place, 1));
          }
          repo.commit('Later', write());
        }
        repo.commit('An empty one, so that something always came after');
        const tip = new Set(Object.values(files).flat());
        const fates = await follow(...followed);
        for (const [index, { text }] of followed.entries())
          expect([text, fates[index]?.kind]).toEqual([text, tip.has(text) ? 'kept' : 'changed']);
      },
    ),
    { numRuns: 12, seed: 7 },
  );
});

it('does not know the fate of lines in what the clone has lost, and goes on with the others', async () => {
  const head = repo.commit('Change', { 'a.ts': file(...words), 'b.ts': file(...words), 'c.ts': file(...words) });
  const lost = repo.commit('Later', { 'a.ts': file('alpha one', 'lost') });
  const next = repo.commit('Last', { 'b.ts': file('alpha one', 'BETA', ...words.slice(2)) });
  repo.lose(lost, 'a.ts');
  const at = (path: string) => ({ head, merged: head, path, lines: [2] });
  expect(await follow(at('a.ts'), at('b.ts'), at('c.ts'))).toEqual([
    { kind: 'unknown' },
    { kind: 'changed', in: next },
    { kind: 'kept' },
  ]);
});

it('says of no line that it is gone where it may have moved into what is lost', async () => {
  const head = repo.commit('Change', { 'a.ts': file(...words) });
  const next = repo.commit('Later', { 'a.ts': file('alpha one', 'gamma three'), 'z.ts': file('z', 'beta two') });
  repo.lose(next, 'z.ts');
  expect(await follow({ head, merged: head, path: 'a.ts', lines: [2] })).toEqual([{ kind: 'unknown' }]);
});

it('knows no fate where a commit of the main line is lost', async () => {
  const start = repo.commit('Start', { 'z.ts': 'z\n' });
  const head = repo.commit('Change', { 'a.ts': file(...words) });
  repo.commit('Later', { 'a.ts': file('alpha one') });
  rmSync(join(repo.folder, '.git', 'objects', start.slice(0, 2), start.slice(2)));
  expect(await follow({ head, merged: head, path: 'a.ts', lines: [2] })).toEqual([{ kind: 'unknown' }]);
});
