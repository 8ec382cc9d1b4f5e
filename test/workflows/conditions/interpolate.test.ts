import { describe, expect, it } from 'vitest';
import {
  checkInterpolation,
  interpolate,
  type Target,
} from '../../../src/workflows/conditions/interpolation/interpolate.js';
import { interpolateConfig } from '../../../src/workflows/conditions/interpolation/interpolate-config.js';
import { InterpolationError } from '../../../src/workflows/conditions/interpolation/interpolation-error.js';
import type { Facts } from '../../../src/workflows/conditions/variables.js';
import { renderers } from '../../markdown/judge.js';
import { KNOWN } from './known-facts.js';

const fill = (text: string, target: Target = 'plain', facts: Facts = KNOWN) => interpolate(text, facts, target);

function errorOf(work: () => unknown): { message: string; position: number } {
  try {
    work();
  } catch (error) {
    if (error instanceof InterpolationError) return { message: error.message, position: error.position };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('values in texts', () => {
  it.each([
    ['nothing to fill in', 'nothing to fill in'],
    ['#${{ event.number }} by ${{event.actor}}', '#7 by dora'],
    ['$${{ event.number }} and $${{', '${{ event.number }} and ${{'],
    ['${{ event.labels }}', '["bug","Security"]'],
    ['${{ {"a": {"b": "}}"}}["a"].b }}', '}}'],
    [
      '${{ steps.http_request }}',
      '{"status":"completed","sent":true,"body":{"code":502,"errors":["timeout"],"ratio":0.5}}',
    ],
    [
      '${{ 1.5 }} ${{ event.draft }} ${{ payload.nothing }} ${{ now }} ${{ duration("90s") }}',
      '1.5 false null 2026-11-28T23:30:00.000Z 90s',
    ],
    ['${{ event.draft ? "draft" : "ready" }}', 'ready'],
    ['$ {{ x }} }} ${ y }', '$ {{ x }} }} ${ y }'],
  ])('%s', (text, expected) => {
    expect(fill(text)).toBe(expected);
  });

  it.each<[string, string, number]>([
    ['by ${{ steps.gone.by }}', '`steps.gone.by` cannot be filled in: `steps.gone` is not known.', 3],
    [
      '${{ graph.callers + 1 }}',
      '`graph.callers + 1` cannot be filled in: `graph.callers` is not known: the graph gave no answer.',
      0,
    ],
    ['${{ 1 / 0 }}', '`1 / 0` cannot be filled in: division by zero.', 0],
    ['a ${{ event.number', 'An expression is not closed: `}}` is missing.', 2],
    ['a ${{ evnt.number }}', 'There is no variable `evnt`: did you mean `event`?', 6],
    ['${{ }}', 'It is empty.', 3],
    ['${{ event }}', expect.stringContaining('Name a field of `event`') as unknown as string, 4],
  ])('%s', (text, message, position) => {
    expect(errorOf(() => fill(text, 'plain', { event: { number: 7 }, steps: {} }))).toEqual({ message, position });
  });

  it('is checked before it is saved, without facts', () => {
    expect(() => checkInterpolation('#${{ event.number }} ${{ steps.a.b }}')).not.toThrow();
    expect(errorOf(() => checkInterpolation('${{ labl("x") }}')).message).toContain('did you mean `label`');
    expect(errorOf(() => checkInterpolation('```${{ event.title }}\n```', 'markdown')).message).toContain(
      'cannot stand here',
    );
    expect(errorOf(() => checkInterpolation('a ` b ${{ event.title }}', 'markdown')).message).toContain('backtick');
    expect(errorOf(() => checkInterpolation('<a ${{ event.title }}', 'markdown')).message).toContain('begins no tag');
    expect(errorOf(() => checkInterpolation('${{ 1 }}'.repeat(51))).message).toContain('more than 50');
    expect(errorOf(() => checkInterpolation('x'.repeat(20_001))).message).toContain('longer than 20000');
  });

  it('does not grow without bound', () => {
    const facts: Facts = { payload: { text: 'x'.repeat(40_000), list: Array.from({ length: 40_000 }, () => 'x') } };
    const tooLong = { message: 'The text becomes longer than 60000 characters.', position: 0 };
    expect(fill('${{ payload.text }}', 'plain', facts)).toHaveLength(40_000);
    for (const text of ['${{ payload.text }}${{ payload.text }}', '${{ payload.list }}'])
      for (const target of ['plain', 'json', 'url'] as const)
        expect(errorOf(() => fill(`a${text}`, target, facts))).toEqual(tooLong);
  });
});

describe('escaped for its target', () => {
  const facts: Facts = {
    event: { title: 'a"b\\ @alice\n<b>&é', number: 7 },
    inputs: { url: 'https://example.com/a b?x=1', script: 'javascript:alert(1)', odd: '\ud800', hidden: 'a\u202eb' },
  };

  it.each<[Target, string, string]>([
    [
      'json',
      '{"text": "New: ${{ event.title }}", "n": ${{ event.number }}, "t": ${{ event.title }}}',
      '{"text": "New: a\\"b\\\\ @alice\\n<b>&é", "n": 7, "t": "a\\"b\\\\ @alice\\n<b>&é"}',
    ],
    ['json', '{"a": "\\"${{ event.number }}", "b": ${{ [1, 2] }}}', '{"a": "\\"7", "b": [1,2]}'],
    [
      'url',
      'https://example.com/${{ event.title }}?n=${{ event.number }}',
      'https://example.com/a%22b%5C%20%40alice%0A%3Cb%3E%26%C3%A9?n=7',
    ],
    ['url', '/x/${{ inputs.odd }}', '/x/%EF%BF%BD'],
    ['url', '${{ inputs.url }}', 'https://example.com/a%20b?x=1'],
    ['plain', '${{ inputs.hidden }}', 'ab'],
  ])('%s: %s', (target, text, expected) => {
    expect(fill(text, target, facts)).toBe(expected);
  });

  it('takes no other URL', () => {
    expect(errorOf(() => fill('${{ inputs.script }}', 'url', facts)).message).toBe(
      '`inputs.script` is no URL of http or https.',
    );
  });

  it('masks secrets in what people read', () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    for (const target of ['plain', 'markdown'] as const)
      expect(fill('key: ${{ inputs.key }}', target, { inputs: { key: secret } })).not.toContain(secret);
  });
});

describe('Markdown', () => {
  it.each([
    ['Approved by ${{ v }}', 'erik', 'Approved by erik'],
    ['cc @acme/payments: ${{ v }}', 'ask @alice', 'cc @acme/payments: ask `@alice`'],
    ['Thanks @${{ v }}!', 'dora', 'Thanks @dora!'],
    ['Thanks @${{ v }}!', 'acme/all', 'Thanks @`acme/all`!'],
    ['acme/shop#${{ v }}', '7', 'acme/shop#7'],
    ['a${{ v }}', '@alice', 'a`@alice`'],
    ['`${{ v }}`', 'a` @alice `b', "`a' @alice 'b`"],
    ['`${{ v }}` b', '', '` ` b'],
    ['[${{ v }}](https://example.com)', 'x](//evil.example)', '[`x](//evil.example)`](https://example.com)'],
    ['[x](https://example.com/${{ v }})', 'a) @b "c', '[x](https://example.com/a%29%20@b%20%22c)'],
    [
      '<details><summary>${{ v }}</summary>\n\nx\n\n</details>',
      '</summary> @alice',
      '<details><summary>&lt;/summary&gt; <code>@alice</code></summary>\n\nx\n\n</details>',
    ],
    ['| a |\n|---|\n| ${{ v }} |', 'x | y\nz', '| a |\n|---|\n| x &#124; y z |'],
    ['```\n${{ v }}\n```', 'a\n```\n@alice', "```\na\n'''\n> @alice\n```"],
    ['- ${{ v }}', 'a\n\n# b', '- a # b'],
    ['# T\n${{ v }}\n- x', 'one\n\n- two\n- @alice', '# T\n\n\none\n\n- two\n- `@alice`\n\n\n- x'],
    ['${{ v }}', '<img src=x> **bold**', '\\<img src=x> **bold**'],
  ])('%s', (text, value, expected) => {
    expect(fill(text.replaceAll('${{ v }}', '${{ inputs.v }}'), 'markdown', { inputs: { v: value } })).toBe(expected);
  });

  const TEMPLATES = [
    '$',
    'a $ b',
    '**$**',
    '_x $_',
    '`$`',
    '``a $``',
    '- $\n- $',
    '> $',
    '1. `$` $',
    '| a | b |\n|---|---|\n| $ | `$` |',
    '```\n$\n```',
    '- ```\n  $\n  ```',
    '    $',
    '# $',
    '[$](https://example.com)',
    '[a](https://example.com/$)',
    '![$](https://example.com/a.png)',
    '<b>$</b>',
    '<details><summary>$</summary>\n\n$\n\n</details>',
    '<div title="$">',
    '<!-- $ -->',
    '$$',
    '$ $',
    'a$b',
    '[ $ ]',
    'x\n$\ny',
    '~~$~~',
    '\\`$',
    '"$"',
    '($)',
    'a\\\n$',
    '[$',
    '*$',
  ];
  const VALUES = [
    '@alice',
    '@',
    'alice',
    '`@alice`',
    '` @alice',
    '``',
    '```\n@alice',
    '~~~\n@alice\n~~~',
    '](//evil.example)',
    '[x](//evil.example)',
    '<img src=x>',
    '<!--',
    '-->',
    '"><img src=x>',
    '" onclick="x',
    'https://evil.example',
    'www.evil.example',
    '#12',
    'x\n\n@alice',
    '| @alice |',
    '\\',
    '&#64;alice',
    '\n',
    '',
    '*',
    '**@alice**',
    '</summary>@alice',
    '<script>',
    '[',
    ']',
    '(',
    ')',
    'a) [b](//evil.example',
    "'",
    '$',
  ];

  /** In the second place of a template. */
  const BESIDE = ['alice', '@alice', '`', '](//evil.example)', '<img src=x>', '', '//evil.example'];

  const filled = TEMPLATES.flatMap((template) => {
    let index = 0;
    const names = ['inputs.a', 'inputs.b'];
    const text = template.replaceAll('$', () => `\${{ ${names[index++ % 2]} }}`);
    return VALUES.flatMap((first) =>
      (template.split('$').length > 2 ? BESIDE : ['']).map((second) => ({
        of: [template, first, second],
        markdown: fill(text, 'markdown', { inputs: { a: first, b: second } }),
      })),
    );
  });

  it.each(Object.keys(renderers))('no value acts, whatever the text around it: %s', (renderer) => {
    const render = renderers[renderer] ?? String;
    const wrong: string[] = [];
    for (const { of, markdown } of filled) {
      const html = render(markdown);
      const live = html.replaceAll(/<(code|pre)\b[^>]*>[\s\S]*?<\/\1>/g, '').replaceAll(/<!--[\s\S]*?-->/g, '');
      const shown = live.replaceAll(/<[^>]*>/g, '\n');
      const acts =
        /@alice|#12|www\.evil|https:\/\/evil/.test(shown) ||
        /<(?:img src="?x|script)|(?:href|src)="(?:https?:)?\/\/(?:www\.)?evil| onclick="x/.test(live);
      if (acts) wrong.push(`${JSON.stringify(of)}: ${JSON.stringify(markdown)}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('configs', () => {
  it('are filled in as a whole, each text for its target', () => {
    const config = {
      body: '${{ event.title }}',
      url: 'https://x.example/${{ event.title }}',
      list: ['${{ event.number }}', 3, null],
      raw: '${{ x }}',
    };
    const filled = interpolateConfig(config, { event: { title: 'a @b', number: 7 } }, ([key]) =>
      key === 'raw' ? null : key === 'url' ? 'url' : key === 'body' ? 'markdown' : 'plain',
    );
    expect(filled).toEqual({
      body: 'a `@b`',
      url: 'https://x.example/a%20%40b',
      list: ['7', 3, null],
      raw: '${{ x }}',
    });
  });

  it('name the text that cannot be filled in', () => {
    expect(errorOf(() => interpolateConfig({ a: [{ b: '${{ now }}' }] }, {}, () => 'plain')).message).toBe(
      'a[0].b: `now` cannot be filled in: `now` is not known: the time is not given.',
    );
  });

  it('keep keys as data', () => {
    const config = JSON.parse('{"__proto__": {"x": "${{ 1 }}"}}') as object;
    const filled = interpolateConfig(config, {}, () => 'plain');
    expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
    expect(JSON.stringify(filled)).toBe('{"__proto__":{"x":"1"}}');
  });
});
