import { severityMark } from './severity-mark.js';
import type { Finding } from '../types.js';

/**
 * Markdown of one finding's inline comment, without the hidden marker. `clean` neutralises and masks text that does not come from us
 * (mentions, links, HTML, secrets); it is applied to every such part.
 */
export function renderInlineComment(finding: Finding & { handle: number }, clean: (text: string) => string): string {
  const where = finding.startLine === null ? `line ${finding.line}` : `lines ${finding.startLine}-${finding.line}`;
  return [
    `${severityMark[finding.severity]} **${finding.severity}** · ${finding.category} · F${finding.handle}`,
    `**${clean(finding.title)}**`,
    clean(finding.body),
    details(
      'How this was verified',
      `${clean(finding.evidence)}\n\nRule \`${finding.rule}\`; the quoted line stands in the head at ${where}.${tested(finding)}`,
    ),
    details(
      'Prompt for a coding agent',
      fence(
        clean(
          `In ${finding.path}, ${where}: ${finding.title}. ${finding.body} Fix this with the smallest change and add a test that fails without it.`,
        ),
      ),
    ),
  ].join('\n\n');
}

function tested({ suggestion }: Finding): string {
  return suggestion === null ? '' : ' The suggestion was applied and parses.';
}

function details(title: string, text: string): string {
  return `<details><summary>${title}</summary>\n\n${text}\n\n</details>`;
}

/** A fence longer than any run of backticks inside, so that the text cannot close it. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}text\n${text}\n${ticks}`;
}
