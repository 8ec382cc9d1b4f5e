import type { ChatForm } from '../../markdown/write-for-chat.js';

/**
 * The part of Markdown that Teams shows in a TextBlock: bold, italic, lists and links; headings, quotes, code and tables
 * are written plain. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
 */
export const cardMarkdown: ChatForm = {
  text: escaped,
  strong: (written) => `**${written}**`,
  emphasis: (written) => `_${written}_`,
  struck: (written) => written,
  code: escaped,
  codeLines: (code) => escaped(code).replaceAll('\n', '\n\n'),
  fence: (lines) => lines,
  link: (label, url) => `[${escaped(label ?? url)}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`,
  heading: (written) => `**${written}**`,
  quote: (lines) => lines.map((line) => `“ ${line}`),
  bullet: '- ',
  indent: '    ',
  lineEnd: '\n\n',
};

/** Words as they stand; `<at>` is what mentions somebody. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\\*`[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replaceAll(/<(?=[A-Za-z/!])/g, '\\<')
    .replaceAll(/^(?:>|[#+-]+(?=\s|$))/gm, '\\$&')
    .replaceAll(/^(\d{1,9})\.(?=\s|$)/gm, '$1\\.');
}
