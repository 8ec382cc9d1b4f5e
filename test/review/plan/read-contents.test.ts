import { expect, it } from 'vitest';
import { readContents, type ContentSources } from '../../../src/review/plan/read-contents.js';
import { UnreadableError } from '../../../src/review/plan/unreadable-error.js';
import { sampleFile } from '../sample-change.js';

function sources(over: Partial<ContentSources> = {}): ContentSources {
  return {
    openSnapshot: async () => ({
      sha: 'a'.repeat(40),
      omitted: [{ path: 'big.ts', reason: 'it is larger than 5 bytes' }],
      list: () => [{ path: 'src/job.ts', size: 4 }],
      sizeOf: (path) => (path === 'src/job.ts' ? 4 : null),
      readFile: async (path) => (path === 'src/job.ts' ? Buffer.from('text') : null),
      search: async () => [],
    }),
    readFile: async () => null,
    ...over,
  };
}

it('names every file if the repository cannot be read', async () => {
  const { files, unread } = await readContents(
    [sampleFile('src/job.ts')],
    sources({ openSnapshot: () => Promise.reject(new UnreadableError('it is too large')) }),
  );
  expect(files).toEqual([]);
  expect(unread).toEqual([{ path: 'src/job.ts', reason: 'the repository could not be read: it is too large' }]);
});

it.each([
  ['the snapshot', { openSnapshot: () => Promise.reject(new Error('limited until tomorrow')) }],
  ['a single file', { readFile: () => Promise.reject(new Error('limited until tomorrow')) }],
])('D3: lets through what the source of %s does not want to be named', async (_, change) => {
  await expect(readContents([sampleFile('tests/a.ts')], sources(change))).rejects.toThrow('limited until tomorrow');
});

it('reads what the archive leaves out by itself, thirty files at most, and names the rest', async () => {
  const asked: string[] = [];
  const planned = [sampleFile('src/job.ts'), sampleFile('big.ts')];
  for (let index = 0; index < 40; index++) planned.push(sampleFile(`tests/${index}.ts`));
  planned.push(sampleFile('image.png', { binary: true }), sampleFile('old.ts', { status: 'deleted' }));
  const { files, texts, snapshotPaths, unread } = await readContents(
    planned,
    sources({
      readFile: async (path) => {
        asked.push(path);
        if (path === 'tests/1.ts') throw new UnreadableError('GitHub is away');
        return path === 'tests/2.ts' ? null : Buffer.from(path);
      },
    }),
  );
  expect(asked).toHaveLength(30);
  expect(await texts.read('tests/0.ts')).toBe('tests/0.ts');
  expect(files.map(({ path }) => path)).toHaveLength(31);
  expect(snapshotPaths).toHaveLength(29);
  expect(unread.slice(0, 4)).toEqual([
    { path: 'big.ts', reason: 'it is larger than 5 bytes' },
    { path: 'tests/1.ts', reason: 'it could not be read: GitHub is away' },
    { path: 'tests/2.ts', reason: 'it is not in the downloaded repository' },
    { path: 'tests/30.ts', reason: 'it is not in the downloaded repository' },
  ]);
});
