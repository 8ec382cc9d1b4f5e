import type { Random } from './random.js';

/** What must never act. */
const ACTIVE = [
  '@alice',
  '@acme/all',
  '#12',
  'acme/shop#3',
  'GH-7',
  'deadbee',
  '9f2c1aab00000000000000000000000000000000',
  'acme/shop@9f2c1aab',
  'https://evil.example/x',
  'http://evil.example/?q=1',
  'ftp://evil.example',
  'www.evil.example',
  'bob@evil.example',
  'mailto:bob@evil.example',
  'fixes #1',
  'Closes: acme/shop#2',
  'resolves https://github.com/acme/shop/issues/4',
  '/merge',
  '/nectr review',
  '@dependabot merge',
  'bors r+',
  'bors: try',
  'recheck',
  'LGTM',
  'GHSA-aaaa-bbbb-cccc',
  '![x](https://evil.example/a.png)',
  '![x][y]',
  '[y]: https://evil.example',
  '[y]:\nhttps://evil.example\n"t"',
  '[x](https://evil.example)',
  '[x](javascript:alert(1))',
  '[x][y]',
  '[y]',
  '<https://evil.example>',
  '<bob@evil.example>',
  '<img src=https://evil.example/a.png>',
  '<IMG\nSRC=x>',
  '<a href="https://evil.example">x</a>',
  '<script>',
  '<style>',
  '<pre>',
  '<textarea>',
  '<?php',
  '<!DOCTYPE x>',
  '<![CDATA[',
  '<!--',
  '-->',
  '<!-- nectr:finding:v1:x:00 -->',
  '<details>',
  '<details open><summary>',
  '</details>',
  '</summary>',
  '<sub>',
  '</sub>',
  '<table><tr><td>',
  '[^1]',
  '[^1]: https://evil.example',
  '- [ ] task',
  '> [!WARNING]',
  '$\\href{https://evil.example}{x}$',
  '$$',
  ':octocat:',
];
/** What is redacted; put together here so that no scanner takes them for real ones. */
const SECRETS = [
  'https://evil.example:',
  'https://a:b@evil.example',
  'authorization: bearer ',
  'Authorization:\nBasic abc',
  `ghp_${'a1B2'.repeat(9)}`,
  '-----BEGIN\nPRIVATE KEY-----',
  `-----BEGIN RSA PRIVATE KEY-----\nMIIE${'abc1'.repeat(10)}\n-----END RSA PRIVATE KEY-----`,
];
const BLOCKS = [
  '```suggestion\nrm -rf /\n```',
  '~~~suggestion\nx\n~~~',
  '- ```suggestion\n  x\n  ```',
  '```mermaid\ngraph\n```',
  '~~~ `js` ~~~',
  '~~~ a`b\n![x](https://evil.example)\n~~~',
  '```\u00a0',
  '```js',
  '````',
  '~~~',
  '    code',
  '- ',
  '1. ',
  '> ',
  '>',
  '* * *',
  '---',
  '===',
  '# ',
  '#',
  '| a | b |\n|---|---|\n| ![x](https://evil.example) | @alice |',
  '|-|',
  ':-',
  '-:|:-',
];
const MARKS = [
  '`',
  '``',
  '\\',
  '*',
  '**',
  '_',
  '__',
  '~',
  '~~',
  '|',
  '\\|',
  '[',
  ']',
  '(',
  ')',
  '](',
  '![',
  '<',
  '>',
  '&',
  '"',
  "'",
];
const SPACES = [
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\t',
  '\u00a0',
  '\u2003',
  '\u2028',
  '\u2029',
  '\u0085',
  '\v',
  '\f',
  '\ufeff',
  '\u200b',
  '\u200d',
  '\u00ad',
  '\u202e',
  '\u001b[1m',
  '\0',
  '\\\n',
  '&nbsp;',
  '&#10;',
  '&NewLine;',
  '&Tab;',
  '&ZeroWidthSpace;',
  '\ud800',
];
const ENTITIES = [
  '&commat;',
  '&#64;',
  '&#x40;',
  '&num;',
  '&#35;',
  '&lt;',
  '&gt;',
  '&amp;',
  '&grave;',
  '&#96;',
  '&lsqb;',
  '&excl;',
  '&colon;',
  '&sol;',
  '&period;',
  '&vert;',
  '&#124;',
  '&bsol;',
  '&lowbar;',
  '&ast;',
];
const WORDS = [
  'a',
  'word',
  'snake_case',
  'Map<string, number>',
  'a < b',
  'x * y',
  'src/a.ts:41',
  'é',
  '字',
  '🔴',
  '1',
  '0',
];
const LONG = ['`', '*', '_', '[', '![', '<', '>', '(', '|', '~', '\\', ' ', '\n', '- ', '> ', 'a', '&'];

/** A text that tries to act on the page it is shown on; the same for the same numbers. */
export function hostileText(random: Random): string {
  const pieces = Array.from({ length: 1 + random.below(14) }, () => piece(random));
  const text = pieces.join(random.next() < 0.3 ? ' ' : '');
  return random.next() < 0.15 ? indented(text, random) : text;
}

function piece(random: Random): string {
  const kind = random.next();
  if (kind < 0.22) return random.pick(ACTIVE);
  if (kind < 0.4) return disguised(random.pick(ACTIVE), random);
  if (kind < 0.5) return random.pick(BLOCKS);
  if (kind < 0.66) return random.pick(MARKS);
  if (kind < 0.8) return random.pick(SPACES);
  if (kind < 0.86) return random.pick(ENTITIES);
  if (kind < 0.88) return random.pick(LONG).repeat(1 + random.below(60));
  if (kind < 0.89) return random.pick(SECRETS);
  if (kind < 0.9) return String.fromCodePoint(32 + random.below(0x2100));
  return random.pick(WORDS);
}

/** Something that acts, cut in two so that it is joined only when it is read. */
function disguised(text: string, random: Random): string {
  const at = random.below(text.length);
  const [before, character, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
  const way = random.below(9);
  if (way === 0) return `${before}\\${character}${after}`;
  if (way === 1) return `${before}&#${text.charCodeAt(at)};${after}`;
  if (way === 2) return `${before}&#x${text.charCodeAt(at).toString(16)};${after}`;
  if (way === 3) return `${before}*${character}*${after}`;
  if (way === 4) return `_${text}_`;
  if (way === 5) return `**${before}**${character}${after}`;
  if (way === 6) return `${before}\u200b${character}${after}`;
  if (way === 7) return `\`${before}${random.pick(['`', '``', ''])}${character}${after}`;
  return `${before}<b></b>${character}${after}`;
}

function indented(text: string, random: Random): string {
  const prefix = random.pick(['> ', '>', '- ', '  ', '    ', '1. ', '> - ', '- > ', '\t', '\u00a0']);
  return text
    .split('\n')
    .map((line) => `${prefix}${line}`)
    .join('\n');
}
