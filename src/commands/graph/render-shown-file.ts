import type { ShownFile, ShownQuestion } from '../../graph/ask/show-file.js';
import { codeFence, codeSpan } from '../../markdown/code-text.js';
import { onOneLine } from './on-one-line.js';

const TITLES: Readonly<Record<ShownQuestion, string>> = {
  experts_of: 'Experts',
  co_changed_with: 'Changes with',
  history_of_file: 'History',
  callers_of: 'Called by (at least: reflection and dynamic dispatch are not seen)',
  callees_of: 'Calls',
  implementations_of: 'Implemented or extended by',
  tests_of: 'Tested by',
};

/** What `nectr graph show` prints; sections of which nothing is known are left out. */
export function renderShownFile({ path, symbol, file, hasSymbols, answers }: ShownFile, markdown: boolean): string {
  const name = symbol === null ? path : `${path} ${symbol}`;
  const facts =
    file === null
      ? 'not a file of the last scan'
      : [
          file.language ?? 'no known language',
          file.lines === null ? `${file.size} bytes` : `${file.lines} lines`,
          ...(file.isTest ? ['test'] : []),
          ...(file.isGenerated ? ['generated'] : []),
          ...(file.deletedAt === null ? [] : [`deleted ${file.deletedAt.toISOString().slice(0, 10)}`]),
        ].join(', ');
  const order = Object.keys(TITLES) as ShownQuestion[];
  const sections = order.flatMap((question) => {
    const lines = answers[question] ?? [];
    if (lines.length === 0) return [];
    return markdown
      ? [`### ${TITLES[question]}\n\n${codeFence(lines.join('\n'))}`]
      : [`${TITLES[question]}\n${lines.map((line) => `  ${onOneLine(line)}`).join('\n')}`];
  });
  const nothing = [
    ...(sections.length > 0
      ? []
      : [hasSymbols ? 'Nothing is known of its past, and of who calls it.' : 'Nothing is known of its past.']),
    ...(hasSymbols ? [] : ['Who calls what is not known: no scan has read the symbols of this repository.']),
  ];
  const head = markdown ? `## ${codeSpan(name)}\n\n${facts}` : `${onOneLine(name)}: ${facts}`;
  return `${[head, ...sections, ...nothing].join('\n\n')}\n`;
}
