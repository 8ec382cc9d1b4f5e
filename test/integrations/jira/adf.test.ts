import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adfOfMarkdown } from '../../../src/integrations/jira/adf/adf-of-markdown.js';
import { fitAdf } from '../../../src/integrations/jira/adf/fit-adf.js';
import { checkAdf } from './check-adf.js';

const text = (content: string, ...marks: unknown[]) => ({
  type: 'text',
  text: content,
  ...(marks.length > 0 && { marks: marks.map((mark) => (typeof mark === 'string' ? { type: mark } : mark)) }),
});
const link = (href: string) => ({ type: 'link', attrs: { href } });
const p = (...content: unknown[]) => ({
  type: 'paragraph',
  content: content.map((one) => (typeof one === 'string' ? text(one) : one)),
});
const item = (...content: unknown[]) => ({ type: 'listItem', content });
const cell = (type: string, ...content: unknown[]) => ({ type, content: [p(...content)] });

describe('adfOfMarkdown', () => {
  it.each<[string, unknown[]]>([
    ['', [p()]],
    ['one\ntwo  \nthree', [p('one two', { type: 'hardBreak' }, 'three')]],
    ['## Title `x`', [{ type: 'heading', attrs: { level: 2 }, content: [text('Title '), text('x', 'code')] }]],
    [
      '**a *b* ~~c~~** `d`',
      [
        p(
          text('a ', 'strong'),
          text('b', 'strong', 'em'),
          text(' ', 'strong'),
          text('c', 'strong', 'strike'),
          ' ',
          text('d', 'code'),
        ),
      ],
    ],
    ['**`x`** and [`y`](https://e.org)', [p(text('x', 'code'), ' and ', text('y', 'code', link('https://e.org')))]],
    [
      '[a](https://e.org/?q=1&r=2) <https://f.org> https://g.org',
      [
        p(
          text('a', link('https://e.org/?q=1&r=2')),
          ' ',
          text('https://f.org', link('https://f.org')),
          ' ',
          text('https://g.org', link('https://g.org')),
        ),
      ],
    ],
    ['[a](../x.md) [b](#c) [d](javascript:alert(1)) README.md', [p('a b [d](javascript:alert(1)) README.md')]],
    [
      '![alt](https://e.org/i.png) ![](https://e.org/j.png)',
      [p(text('alt', link('https://e.org/i.png')), ' ', text('https://e.org/j.png', link('https://e.org/j.png')))],
    ],
    [
      '```TS title=x\na < b\n\nc\n```\n\n    indented',
      [
        { type: 'codeBlock', attrs: { language: 'ts' }, content: [text('a < b\n\nc')] },
        { type: 'codeBlock', content: [text('indented')] },
      ],
    ],
    ['```\n```', [{ type: 'codeBlock', content: [] }]],
    [
      '- a\n  - b\n- [ ] c',
      [
        {
          type: 'bulletList',
          content: [item(p('a'), { type: 'bulletList', content: [item(p('b'))] }), item(p('[ ] c'))],
        },
      ],
    ],
    [
      '3. a\n\n   ```js\n   x\n   ```\n4.',
      [
        {
          type: 'orderedList',
          attrs: { order: 3 },
          content: [item(p('a'), { type: 'codeBlock', attrs: { language: 'js' }, content: [text('x')] }), item(p())],
        },
      ],
    ],
    ['- - a', [{ type: 'bulletList', content: [item(p(), { type: 'bulletList', content: [item(p('a'))] })] }]],
    ['- # a\n  > b\n  ***', [{ type: 'bulletList', content: [item(p(text('a', 'strong')), p('b'))] }]],
    ['> a\n>\n> > b\n>\n> # c', [{ type: 'blockquote', content: [p('a'), p('b'), p(text('c', 'strong'))] }]],
    ['---', [{ type: 'rule' }]],
    [
      '| a | b |\n|---|---|\n| `c` | |',
      [
        {
          type: 'table',
          content: [
            { type: 'tableRow', content: [cell('tableHeader', 'a'), cell('tableHeader', 'b')] },
            { type: 'tableRow', content: [cell('tableCell', text('c', 'code')), cell('tableCell')] },
          ],
        },
      ],
    ],
    [
      '> | a | b |\n> |---|---|\n> | c | d |',
      [{ type: 'blockquote', content: [p('a', ' | ', 'b'), p('c', ' | ', 'd')] }],
    ],
    [
      '<details><summary>More &amp; more</summary>\n\nb<br>c <sub>d</sub>\n\n</details>\n<!-- mark -->',
      [p('More & more'), p('b', { type: 'hardBreak' }, 'c d')],
    ],
    ['<!-- only this -->', [p()]],
    ['a &lt;b&gt; \\*c\\* 支払い 🧾', [p('a <b> *c* 支払い 🧾')]],
  ])('%j', (markdown, content) => {
    const document = adfOfMarkdown(markdown);
    expect(document).toEqual({ version: 1, type: 'doc', content });
    expect(checkAdf(document)).toBeNull();
  });

  it('shows what is too deep as it was written', () => {
    const markdown = `${'> '.repeat(100)}deep`;
    expect(adfOfMarkdown(markdown).content).toEqual([{ type: 'codeBlock', content: [text(markdown)] }]);
  });

  it('makes a document that Jira takes of our own longest text', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    expect(checkAdf(adfOfMarkdown(readme))).toBeNull();
  });
});

describe('fitAdf', () => {
  const pieces = [
    '# h',
    '> q',
    '- a',
    '  - b',
    '1. x',
    '```js\n',
    '```\n',
    '| a | b |\n|---|---|\n| `c` | **d** |',
    '---',
    '**b _i_ ~~s~~ `c`**',
    '[**`y`**](https://a.org)',
    '![i](https://a.org/g.png)',
    '<details><summary>S</summary>\n\n',
    '</details>',
    '<!-- c -->',
    '    code',
    '<br>',
    '\\',
    '*',
    '_',
    '`',
    '|',
    '😀',
    '\ud83d',
  ];

  it('always makes a document that Jira takes, within its bound', () => {
    const piece = fc.tuple(fc.constantFrom(...pieces), fc.constantFrom('\n', ' ', '\n\n', ''));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 300 }), (parts, times) => {
        const document = fitAdf(
          parts
            .map((part) => part.join(''))
            .join('')
            .repeat(times),
        );
        expect(checkAdf(document)).toBeNull();
        expect(JSON.stringify(document).length).toBeLessThanOrEqual(32_767);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps most of what is too long', () => {
    const words = JSON.stringify(fitAdf('word '.repeat(50_000)));
    expect(words.length).toBeGreaterThan(30_000);
    expect(words).toContain('… (shortened)');
  });
});
