import { redact } from '../../access/redact.js';
import { historyLines } from '../../review/render/history-lines.js';
import { shortPath } from '../../review/render/short-path.js';
import { codeFence, codeSpan } from '../../markdown/code-text.js';
import { details } from '../../markdown/details.js';
import { inertLine, inertText } from '../../markdown/inert.js';
import { MOST_SHOWN, WORTH_A_LOOK } from '../../review/render/render-leads.js';
import { severityMark } from '../../review/render/severity-mark.js';
import { countOf } from '../../words/count-of.js';
import { coverageLine, findingsLine } from './summary-line.js';
import type { ReportFinding, ReviewReport } from './review-report.js';

/** The report as Markdown, fit to be pasted into a pull request: everything that is not ours is made inert. */
export function renderMarkdown(report: ReviewReport): string {
  const { outcome, findings, coverage, notices, dropped } = report;
  return `${[
    `### Review: ${findingsLine(report)} · ${outcome.kind} ${codeSpan(report.head.sha.slice(0, 7))}`,
    outcome.reason === null ? '' : `**${outcome.kind}:** ${inertLine(outcome.reason)}.`,
    notices.map((notice) => `> ⚠️ ${inertLine(notice)}`).join('\n'),
    ...findings.map(section),
    leadsFold(report.leads),
    historyFold(report),
    [
      `**Coverage:** ${coverageLine(report)}.`,
      ...coverage.unread.map(
        ({ path, reason }) => `- ${codeSpan(shortPath(path))}: **not read**, ${inertLine(reason)}`,
      ),
      ...coverage.skipped.map(({ path, reason }) => `- ${codeSpan(shortPath(path))}: ${inertLine(reason)}`),
      ...dropped.map(({ reason, count }) => `- ${countOf(count, 'unproven claim')} dropped: ${inertLine(reason)}`),
    ].join('\n'),
    `<sub>${inertLine(report.model === null ? 'rules only' : `${report.model} · $${report.cost.toFixed(2)}`)} · ${(report.durationMs / 1000).toFixed(1)} s</sub>`,
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

function leadsFold(leads: ReviewReport['leads']): string {
  if (leads.length === 0) return '';
  const lines = leads
    .slice(0, MOST_SHOWN)
    .map(
      ({ path, line, rule, title }) =>
        `- ${codeSpan(`${shortPath(path)}:${line}`)} ${inertLine(title)} (${codeSpan(rule)})`,
    );
  const more = leads.length - lines.length;
  return details(WORTH_A_LOOK, [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'));
}

function historyFold({ history, head }: ReviewReport): string {
  if (history === undefined) return '';
  const { lines } = historyLines(
    { ...history, sha: null, called: [] },
    { repositoryUrl: null, headSha: head.sha },
    redact,
  );
  return lines.length === 0 ? '' : details('What the history says', lines.join('\n'));
}

function section(finding: ReportFinding): string {
  const { id, severity, category, title, body, path, line, startLine, quote, suggestion, remedy, evidence, rule } =
    finding;
  const where = startLine === null ? `${line}` : `${startLine}-${line}`;
  return [
    `#### ${severityMark[severity]} ${id} ${inertLine(title)}`,
    `${severity} · ${category} · ${codeSpan(`${shortPath(path)}:${where}`)} · ${codeSpan(rule)}`,
    codeFence(quote),
    inertText(body),
    suggestion === null ? '' : `Suggestion, tested:\n\n${codeFence(suggestion)}`,
    remedy === undefined ? '' : `Change, tested:\n\n${codeFence(remedy, 'diff')}`,
    details('How this was verified', inertText(evidence)),
  ]
    .filter(Boolean)
    .join('\n\n');
}
