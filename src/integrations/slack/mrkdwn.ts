import type { ChatForm } from '../../markdown/write-for-chat.js';

/**
 * Slack's own marks. `&`, `<` and `>` begin all that acts there (mentions of people, groups and channels, dates,
 * links), so that nothing of it is left once they are escaped; there is no escape for the other marks.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export const mrkdwn: ChatForm = {
  text: unmarked,
  strong: (written) => `*${written}*`,
  emphasis: (written) => `_${written}_`,
  struck: (written) => `~${written}~`,
  code: (code) => `\`${escaped(code.replaceAll('`', "'"))}\``,
  codeLines: (code) => escaped(code.replaceAll('```', "'''")),
  fence: (lines) => `\`\`\`\n${lines}\n\`\`\``,
  link: (label, url) =>
    label === null ? `<${address(url)}>` : `<${address(url)}|${escaped(label.replaceAll('|', '¦'))}>`,
  heading: (written) => `*${written}*`,
  quote: (lines) => lines.map((line) => `> ${line}`),
  bullet: '• ',
  indent: '    ',
  lineEnd: '\n',
};

/** Words with nothing of Slack's control sequences in them. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Words that Slack would mark, from one that opens a mark to one that closes it, are shown as code. */
function unmarked(text: string): string {
  const words = text.replaceAll('`', "'").split(/(\s+)/);
  const marks = ['*', '_', '~'].filter((mark) => {
    const opens = words.findIndex((word) => OPENS.exec(word)?.[1]?.includes(mark));
    return opens >= 0 && words.findLastIndex((word) => CLOSES.exec(word)?.[1]?.includes(mark)) >= opens;
  });
  return words
    .map((word) => (marks.some((mark) => word.includes(mark)) ? `\`${escaped(word)}\`` : escaped(word)))
    .join('');
}

/** What stands before the first letter of a word, and behind the last one. */
const OPENS = /^([^\p{L}\p{N}\s]+)(?=[\p{L}\p{N}])/u;
const CLOSES = /(?<=[\p{L}\p{N}])([^\p{L}\p{N}\s]+)$/u;

function address(url: string): string {
  return escaped(url.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E'));
}
