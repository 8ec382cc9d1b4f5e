import { sanitiseMarkdown } from '../../github/publish/sanitise-markdown.js';
import { stripInvisible } from '../../github/publish/strip-invisible.js';
import { severityMark } from '../../review/render/severity-mark.js';
import { coverageLine, findingsLine } from './summary-line.js';
import type { ReportFinding, ReviewReport } from './review-report.js';

/** The report as Markdown, fit to be pasted into a pull request: everything that is not ours is made inert. */
export function renderMarkdown(report: ReviewReport): string {
  const { outcome, findings, coverage, notices, dropped } = report;
  return `${[
    `### Review: ${findingsLine(report)} · ${outcome.kind} ${report.head.sha.slice(0, 7)}`,
    outcome.reason === null ? '' : `**${outcome.kind}:** ${inert(outcome.reason)}.`,
    notices.map((notice) => `> ⚠️ ${inert(notice)}`).join('\n'),
    ...findings.map(section),
    [
      `**Coverage:** ${coverageLine(report)}.`,
      ...coverage.unread.map(({ path, reason }) => `- ${inCode(path)}: **not read**, ${inert(reason)}`),
      ...coverage.skipped.map(({ path, reason }) => `- ${inCode(path)}: ${inert(reason)}`),
      ...dropped.map(({ reason, count }) => `- ${count} unproven claims dropped: ${inert(reason)}`),
    ].join('\n'),
    `<sub>${inert(report.model === null ? 'rules only' : `${report.model} · $${report.cost.toFixed(2)}`)} · ${(report.durationMs / 1000).toFixed(1)} s</sub>`,
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

function section(finding: ReportFinding): string {
  const { id, severity, category, title, body, path, line, startLine, quote, suggestion, evidence, rule } = finding;
  const where = startLine === null ? `${line}` : `${startLine}-${line}`;
  return [
    `#### ${severityMark[severity]} ${id} ${inert(title)}`,
    `${severity} · ${category} · ${inCode(`${path}:${where}`)} · ${inCode(rule)}`,
    block(quote),
    inert(body),
    suggestion === null ? '' : `Suggestion, tested:\n\n${block(suggestion)}`,
    `<details><summary>How this was verified</summary>\n\n${inert(evidence)}\n\n</details>`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function inert(text: string): string {
  return sanitiseMarkdown(text);
}

function inCode(text: string): string {
  return `\`${sanitiseMarkdown(text.replaceAll('`', "'").replaceAll(/\s/g, ' ')).replaceAll('`', '')}\``;
}

/** A fence longer than any run of backticks inside. */
function block(quoted: string): string {
  const text = stripInvisible(quoted);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}\n${text}\n${ticks}`;
}
