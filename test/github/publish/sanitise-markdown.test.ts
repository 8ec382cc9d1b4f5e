import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capBody } from '../../../src/github/publish/cap-body.js';
import { sanitiseMarkdown } from '../../../src/github/publish/sanitise-markdown.js';
import { stripInvisible } from '../../../src/github/publish/strip-invisible.js';

const repositoryUrl = 'https://github.com/acme/shop';

describe('S10, S11: sanitiseMarkdown', () => {
  it.each([
    ['mention', 'ask @alice now', 'ask `@alice` now'],
    ['team mention', '@acme/all!', '`@acme/all`!'],
    ['escaped mention', '\\@alice', '`@alice`'],
    ['mention by entity', '&#64;alice &commat;bob', '&amp;`#64`;alice &amp;commat;bob'],
    ['mention inside a zero-width split', '@\u200balice', '`@alice`'],
    ['mention in code', '`@alice`', '`@alice`'],
    ['mention next to code', '`a`@alice', '`a` `@alice`'],
    ['mention behind a lone backtick', '`a @alice', 'a `@alice`'],
    ['mention in a table cell between lone backticks', '| `a | @alice` |', '| `a ¦ @alice` |'],
    ['issue reference', 'Fixes #1, acme/shop#22 and GH-3', 'Fixes `#1`, `acme/shop#22` and `GH-3`'],
    ['commit', 'see 9f2c1aab', 'see `9f2c1aab`'],
    ['image', '![x](https://evil.example/?q=1)', '! [x] (`https://evil.example/?q=1)`'],
    ['reference image', '![x][y]\n[y]: https://evil.example', '! [x][y]\n[y] : `https://evil.example`'],
    ['link', '[x](javascript:alert(1))', '[x] (`javascript:alert(1))`'],
    ['autolink', '<https://evil.example>', '&lt;`https://evil.example`>'],
    ['html', '<img src=x onerror=y>', '&lt;img src=x onerror=y>'],
    ['comment', 'a <!-- nectr:finding:v1:x -->', 'a &lt;!-- nectr:finding:v1:x -->'],
    ['own html', '<details><summary>a</summary>b</details>', '<details><summary>a</summary>b</details>'],
    ['command', '/approve', '`/approve`'],
    ['quoted command', '> /merge now', '> `/merge` now'],
    ['bot command', '@dependabot merge', '`@dependabot` merge'],
    ['command in a fence', '```\n/approve\n```', '```\n> /approve\n```'],
    ['rendered fence', '```mermaid\ngraph\n```', '```text\ngraph\n```'],
    ['untested suggestion', '```suggestion\nx\n```', '```text\nx\n```'],
    ['unclosed fence', '```js\n@alice', '```js\n@alice\n```'],
    ['ANSI', '\u001b[31mred\u001b[0m', 'red'],
    ['tag characters', 'a\u{e0041}\u202eb', 'ab'],
    ['own link', `[a](${repositoryUrl}/blob/main/a.ts#L4)`, `[a](${repositoryUrl}/blob/main/a.ts#L4)`],
    ['look-alike link', '[a](https://github.com/acme/shop.evil/x)', '[a] (`https://github.com/acme/shop.evil/x)`'],
    ['closing link', `Closes ${repositoryUrl}/issues/4`, `Closes \`${repositoryUrl}/issues/4\``],
  ])('%s', (_name, text, expected) => {
    expect(sanitiseMarkdown(text, { repositoryUrl })).toBe(expected);
  });

  it('keeps a tested suggestion as it is', () => {
    const text = '```suggestion\n/path is here\n```';
    expect(sanitiseMarkdown(text, { keepSuggestions: true })).toBe(text);
  });

  const piece = fc.oneof(
    fc.constantFrom('`', '``', '\\', '\n', '|', ' ', '(', ')', '[', ']', '!', '<', '>', '&', '> ', '- ', '```', '~~~'),
    fc.constantFrom(
      '@alice',
      '#12',
      'a/b#3',
      'GH-4',
      'deadbee',
      'https://evil.example/x',
      'www.evil.example',
      '/merge',
    ),
    fc.constantFrom('](', ']: ', '<img src=x>', '<!--', '-->', '&#64;bob', '\u200b', '\u001b[1m', '<details>'),
    fc.string({ maxLength: 4 }),
  );
  const nasty = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));

  it('leaves nothing active outside of code', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const prose = withoutCode(sanitiseMarkdown(text, { repositoryUrl }));
        expect(prose).not.toMatch(/@[A-Za-z0-9]|#\d|\bGH-\d|https?:\/\/|www\.|\]\(|\]:|!\[|<!--|<img/i);
        expect(prose).not.toMatch(/^\s*\/[a-z]/im);
      }),
      { numRuns: 3000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const once = sanitiseMarkdown(text);
        expect(sanitiseMarkdown(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['a', 'a/', '@', '`', '` ``', '](', '<', '#1', '!', '\\', '[a](', 'fixes '])(
    'takes linear time for 60 KB of %s',
    (unit) => {
      const time = (bytes: number) => {
        const started = performance.now();
        sanitiseMarkdown(unit.repeat(bytes / unit.length));
        return performance.now() - started;
      };
      // Four times the text: quadratic work would take sixteen times as long, however busy the machine is.
      const small = Math.max(time(15_000), time(15_000));
      expect(time(60_000)).toBeLessThan(9 * small + 300);
    },
  );

  it('leaves nothing invisible', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(stripInvisible(text)).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u);
      }),
    );
  });
});

describe('capBody', () => {
  it.each([
    ['a fence', '```js\nlet a;', '```js\nlet a;\n```'],
    ['a longer fence', '````\n```\na', '````\n```\na\n````'],
    ['details', '<details>a', '<details>a\n\n</details>'],
    ['details in a closed fence', '```\n<details>\n```', '```\n<details>\n```'],
  ])('closes %s', (_name, text, expected) => {
    expect(capBody(text)).toBe(expected);
  });

  it('keeps the limit in bytes, whole characters and closed blocks', () => {
    const part = fc.constantFrom(
      '🔴',
      'é',
      'abc ',
      '\n```js\n',
      '\n```\n',
      '\n~~~~\n',
      '<details>',
      '</details>',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 120 }), fc.integer({ min: 120, max: 400 }), (parts, max) => {
        const capped = capBody(parts.join(''), max);
        expect(Buffer.byteLength(capped)).toBeLessThanOrEqual(max);
        expect(capped).not.toContain('\ufffd');
        expect(capBody(capped, max + 200)).toBe(capped);
      }),
      { numRuns: 2000 },
    );
  });

  it('cuts 70,000 bytes of emoji', () => {
    const capped = capBody('🔴'.repeat(17_500));
    expect(Buffer.byteLength(capped)).toBeLessThanOrEqual(60_000);
    expect(capped).toMatch(/^(?:🔴)+\n\n… \(cut/u);
  });
});

/** A reader of its own: fences by line, then code spans of each line. */
function withoutCode(markdown: string): string {
  let fence: string | null = null;
  const prose: string[] = [];
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(line);
    if (fence !== null) {
      if (mark?.[1]?.startsWith(fence) && mark[2]?.trim() === '') fence = null;
    } else if (mark?.[1]) fence = mark[1];
    else prose.push(line.replace(/(?<![`\\])(`+)(?!`)(.*?[^`])\1(?!`)/g, '⟦code⟧'));
  }
  expect(fence).toBeNull();
  return prose.join('\n');
}
