import type { ChatForm } from '../../markdown/write-for-chat.js';

/** Discord's Markdown; a backslash takes the meaning of what follows. https://support.discord.com/hc/en-us/articles/210298617 */
export const discordMarkdown: ChatForm = {
  text: escaped,
  strong: (written) => `**${written}**`,
  emphasis: (written) => `*${written}*`,
  struck: (written) => `~~${written}~~`,
  code: (code) => `\`${code.replaceAll('`', "'")}\``,
  codeLines: (code) => code.replaceAll('```', "'''"),
  fence: (lines, language) => `\`\`\`${language}\n${lines}\n\`\`\``,
  link: (label, url) =>
    label === null ? `<${url}>` : `[${escaped(label)}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`,
  heading: (written, level) => `${'#'.repeat(Math.min(3, level))} ${written}`,
  quote: (lines) => lines.map((line) => `> ${line}`),
  bullet: '- ',
  indent: '  ',
  lineEnd: '\n',
};

/**
 * Words as they stand: no mark, mention (`@everyone`, `<@…>`, `<#…>`, `<t:…>`), link or emoji is left in them. What
 * begins a heading, a list or a quote does so only at the beginning of a line.
 */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\\*_~`|<@[\]]/g, '\\$&')
    .replaceAll('://', '\\://')
    .replaceAll(/^(?:>|[#+-]+(?=\s|$))/gm, '\\$&')
    .replaceAll(/^(\d{1,9})\.(?=\s|$)/gm, '$1\\.');
}
