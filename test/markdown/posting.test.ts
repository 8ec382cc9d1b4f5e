import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { postEverywhere, postHostile } from './post-hostile.js';

it('posts nothing that acts, whatever is written into any place that is not ours (`npm run chaos posting` for more)', () => {
  const rounds = Array.from({ length: 30 }, (_, seed) => postHostile(seed + 1));
  expect(rounds.flatMap(({ live }) => live)).toEqual([]);
  // What is built needs no net: nobody can make a comment of ours a block of code.
  expect(rounds.flatMap(({ caught }) => caught)).toEqual([]);
  expect(rounds.reduce((sum, { texts }) => sum + texts, 0)).toBeGreaterThan(1000);
}, 120_000);

it.each([
  ['an image', '![x](https://evil.example/a.png)'],
  ['an image behind a tag of ours', '<details><summary>x</summary>\n![x](https://evil.example/a.png)'],
  ['an image behind small print', '<sub>\n\n![x](https://evil.example/a.png)'],
  ['the end of a folded part', '</summary></details>\n\n![x](https://evil.example/a.png)'],
  ['a fence in a list', '- ```\n  x\n\n![x](https://evil.example/a.png)'],
  ['a fence that a no-break space does not close', '```\nx\n```\u00a0\n![x](https://evil.example/a.png)'],
  ['tildes with an info', '~~~ `x` ![x](https://evil.example/a.png)\n@alice'],
  ['an address that takes a backtick', '`<https://evil.example/`>![x](https://evil.example/a.png)`'],
  ['line feeds', 'src/a\n\n# x\n\n![x](https://evil.example/a.png).ts'],
  ['a line of our own', 'x |\n| 🔴 | F9 | y | open |'],
  ['an escape', 'GH\\-7 \\@alice acme/shop\\#1'],
  ['a commit in emphasis', '_9f2c1aab_ *deadbee*'],
  ['words that close', 'fixes #1, closes acme/shop#2'],
  ['an order', '/merge\n@dependabot merge'],
  ['a suggestion', '```suggestion\nrm -rf /\n```'],
  ['a suggestion in a quote in a list', '- > ~~~suggestion\n  > x\n  > ~~~'],
  ['a marker of ours', '<!-- nectr:finding:v1:x:00 --> -->'],
  ['a definition', '[x]\n\n[x]: https://evil.example'],
  ['an address and a sign that look like one with a password', 'https://evil.example](1:2(@)'],
  ['code between an address and one for mail', '```https://evil.e``xample```:<bob@evil.example>'],
  ['code behind the name of a header', 'authorization: bearer ``a` @alice``'],
  ['a header at the end of a title', 'authorization: bearer x'],
  ['a key that never ends', '-----BEGIN PRIVATE KEY-----\nx'],
  ['a token', `ghp_${'a1B2'.repeat(9)}`],
  ['the begin of a key over two lines', '-----BEGIN\nPRIVATE KEY-----'],
])('posts nothing that acts with %s in every place', (_, text) => {
  const { live, caught } = postEverywhere(text);
  expect([live, caught]).toEqual([[], []]);
});

it('writes texts to GitHub in one place, which takes only what the last net let through', () => {
  const writes = sourceFiles('src')
    .filter((path) => !path.startsWith(join('src', 'sandbox')))
    .filter((path) => /\brequest\(\s*['"`](?:POST|PATCH|PUT)\b|\brequest\(\s*route\b/.test(readFileSync(path, 'utf8')));
  // Reactions carry no text, tokens go to nobody, reads say which route they take, and a hook has an address.
  expect(writes.map((path) => path.replaceAll('\\', '/')).toSorted()).toEqual([
    'src/github/client/installation-octokit.ts',
    'src/github/client/read-json.ts',
    'src/github/publish/add-eyes.ts',
    'src/github/publish/add-reaction.ts',
    'src/github/publish/send-text.ts',
    'src/github/read/list-deliveries.ts',
    'src/setup/lead-deliveries.ts',
  ]);
  const mutations = sourceFiles('src').filter((path) => /`mutation[^`]*\bbody\b/.test(readFileSync(path, 'utf8')));
  expect(mutations).toEqual([]);
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}
