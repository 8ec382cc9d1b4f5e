import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/access/redact.js';
import { codeFence, codeSpan } from '../../src/markdown/code-text.js';
import { details, summaryText } from '../../src/markdown/details.js';
import { inertBold, inertCell, inertLine, inertText } from '../../src/markdown/inert.js';
import { stripInvisible } from '../../src/markdown/strip-invisible.js';
import { timeRatio } from './time-ratio.js';

describe('S10, S11: inertText', () => {
  it.each([
    ['mention', 'ask @alice now', 'ask `@alice` now'],
    ['team mention', '@acme/all!', '`@acme/all`!'],
    ['escaped mention', '\\@alice', '`@alice`'],
    ['mention by entity', '&#64;alice &commat;bob', '`@alice` `@bob`'],
    ['mention inside a zero-width split', '@\u200balice', '`@alice`'],
    ['mention split by an invisible entity', '@&#8203;alice', '`@alice`'],
    ['mention split by emphasis that is none', '@*alice*', '`@alice`'],
    ['mention in code', '`@alice`', '`@alice`'],
    ['mention next to code', '`a`@alice', '`a` `@alice`'],
    ['mention behind a lone backtick', '`a @alice', '&#96;a `@alice`'],
    ['mention in a table cell between lone backticks', '| `a | @alice` |', '&#124; `a | @alice` &#124;'],
    ['e-mail address', 'bob@evil.example', '`bob@evil.example`'],
    ['issue reference', 'Fixes #1, acme/shop#22 and GH-3', 'Fixes `#1`, `acme/shop#22` and `GH-3`'],
    ['issue reference with an escape', 'GH\\-7', '`GH-7`'],
    ['commit', 'see 9f2c1aab', 'see `9f2c1aab`'],
    ['commit in emphasis', '_9f2c1aab_ **deadbee**', '_`9f2c1aab`_ **`deadbee`**'],
    ['advisory', 'GHSA-aaaa-bbbb-cccc', '`GHSA-aaaa-bbbb-cccc`'],
    ['image', '![x](https://evil.example/?q=1)', '!\\[x](`https://evil.example/?q=1`)'],
    ['reference image', '![x][y]\n\n[y]: https://evil.example', '!\\[x]\\[y]\n\n\\[y]: `https://evil.example`'],
    ['link', '[x](javascript:alert(1))', '\\[x](javascript:alert(1))'],
    ['autolink', '<https://evil.example>', '\\<`https://evil.example`>'],
    ['autolink with a backtick', '<https://evil.example/`> ![x](y)`', '\\<`https://evil.example/` `> ![x](y)`'],
    ['html', '<img src=x onerror=y>', '\\<img src=x onerror=y>'],
    ['comment', 'a <!-- nectr:finding:v1:x -->', 'a \\<!-- nectr:finding:v1:x -->'],
    ['own html', '<details><summary>a</summary>b</details>', '\\<details>\\<summary>a\\</summary>b\\</details>'],
    ['html that hides Markdown', '<sub>\n![x](y)', '\\<sub>\n!\\[x](y)'],
    ['command', '/approve', '`/approve`'],
    ['command on a later line', 'a\n  /approve now', 'a\n`/approve` now'],
    ['quoted command', '> /merge now', '> `/merge` now'],
    ['bot command', '@dependabot merge', '`@dependabot` merge'],
    ['bare command', 'bors r+', '`bors` r+'],
    ['bare command with a colon', 'Bors: try', '`Bors`: try'],
    ['bare command below a line', 'text\nbors *try*', 'text\n`bors` _try_'],
    ['bare command behind a zero-width space', '\u200bbors r+', '`bors` r+'],
    ['word that is all of a line', 'text\nrecheck\n\n LGTM!', 'text\n`recheck`\n\n`LGTM`!'],
    ['phrase that is all of a line', 'ok to test', '`ok` to test'],
    ['name of a bot in a sentence', 'The queue is that of bors r+ and lgtm', 'The queue is that of bors r+ and lgtm'],
    [
      'word that begins a sentence',
      'Merge the two branches of this condition',
      'Merge the two branches of this condition',
    ],
    ['command in a fence', '```\n/approve\n```', '```\n> /approve\n```'],
    [
      'command in a fence behind other white space',
      '```\n\u00a0 \u2003/approve\n```',
      '```\n\u00a0 \u2003> /approve\n```',
    ],
    ['bot command in a fence', '```\n@anybot merge\n```', '```\n> @anybot merge\n```'],
    ['rendered fence', '```mermaid\ngraph\n```', '```text\ngraph\n```'],
    ['untested suggestion', '```suggestion\nx\n```', '```text\nx\n```'],
    ['suggestion by tildes', '~~~ suggestion `x`\nx\n~~~', '```text\nx\n```'],
    ['suggestion in a list', '- ```suggestion\n  x\n  ```', '- ```text\n  x\n  ```'],
    ['tildes with backticks in their info', '~~~ a`b\n`@x\n~~~', '```a\n`@x\n```'],
    ['fence that no-break space does not close', '```\na\n```\u00a0\n@alice', '````\na\n```\u00a0\n> @alice\n````'],
    ['unclosed fence', '```js\nalert', '```js\nalert\n```'],
    ['indented code', 'a\n\n    @alice', 'a\n\n```\n> @alice\n```'],
    ['table', '| a |\n|---|\n| b |', '&#124; a &#124;\n&#124;---&#124;\n&#124; b &#124;'],
    ['table of one column', 'a\n:-', 'a\n\\:-'],
    ['footnote', 'a[^1]\n\n[^1]: b', 'a\\[^1]\n\n\\[^1]: b'],
    ['box to tick', '- [ ] a', '- \\[ ] a'],
    ['alert', '> [!WARNING]\n> a', '> \\[!WARNING]\n> a'],
    ['heading', '# a', '**a**'],
    ['heading by an underline', 'a\n===', '**a**'],
    ['rule', 'a\n\n***', 'a\n\n\\*\\*\\*'],
    ['block by an entity', 'a&#10;# b&#10;- c', 'a\n\\# b\n\\- c'],
    ['math', '$\\href{x}$', '\\$\\href{x}\\$'],
    ['strikethrough', '~~a~~', '\\~\\~a\\~\\~'],
    ['deep lists', `${'- '.repeat(9)}a`, '- - - - a'],
    ['lists deeper than anybody reads', `${'- '.repeat(60)}a`, `\\${'- '.repeat(60)}a`],
    ['ANSI', '\u001b[31mred\u001b[0m', 'red'],
    ['tag characters', 'a\u{e0041}\u202eb', 'ab'],
    ['own link', '[a](https://github.com/acme/shop/x)', '\\[a](`https://github.com/acme/shop/x`)'],
    ['closing link', 'Closes https://github.com/acme/shop/issues/4', 'Closes `https://github.com/acme/shop/issues/4`'],
  ])('%s', (_name, text, expected) => {
    expect(inertText(text)).toBe(expected);
  });

  it.each([
    'Ordinary **prose** with `code`, _emphasis_ and snake_case names.',
    'src/a.ts:41 and a < b, x * y, 3 > 2, a & b, 50 %.',
    'First line\nsecond line',
    '- one\n- two\n  - deeper\n- three',
    '1. one\n2. two',
    'So:\n\n```ts\nconst a: Map<string, number> = new Map();\n```\n\nThat is it.',
    '> a quote',
    'Use `Map<string, number>` or `a || b`.',
    'It costs $0.12, at most $5.',
  ])('leaves as it is: %j', (text) => {
    expect(inertText(text)).toBe(text);
  });

  it('cuts a long text and says so', () => {
    expect(inertText('word '.repeat(2000)).length).toBeLessThan(4100);
    expect(inertText('word '.repeat(2000))).toMatch(/…$/);
    expect(inertText('- a\n'.repeat(500))).toBe(`${'- a\n'.repeat(120)}\n…`);
  });

  it('masks what is a secret only after escapes are read', () => {
    expect(inertText('key `abc` sk\\-1', (text) => text.replaceAll('sk-1', '[masked]'))).toBe('key `abc` \\[masked]');
  });
});

it.each([
  ['text', inertText],
  ['a line', inertLine],
  ['a cell', inertCell],
  ['bold', inertBold],
  ['code', codeSpan],
  ['a block of code', codeFence],
  ['a title', summaryText],
])('writes no secret that is found only in what was written: %s', (_, write) => {
  for (const text of [
    '-----BEGIN\nPRIVATE KEY-----\n\nx',
    'x -----BEGIN PRIVATE KEY----- y',
    'https://a:b@c.example',
    'authorization:\nbearer x',
    '[y]: https://a.example](1:2(@)',
  ]) {
    const written = write(text);
    expect(redact(written)).toBe(written);
  }
});

describe('one line', () => {
  it.each([
    ['src/a\n\n# b.ts', 'src/a # b.ts'],
    ['a\u2028- b\r\n> c', 'a - b > c'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['```js', '&#96;&#96;&#96;js'],
    ['a | b', 'a &#124; b'],
    ['`a || b`', '`a || b`'],
  ])('inertLine(%j)', (text, expected) => {
    expect(inertLine(text)).toBe(expected);
  });

  it('keeps the bars of code in the cell', () => {
    expect(inertCell('`a || b` | `c\\|d`')).toBe('`a \\|\\| b` &#124; `c\\¦d`');
  });

  it('is bold as a whole, or nothing', () => {
    expect(inertBold('**Key** in _code_')).toBe('**Key in code**');
    expect(inertBold('\u200b')).toBe('');
  });

  it('is HTML in the title of a folded part', () => {
    expect(details(summaryText('a < b & @alice #1\n</summary>'), 'x')).toBe(
      '<details><summary>a &lt; b &amp; <code>@alice</code> <code>#1</code> &lt;/summary&gt;</summary>\n\nx\n\n</details>',
    );
  });
});

describe('code', () => {
  it.each([
    ['a\nb', '`a b`'],
    ['`', '`` ` ``'],
    ['a``b', '```a``b```'],
    [' ', ''],
  ])('codeSpan(%j)', (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });

  it('has a fence that nothing in it closes', () => {
    expect(codeFence('a\n````\n~~~', 'suggestion')).toBe('`````text\na\n````\n~~~\n`````');
  });
});

it('leaves nothing invisible', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(stripInvisible(text)).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u);
    }),
  );
});

it.each(['a/', '@.', '` ``', '](', '\\', '*a_ ', '- - x\n', '=\n', '.', '*a*', '|', ' * ', 'a@b.c '])(
  'takes time that grows with the text and not faster: %j',
  (unit) => {
    const text = (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    const [small, large] = [text(500), text(4000)];
    // Eight times the text: quadratic work would take sixty-four times as long.
    const ratio = timeRatio(
      () => inertText(small),
      () => inertText(large),
      24,
    );
    expect(ratio).toBeLessThan(24);
  },
);
