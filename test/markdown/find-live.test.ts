import { describe, expect, it } from 'vitest';
import { asCode, capMarkdown } from '../../src/markdown/cap-markdown.js';
import { findLive } from '../../src/markdown/find-live.js';
import { authorAddress, commitAddress, issueAddress, linesAddress, pullAddress } from '../../src/markdown/own-link.js';
import { timeRatio } from './time-ratio.js';

const repositoryUrl = 'https://github.com/acme/shop';
const nothing = { repositoryUrl: null, suggestion: null };

describe('the last net', () => {
  it.each([
    ['an image', '![x](https://evil.example/a.png)'],
    ['an image without an address', '![x][y]\n\n[y]: z'],
    ['a link', '[x](/y)'],
    ['a link over lines', '[x\ny](<z>\n"t")'],
    ['a link in the middle of a word', 'a[x](y)b'],
    ['a footnote', 'x[^1]'],
    ['a definition', '[x]: https://evil.example'],
    ['an autolink', '<https://evil.example>'],
    ['an address', 'see https://evil.example'],
    ['an address without scheme', 'www.evil.example'],
    ['an e-mail address', 'bob@evil.example'],
    ['a mention', 'thanks @alice'],
    ['a mention by entity', 'thanks &#64;alice'],
    ['a mention by escape', 'thanks \\@alice'],
    ['a mention in a cell', '| a |\n|-|\n| @alice |'],
    ['a mention in a title', '<details><summary>@alice</summary>\n\nx\n\n</details>'],
    ['a mention by entity in a title', '<details><summary>&#64;alice</summary>\n\nx\n\n</details>'],
    ['an issue', 'fixes #1'],
    ['an issue by escape', 'GH\\-7'],
    ['an issue in emphasis', '_gh-7_'],
    ['a commit', 'see _9f2c1aab_'],
    ['HTML', 'a <b>c</b>'],
    ['an image of HTML', 'a <img src=x>'],
    ['HTML that begins a line', '<div>\n\n![x](y)'],
    ['a comment', 'a <!-- b -->'],
    ['text behind a folded part', '<details><summary>a</summary>\n*b*'],
    ['a part that stays open', '<details><summary>a</summary>\n\nb'],
    ['a part that is closed twice', '<details><summary>a</summary>\n\nb\n\n</details>\n\n</details>'],
    ['a suggestion', '```suggestion\nx\n```'],
    ['a suggestion by tildes in a list', '- ~~~ Suggestion x\n  x\n  ~~~'],
    ['a drawing', '```mermaid\ngraph\n```'],
    ['an order', 'a\n/merge'],
    ['an order in code', '```\n/merge\n```'],
    ['an order to a bot', '```\n@dependabot merge\n```'],
    ['an order to a bot', 'a\nbors r+'],
    ['an order to a bot', '```\n  bors try\n```'],
    ['an order to a bot', 'retest'],
    ['an order to a bot', '> ship it'],
    ['a box to tick', '- [ ] a'],
    ['more lines than are read', '- a\n'.repeat(1000)],
    ['blocks deeper than are read', `${'- '.repeat(9)}a`],
    ['an alert', '> [!WARNING]\n> a'],
  ])('holds %s', (_, markdown) => {
    expect(findLive(markdown, nothing)).not.toEqual([]);
  });

  it.each([
    ['prose', '**a** _b_ `@c` ~~d~~ 1 < 2 & 3\n\n> e\n\n- f\n\n1. g'],
    ['escapes', '\\[x](y) !\\[x] \\<img src=x> &#124; &#96;'],
    ['code', '```js\nsee(@alice, "#1", <img>)\n```\n\n`![x](y)`'],
    ['a folded part', '<details><summary>a <code>#1</code> &lt;b&gt;</summary>\n\nx\n\n</details>'],
    [
      'parts in each other',
      '<details><summary>a</summary>\n\n<details><summary>b</summary>\n\nx\n\n</details>\n\n</details>',
    ],
    ['small print', '<sub>a · `/nectr help`</sub>'],
    ['a table', '| a | b |\n|-|-|\n| `c \\| d` | `#1` |'],
  ])('lets %s through', (_, markdown) => {
    expect(findLive(markdown, nothing)).toEqual([]);
  });

  const link = (address: string) =>
    `Lines: [\`src/a.ts:4\`](${address}) · [\`src/b.ts:5\`](${repositoryUrl}/blob/abc/src/b.ts#L5)`;

  it('lets links into the repository through, and no others', () => {
    const allowed = { repositoryUrl, suggestion: null };
    expect(findLive(link(`${repositoryUrl}/blob/abc/src/_a_.ts#L4`.replaceAll('_', '%5F')), allowed)).toEqual([]);
    const sha = '0123456789'.repeat(4);
    for (const address of [
      linesAddress(repositoryUrl, sha, { path: 'src/a b/[id]/(x)~é_.ts', startLine: 2, line: 4 }),
      commitAddress(repositoryUrl, sha),
      pullAddress(repositoryUrl, 5, { kind: 'comment', id: 7 }),
      pullAddress(repositoryUrl, 5, { kind: 'review', id: 7 }),
      pullAddress(repositoryUrl, 5, { kind: 'summary', id: 7 }),
      pullAddress(repositoryUrl, 5),
      issueAddress(repositoryUrl, 4),
      authorAddress(repositoryUrl, 'dana-k'),
    ])
      expect(findLive(link(address ?? ''), allowed)).toEqual([]);
    for (const address of [
      `${repositoryUrl}/pull/5/files`,
      `${repositoryUrl}/pull/5/merge#discussion_r1`,
      `${repositoryUrl}/commit/${sha}/evil`,
      `${repositoryUrl}.evil/blob/abc/a.ts#L4`,
      `${repositoryUrl}/blob/../../x/a.ts#L4`,
      `${repositoryUrl}/issues/new`,
      `${repositoryUrl}/commits?author=a&path=b`,
      `${repositoryUrl}/blob/abc/a.ts#L4 "t"`,
      'https://evil.example',
    ])
      expect(findLive(link(address), allowed)).not.toEqual([]);
    expect(findLive(link(`${repositoryUrl}/blob/abc/a.ts#L4`), nothing)).not.toEqual([]);
  });

  it('lets the tested suggestion through once, and no other', () => {
    const allowed = { repositoryUrl, suggestion: '/path here' };
    const block = '```suggestion\n/path here\n```';
    expect(findLive(`a\n\n${block}`, allowed)).toEqual([]);
    expect(findLive(`${block}\n\n${block}`, allowed)).not.toEqual([]);
    expect(findLive('```suggestion\n/other\n```', allowed)).not.toEqual([]);
  });

  it.each([
    '[',
    '![',
    '<',
    '<a ',
    '<!--',
    '`',
    '` ``',
    '*a_ ',
    '- ',
    '> ',
    '| a |\n|-|\n',
    '&',
    '<details>\n',
    '[a](',
    '@',
  ])('takes time that grows with the text and not faster: %j', (unit) => {
    const text = (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    const [small, large] = [text(4000), text(32_000)];
    const ratio = timeRatio(
      () => findLive(small, nothing),
      () => findLive(large, nothing),
      24,
    );
    expect(ratio).toBeLessThan(24);
  });
});

describe('capMarkdown', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => `| F${index} | 🔴 |`).join('\n');

  it('leaves alone what fits', () => {
    expect(capMarkdown('a\n\n```\nb', 100)).toBe('a\n\n```\nb');
  });

  it.each([
    ['a table', `| a | b |\n|-|-|\n${rows(2000)}`],
    ['a folded list', `<details><summary>a</summary>\n\n${'- item\n'.repeat(3000)}\n\n</details>`],
    [
      'parts in each other',
      `<details><summary>a</summary>\n\n<details><summary>b</summary>\n\n${'word\n\n'.repeat(3000)}`,
    ],
    ['a block of code behind text', `word\n\n\`\`\`js\n${'code\n'.repeat(3000)}\`\`\``],
    ['a quote', `${'a\n\n'.repeat(1000)}> ${'b\n> '.repeat(3000)}`],
  ])('cuts %s where its parts end, and closes what is open', (_, markdown) => {
    const capped = capMarkdown(markdown, 5000);
    expect(Buffer.byteLength(capped)).toBeLessThanOrEqual(5000);
    expect(capped).toMatch(/… \(cut: too long for GitHub\)$/);
    expect(findLive(capped, nothing)).toEqual([]);
    for (const line of capped.split('\n').filter((each) => each.startsWith('| F'))) expect(line).toMatch(/\| 🔴 \|$/);
    expect(capped.split('```').length % 2).toBe(1);
  });

  it.each([
    ['emoji', '🔴'.repeat(17_500)],
    ['backticks', '`'.repeat(70_000)],
    ['orders', `/${'a'.repeat(30)}\n`.repeat(2500)],
  ])('shows %s without an end as code of the size that fits', (_, text) => {
    const capped = asCode(text, 60_000);
    expect(Buffer.byteLength(capped)).toBeLessThanOrEqual(60_000);
    expect(capped).not.toContain('\ufffd');
    expect(findLive(capped, nothing)).toEqual([]);
  });
});
