import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { postHostile } from './post-hostile.js';

it('posts nothing that acts, whatever is written into any place that is not ours (`npm run chaos posting` for more)', () => {
  const rounds = Array.from({ length: 30 }, (_, seed) => postHostile(seed + 1));
  expect(rounds.flatMap(({ live }) => live)).toEqual([]);
  // What is built needs no net: nobody can make a comment of ours a block of code.
  expect(rounds.flatMap(({ caught }) => caught)).toEqual([]);
  expect(rounds.reduce((sum, { texts }) => sum + texts, 0)).toBeGreaterThan(1000);
}, 120_000);

it('writes texts to GitHub in one place, which takes only what the last net let through', () => {
  const writes = sourceFiles('src')
    .filter((path) => !path.startsWith(join('src', 'sandbox')))
    .filter((path) => /\brequest\(\s*['"`](?:POST|PATCH|PUT)\b|\brequest\(\s*route\b/.test(readFileSync(path, 'utf8')));
  // Reactions carry no text, tokens go to nobody, and reads say which route they take.
  expect(writes.map((path) => path.replaceAll('\\', '/')).toSorted()).toEqual([
    'src/github/client/installation-octokit.ts',
    'src/github/client/read-json.ts',
    'src/github/publish/add-eyes.ts',
    'src/github/publish/add-reaction.ts',
    'src/github/publish/send-text.ts',
    'src/github/read/list-deliveries.ts',
  ]);
  const mutations = sourceFiles('src').filter((path) => /`mutation[^`]*\bbody\b/.test(readFileSync(path, 'utf8')));
  expect(mutations).toEqual([]);
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}
