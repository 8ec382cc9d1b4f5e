import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discordMarkdown } from '../../src/integrations/discord/discord-markdown.js';
import { mrkdwn } from '../../src/integrations/slack/mrkdwn.js';
import { cardMarkdown } from '../../src/integrations/teams/card-markdown.js';
import { linkOf } from '../../src/markdown/link-of.js';
import { packBlocks } from '../../src/markdown/pack-blocks.js';
import { shortened } from '../../src/markdown/short-text.js';
import { writeForChat, type ChatForm } from '../../src/markdown/write-for-chat.js';
import { startTimer } from '../cpu-time.js';

const FORMS = { slack: mrkdwn, teams: cardMarkdown, discord: discordMarkdown };
const written = (markdown: string, form: ChatForm) =>
  packBlocks(writeForChat(markdown, form), form, { each: 1e6, most: 1e6 }).join('\n\n');

describe('GitHub’s Markdown for messengers', () => {
  it.each<[markdown: string, slack: string, teams: string, discord: string]>([
    ['**b** _i_ ~~s~~ `c`', '*b* _i_ ~s~ `c`', '**b** _i_ s c', '**b** *i* ~~s~~ `c`'],
    ['## A **b**', '*A b*', '**A b**', '## A b'],
    [
      '[a b](https://x.dev/p?q=1&r=(2))',
      '<https://x.dev/p?q=1&amp;r=(2)|a b>',
      '[a b](https://x.dev/p?q=1&r=%282%29)',
      '[a b](https://x.dev/p?q=1&r=%282%29)',
    ],
    ['https://x.dev/a_b', '<https://x.dev/a_b>', '[https://x.dev/a_b](https://x.dev/a_b)', '<https://x.dev/a_b>'],
    [
      '[x](javascript:alert(1)) [y](/p) [z](!channel)',
      '[x](javascript:alert(1)) y z',
      '\\[x\\](javascript:alert(1)) y z',
      '\\[x\\](javascript:alert(1)) y z',
    ],
    [
      '![a picture](https://x.dev/p.png)',
      '<https://x.dev/p.png|a picture>',
      '[a picture](https://x.dev/p.png)',
      '[a picture](https://x.dev/p.png)',
    ],
    ['> q\n> r', '> q\n> r', '“ q\n\n“ r', '> q\n> r'],
    ['- a\n  1. b\n- [x] c', '• a\n    1. b\n• ☑ c', '- a\n\n    1. b\n\n- ☑ c', '- a\n  1. b\n- ☑ c'],
    ['|a|b|\n|-|-|\n|1|`2`|', '• a – b\n• 1 – `2`', '- a – b\n\n- 1 – 2', '- a – b\n- 1 – `2`'],
    ['```ts\na < b\n```', '```\na &lt; b\n```', 'a < b', '```ts\na < b\n```'],
    ['a<br>b <!-- hidden --> <sub>c</sub>', 'a\nb  c', 'a\n\nb  c', 'a\nb  c'],
    ['<details><summary>More</summary>\n\ntext\n\n</details>', 'More\n\ntext', 'More\n\ntext', 'More\n\ntext'],
    ['\\# 1. \\*a\\* snake_case', '# 1. `*a*` snake_case', '\\# 1. \\*a\\* snake_case', '\\# 1. \\*a\\* snake\\_case'],
    ['2 * 3 * 4, about ~5', '2 * 3 * 4, about ~5', '2 \\* 3 \\* 4, about ~5', '2 \\* 3 \\* 4, about \\~5'],
    ['Grüße 雪 👍 🇩🇪', 'Grüße 雪 👍 🇩🇪', 'Grüße 雪 👍 🇩🇪', 'Grüße 雪 👍 🇩🇪'],
    ['a\u202Eb\u200B', 'ab', 'ab', 'ab'],
    ['', '', '', ''],
  ])('%j', (markdown, slack, teams, discord) => {
    expect(written(markdown, mrkdwn)).toBe(slack);
    expect(written(markdown, cardMarkdown)).toBe(teams);
    expect(written(markdown, discordMarkdown)).toBe(discord);
  });

  it.each(Object.entries(FORMS))('masks secrets for %s', (_, form) => {
    expect(written(`token ghp_${'a1B2'.repeat(9)} and \`ghp_${'a1B2'.repeat(9)}\``, form)).not.toContain('ghp_a1B2');
  });

  it.each([
    '<!channel>',
    '<!here|x>',
    '<@U0123456789>',
    '<#C0123456789>',
    '<!subteam^S1>',
    '<!date^1^{date}|x>',
    '@everyone',
    '@here',
    '<@123456789012345678>',
    '<@&123456789012345678>',
    '<:emoji:123456789012345678>',
    '<t:1618953630:R>',
    '<at>Dora</at>',
  ])('defuses %s wherever it stands', (mention) => {
    const texts = ['', '**', '`', '> ', '- ', '# ', '\\', '```\n', '    ', '|a|\n|-|\n|', '[', '&lt;'];
    for (const before of texts)
      for (const markdown of [
        `${before}${mention}`,
        `${before}${mention}](https://x.dev)**\``,
        `${before}\\${mention}`,
      ]) {
        expect(written(markdown, mrkdwn)).not.toMatch(/<(?!https?:|mailto:)/);
        expect(written(markdown, cardMarkdown)).not.toMatch(/(?<!\\)<\/?at>/);
        const outsideOfCode = written(markdown, discordMarkdown).replaceAll(/```[\s\S]*?```|`[^`]*`/g, '');
        expect(outsideOfCode).not.toMatch(/(?<!\\)(?:@(?:everyone|here)|<[@#:t])/);
      }
  });

  it('no text makes a mention or control sequence of Slack', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '!',
      '@U1',
      '|',
      '&',
      '`',
      '```',
      '\n',
      ' ',
      '[',
      '](',
      ')',
      'https://x.dev',
      '*',
      '_',
      '~',
      '<!channel>',
      '\\',
      '- ',
      '> ',
      '#',
      '&lt;',
      '&#60;',
      '<b>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(written(pieces.join(''), mrkdwn)).not.toMatch(/<(?!https?:|mailto:)/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('pieces of a text', () => {
  it('are as long as they may be, with whole characters and closed code', () => {
    const paragraph = fc.constantFrom(
      'word ',
      '😀',
      'x'.repeat(90),
      '\n\n',
      '\n',
      '```ts\ncode 😀\nmore\n```\n\n',
      '- item\n',
      '- x\n\n  ```\n  code\n  code\n  ```\n\n',
      '- x\n\n  ```\n  code\n  code\n  ```\n\n',
      '<&>',
      '**b** ',
    );
    fc.assert(
      fc.property(
        fc.array(paragraph, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(...Object.values(FORMS)),
        fc.integer({ min: 60, max: 400 }),
        fc.integer({ min: 60, max: 2000 }),
        (paragraphs, form, each, most) => {
          const texts = packBlocks(writeForChat(paragraphs.join(''), form), form, { each, most });
          expect(texts.every((text) => text !== '' && text.length <= each)).toBe(true);
          expect(texts.join('\n\n').length).toBeLessThanOrEqual(most + texts.length * 2);
          expect(texts.join('')).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
          for (const text of texts) expect((text.match(/```/g) ?? []).length % 2).toBe(0);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keep all words where there is room', () => {
    const markdown = Array.from({ length: 60 }, (_, index) => `line ${index} of many`).join('\n\n');
    const texts = packBlocks(writeForChat(markdown, mrkdwn), mrkdwn, { each: 100, most: 9000 });
    expect(texts.join('\n\n')).toBe(markdown);
    expect(texts.length).toBeGreaterThan(10);
  });

  it('of what is too long to be read end with an ellipsis', () => {
    expect(written('a\n'.repeat(500), mrkdwn)).toMatch(/…$/);
    expect(shortened('😀😀', 2)).toBe('…');
    expect(shortened('abc', 3)).toBe('abc');
  });

  it('links lead to addresses of the web and of mail only', () => {
    expect(
      ['https://x.dev', 'mailto:a@b.c', 'data:text/html,x', 'file:///etc', '//x.dev', 'https://'].map(linkOf),
    ).toEqual(['https://x.dev/', 'mailto:a@b.c', null, null, null, null]);
  });

  it('hostile texts are written in little time', () => {
    const texts = [
      '['.repeat(12_000),
      '**_'.repeat(4000),
      '<a '.repeat(4000),
      '>'.repeat(12_000),
      '`'.repeat(12_000),
      '[a](b'.repeat(2400),
    ];
    const timer = startTimer();
    for (const text of texts) for (const form of Object.values(FORMS)) written(text, form);
    expect(timer()).toBeLessThan(8000);
  });
});
