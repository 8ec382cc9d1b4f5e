import { markdownToHTML } from 'comrak';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { VERBS } from '../../src/conversation/command.js';
import { parseCommand as parse } from '../../src/conversation/parse-command.js';
import { timeRatio } from '../markdown/time-ratio.js';

const OTHER = new Set(['blockquote', 'pre', 'code', 'details', 'h1', 'h2']);
const review = { verb: 'review', full: false };
const parseCommand = (body: string) => parse(body, 'nectr-app')?.command ?? null;
const memory = { pathGlob: null, rule: null, days: null };
const dismissal = { reason: 'not a bug', text: '', scope: 'finding', days: null };

describe('parseCommand', () => {
  it.each([
    ['/nectr review', review],
    ['/nectr review full', { verb: 'review', full: true }],
    ['/NECTR Review FULL', { verb: 'review', full: true }],
    ['Thanks!\n\n/nectr review\nand more', review],
    ['Thanks!\r\n/nectr review\r\n', review],
    ['/nectr ask why is this cached?', { verb: 'ask', question: 'why is this cached?' }],
    [
      '/nectr ask why this?\n```ts\nx();\n```\n<!-- hidden -->',
      { verb: 'ask', question: 'why this?\n```ts\nx();\n```' },
    ],
    ['/nectr ask why?\n/nectr review', { verb: 'ask', question: 'why?' }],
    ['/nectr explain F3', { verb: 'explain', finding: 3 }],
    ['/nectr explain', { verb: 'explain', finding: null }],
    ['/nectr reopen #4', { verb: 'reopen', finding: 4 }],
    ['/nectr remember  we log with pino', { verb: 'remember', memory: { ...memory, text: 'we log with pino' } }],
    ['/nectr forget M3', { verb: 'forget', memory: 3 }],
    ['/nectr forget #m12.', { verb: 'forget', memory: 12 }],
    ['/nectr forget 3', { verb: 'forget', memory: 3 }],
    ['/nectr memories', { verb: 'memories' }],
    ['/nectr pause', { verb: 'pause' }],
    ['/nectr resume', { verb: 'resume' }],
    ['/nectr config', { verb: 'config' }],
    ['/nectr help', { verb: 'help', problem: null }],
    ['/nectr', { verb: 'help', problem: null }],
    ['/nectr dismiss F3 not a bug', { verb: 'dismiss', finding: 3, dismissal }],
    ['/nectr dismiss f3: not a bug', { verb: 'dismiss', finding: 3, dismissal }],
    ['/nectr dismiss not a bug', { verb: 'dismiss', finding: null, dismissal }],
    ['/nectr dismiss F3 false-positive', { verb: 'dismiss', finding: 3, dismissal }],
    ['/nectr dismiss F3 Not a bgu', { verb: 'dismiss', finding: 3, dismissal }],
    [
      '/nectr dismiss F3 out of scope: see the other one',
      { verb: 'dismiss', finding: 3, dismissal: { ...dismissal, reason: 'out of scope', text: 'see the other one' } },
    ],
    [
      '/nectr dismiss F3 intentional here: a demo',
      { verb: 'dismiss', finding: 3, dismissal: { ...dismissal, reason: 'intentional here', text: 'a demo' } },
    ],
    [
      '/nectr dismiss F3 by design in this file for 30d — it is a demo',
      {
        verb: 'dismiss',
        finding: 3,
        dismissal: { reason: 'intentional here', text: 'it is a demo', scope: 'file', days: 30 },
      },
    ],
    [
      '/nectr dismiss F3 preexisting for 2 weeks, in this repo',
      { verb: 'dismiss', finding: 3, dismissal: { reason: 'pre-existing', text: '', scope: 'repository', days: 14 } },
    ],
    [
      '/nectr dismiss F3 wrong fact in this repository',
      { verb: 'dismiss', finding: 3, dismissal: { ...dismissal, reason: 'wrong fact', scope: 'repository' } },
    ],
  ])('reads %j', (body, command) => {
    expect(parseCommand(body)).toEqual(command);
  });

  it.each([
    ['no-break space before', '\u00a0/nectr review', review],
    ['ideographic space before and behind', '\u3000/nectr\u3000review\u3000', review],
    ['byte order mark before', '\ufeff/nectr review', review],
    ['zero-width space before and behind', '\u200b/nectr review\u200b', review],
    ['tab between', '/nectr\treview', review],
  ])('stands Unicode white space: %s', (_, body, command) => {
    expect(parseCommand(body)).toEqual(command);
  });

  it.each([
    ['an ordinary comment', 'Please have a look'],
    ['the middle of a line', 'try /nectr review'],
    ['a quote', '> /nectr review'],
    ['a quote with a fence in it', '> ```\n> /nectr review'],
    ['a fence', '```\n/nectr review\n```'],
    ['a tilde fence with a language', '~~~sh\n/nectr review\n~~~'],
    ['a fence that a shorter one does not close', '````\n```\n/nectr review\n````'],
    ['a fence that is never closed', '```\n/nectr review'],
    ['a fence in a list', '- ```\n  /nectr review\n  ```'],
    ['a fence whose end is indented too far', '```\n    ```\n/nectr review\n```'],
    ['indented code', 'So:\n\n    /nectr review'],
    ['a tab', '\t/nectr review'],
    ['code in the line', '`/nectr review`'],
    ['an HTML comment', '<!--\n/nectr review\n-->'],
    ['the end of an HTML comment', '<!-- a\n--> /nectr review'],
    ['behind an HTML comment', '<!-- a --> /nectr review'],
    ['preformatted HTML', '<pre>\n/nectr review\n</pre>'],
    ['another name', '/nectr-review'],
    ['one word', '/nectrreview'],
    ['another bot', '/review'],
    ['a mention', '@nectr review'],
    ['a zero-width space inside', '/nec\u200btr review'],
    ['nothing', ''],
    ['beyond 64 KB', `${'x'.repeat(66_000)}\n/nectr review`],
    ['beyond a thousand lines', `${'x\n'.repeat(1000)}/nectr review`],
    ['a line separator', 'text\u2028/nectr review'],
    ['a paragraph separator', 'text\u2029/nectr review'],
    ['a next line', 'text\u0085/nectr review'],
    ['a vertical tab', 'text\v/nectr review'],
    ['a form feed', 'text\f/nectr review'],
    ['the lazy line of a quote', '> you said\n/nectr review'],
    ['the lazy line of a quote in a list', '- > you said\n/nectr review'],
    ['a quote in a quote', '> > a\n>\n> /nectr review'],
    ['a quote of HTML', '<blockquote>\n\n/nectr review\n\n</blockquote>'],
    ['a folded part', '<details><summary>a</summary>\n\n/nectr review\n\n</details>'],
    ['HTML', '<div>\n/nectr review\n</div>'],
    ['an attribute', 'a <a title="\n/nectr review\n">b</a>'],
    ['a comment in a paragraph', 'a <!--\n/nectr review\n--> b'],
    ['a definition', '[a]: /b "\n/nectr review\n"'],
    ['the address of a definition', '[a]:\n/nectr'],
    ['the title of a link', '[a](b "\n/nectr review\n")'],
    ['the text of an image', '![a\n/nectr review\n](b)'],
    ['code over lines', '`a\n/nectr review\nb`'],
    ['an item of a list', '- /nectr review'],
    ['a heading', '# /nectr review'],
    ['a row of a table', '| a |\n|---|\n| /nectr review |'],
  ])('is silent at %s', (_, body) => {
    expect(parseCommand(body)).toBeNull();
  });

  it.each([
    ['a fence that is closed', '```\nx\n```\n/nectr review'],
    ['a quote', '> you said\n\n/nectr review'],
    ['a comment that is closed', '<!-- a -->\n/nectr review'],
    ['a comment over lines', '<!--\na\n-->\n/nectr review'],
    ['`<!--` in code', 'write `<!--` there\n/nectr review'],
    ['three backticks in a line', '``` not a fence ``` here\n/nectr review'],
    ['a carriage return', 'text\r/nectr review\rmore'],
    ['`<!--` that begins nothing', 'text <!-- more\n/nectr review'],
    ['an item of a list', '- one\n- two\n/nectr review'],
    ['HTML that is closed', '<details><summary>a</summary>\n\nb\n\n</details>\n\n/nectr review'],
    ['an image', '<img src="a.png">\n\n/nectr review'],
    ['brackets without an address', '[a\n/nectr review\nb]'],
    ['emphasis over lines', '**a\n/nectr review\nb**'],
  ])('goes on behind %s', (_, body) => {
    expect(parseCommand(body)).toEqual(review);
  });

  it.each([
    ['/nectr reveiw', 'There is no command `reveiw`. Did you mean `review`?'],
    ['/nectr dismis F3 not a bug', 'There is no command `dismis`. Did you mean `dismiss`?'],
    ['/nectr approve', 'There is no command `approve`.'],
    ['/nectr --model=x', 'There is no command `--modelx`.'],
    ['/nectr @dora', 'There is no command `dora`.'],
    ['/nectr review --repo=https://evil.example', '`review` takes nothing, or `full`.'],
    ['/nectr review full now', '`review` takes nothing, or `full`.'],
    ['/nectr ask', '`ask` needs a question after it.'],
    ['/nectr ask <!-- only hidden -->', '`ask` needs a question after it.'],
    ['/nectr explain everything', '`explain` takes the number of a finding, such as `F3`.'],
    ['/nectr explain F0', '`explain` takes the number of a finding, such as `F3`.'],
    ['/nectr dismiss F3', expect.stringContaining('needs one of these reasons')],
    ['/nectr dismiss F3 because I say so', expect.stringContaining('needs one of these reasons')],
    ['/nectr dismiss F3 not a bug for 9999d', 'A dismissal lasts from 1 to 365 days, or for good.'],
    ['/nectr dismiss F3 not a bug for 0 days', 'A dismissal lasts from 1 to 365 days, or for good.'],
    ['/nectr pause --all', '`pause` takes nothing.'],
    ['/nectr config key=value', '`config` shows the settings and takes nothing.'],
    ['/nectr remember', '`remember` needs a rule after it.'],
    ['/nectr remember in src/**', '`remember` needs a rule after it.'],
    ['/nectr remember <!-- hidden -->', '`remember` needs a rule after it.'],
    ['/nectr forget', '`forget` takes the number of a memory, such as `M3`.'],
    ['/nectr forget M0', '`forget` takes the number of a memory, such as `M3`.'],
    ['/nectr forget everything', '`forget` takes the number of a memory, such as `M3`.'],
    ['/nectr forget M1 M2', '`forget` takes the number of a memory, such as `M3`.'],
    ['/nectr forget F3', '`forget` takes the number of a memory, such as `M3`; `reopen` takes that of a finding.'],
    ['/nectr memories all', '`memories` lists what is remembered and takes nothing.'],
  ])('answers %j with help', (body, problem) => {
    expect(parseCommand(body)).toEqual({ verb: 'help', problem });
  });

  it.each([
    '@nectr-app',
    '@nectr-app why is this cached?',
    'Hello\n\n@nectr-app[bot] review this',
    '@Nectr-App: explain F3',
    '\u00a0@nectr-app, please',
    '@nectr-app\n\n```\n/nectr review\n```',
  ])('answers whoever calls the App by its name with help: %j', (body) => {
    expect(parseCommand(body)).toEqual({ verb: 'help', problem: null });
  });

  it.each([
    'thanks, @nectr-app',
    '@nectr-app-2 hello',
    '@nectr-app/team hello',
    '@nectr hello',
    '> @nectr-app hello',
    '```\n@nectr-app\n```',
    '`@nectr-app`',
  ])('leaves other names, and what is no begin of a line: %j', (body) => {
    expect(parseCommand(body)).toBeNull();
  });

  it('follows a command although the App is called by its name above it, and knows no name by itself', () => {
    expect(parseCommand('@nectr-app\n\n/nectr review')).toEqual(review);
    expect(parse('@nectr-app', null)).toBeNull();
  });

  it.each([
    ['Hi\n  /nectr ask  why <!-- hidden -->this?\nmore', '/nectr ask  why this?'],
    ['@nectr-app[bot] who are you?', '@nectr-app[bot] who are you?'],
    [`/nectr ask ${'x'.repeat(3000)}`, `/nectr ask ${'x'.repeat(1489)}`],
    [`/nectr ask ${'x'.repeat(1488)}\u{1f680} and more`, `/nectr ask ${'x'.repeat(1488)}`],
  ])('keeps the line of %j as it was written', (body, written) => {
    expect(parse(body, 'nectr-app')?.written).toBe(written);
  });

  it('takes the first of a hundred commands', () => {
    const body = Array.from({ length: 100 }, (_, index) => `/nectr explain F${index + 1}`).join('\n');
    expect(parseCommand(body)).toEqual({ verb: 'explain', finding: 1 });
  });

  it('never throws and keeps to its verbs, whatever the text is', () => {
    const piece = fc.oneof(
      fc.constantFrom('/nectr', ' ', '\n', '\t', '```', '~~~', '<!--', '-->', '<pre>', '> ', '`', '    ', '\u00a0'),
      fc.constantFrom(...VERBS, 'F3', 'full', 'not a bug', 'in this file', 'for 30d'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const command = parseCommand(pieces.join(''));
        expect(command === null || VERBS.includes(command.verb)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('obeys nothing inside a fence, whatever stands in it', () => {
    const line = fc.constantFrom('/nectr review', '``', '> /nectr pause', '<!--', '-->', '    ```', '~~~', 'text');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        expect(parseCommand(['```', ...lines, '```'].join('\n'))).toBeNull();
      }),
    );
  });

  const piece = fc.constantFrom(
    '\n',
    '\n\n',
    '\r',
    ' ',
    '    ',
    '\t',
    '> ',
    '- ',
    '1. ',
    '# ',
    '`',
    '``',
    '```\n',
    '~~~\n',
    '<!--',
    '-->',
    '<div>',
    '</div>',
    '<pre>',
    '</pre>',
    '<details>',
    '</details>',
    '<a title="',
    '">',
    '[a',
    ']: ',
    '](',
    ')',
    '![',
    '"',
    '*',
    '\\',
    'text',
    '&#10;',
    '\u2028',
    '\u0085',
    '\v',
    '\f',
    '\u00a0',
    '\u200b',
    '/nectr review',
    '\n/nectr review',
    '\n/nectr review\n',
  );

  it('obeys only what a reader of the page sees as the begin of a line of prose', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const body = pieces.join('');
        if (parseCommand(body) !== null)
          expect(seenLines(body)).toContainEqual(expect.stringMatching(/^[\s\p{Cf}]*\/nectr/u));
      }),
      { numRuns: 4000, seed: 11 },
    );
  });

  it.each([
    '`',
    '```\n',
    '<!--',
    ' ',
    '- ',
    '- - - x\n',
    '> ',
    '[',
    '![',
    '<a ',
    '<div>\n\n',
    '|-|-\n',
    'a\n/nectr ask\n\n',
    '/nectr ',
  ])('takes time that grows with the text and not faster: %j', (unit) => {
    const text = (length: number) => `${unit.repeat(Math.ceil(length / unit.length)).slice(0, length)}\n\n/nectr ask`;
    const [small, large] = [text(8000), text(64_000)];
    const ratio = timeRatio(
      () => parseCommand(small),
      () => parseCommand(large),
      24,
    );
    expect(ratio).toBeLessThan(24);
  });
});

/**
 * By a reader of Markdown that shares nothing with ours: lines of text outside of quotes, code, headings and folded
 * parts.
 */
function seenLines(markdown: string): string[] {
  const lines = [''];
  const visit = (node: DefaultTreeAdapterTypes.ChildNode) => {
    if ('value' in node) {
      const [first = '', ...more] = node.value.split('\n');
      lines.push(`${lines.pop() ?? ''}${first}`, ...more);
    } else if (OTHER.has(node.nodeName)) lines.push(`${lines.pop() ?? ''}⟦other⟧`);
    else if ('childNodes' in node) {
      if (node.nodeName === 'p' || node.nodeName === 'li') lines.push('');
      for (const child of node.childNodes) visit(child);
    }
  };
  for (const node of parseFragment(markdownToHTML(markdown, { render: { unsafe: true } })).childNodes) visit(node);
  return lines;
}

it('keeps the whole line of the longest memory with its place and time', () => {
  const line = `/nectr remember ${'x'.repeat(600)} in src/${'y'.repeat(99)}/** for 90d`;
  expect(parse(line, null)?.written).toBe(line);
});
