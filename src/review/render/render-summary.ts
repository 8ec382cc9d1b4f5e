import { BOUNDS } from '../bounds.js';
import { severityMark, severityOrder } from './severity-mark.js';
import type { Asked } from '../ask/ask-reviewers.js';
import { dollarsText } from './dollars-text.js';
import { stateText } from './state-text.js';
import type { Change, Coverage, Dropped, LedgerFinding, Outcome, ReviewContext, Round } from '../types.js';

const LONGEST_LIST = 100;

export interface SummaryParts {
  change: Change;
  outcome: Outcome;
  coverage: Coverage;
  context: ReviewContext;
  round: Round;
  dropped: readonly Dropped[];
  /** What the reader should know of the settings file: unknown keys, wrong values. */
  notices: readonly string[];
  /** What the model said; null: it took no part. */
  asked: Pick<Asked, 'summary' | 'risk' | 'unmetCriteria' | 'use' | 'missing'> | null;
  modelConfigured: boolean;
  durationMs: number;
}

/** Markdown of the sticky summary comment in the look of review-experience.md. `clean` neutralises text that is not ours. */
export function renderSummary(parts: SummaryParts, clean: (text: string) => string): string {
  const { outcome, coverage, round, notices, asked } = parts;
  const rows = tableRows(round, clean);
  return [
    `### ${headline(parts)}`,
    asked?.summary ? clean(oneParagraph(asked.summary)) : '',
    outcome.kind === 'partial' ? `**Partial review:** ${clean(outcome.reason)}.` : '',
    notices.map((notice) => `> ⚠️ ${clean(notice)}`).join('\n'),
    rows.length > 0 ? ['| | Finding | Where | State |', '|-|-|-|-|', ...rows].join('\n') : nothingFound(coverage),
    contextDetails(parts.context, asked?.unmetCriteria ?? [], clean),
    coverageDetails(coverage, parts.dropped, clean),
    lastLine(parts),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** `claude-sonnet-5-5 · $0.12 · 38 s · read abc1234`: what the review was made with, and what it took. */
function lastLine({ asked, modelConfigured, durationMs, change }: SummaryParts): string {
  const made =
    asked?.missing === null
      ? [asked.use.model, dollarsText(asked.use.cost), `${Math.round(durationMs / 1000)} s`]
      : [modelConfigured ? 'Claude took no part' : 'Claude not configured'];
  return `<sub>${[...made, `read ${change.headSha.slice(0, 7)}`].join(' · ')} · \`/nectr help\`</sub>`;
}

/** Two sentences at most are wanted at the top; whatever else the model wrote stays out. */
function oneParagraph(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 600 ? `${line.slice(0, 599)}…` : line;
}

/**
 * `Review: 1 must-fix, 2 should-fix · risk medium · reviewed abc1234 (round 2: 3 fixed, 1 new)`; also the title of the
 * check run.
 */
export function headline({
  outcome,
  round,
  change,
  asked,
}: Pick<SummaryParts, 'outcome' | 'round' | 'change' | 'asked'>): string {
  const open = [...round.fresh, ...round.standing];
  const later =
    round.number > 1 ? ` (round ${round.number}: ${round.fixed.length} fixed, ${round.fresh.length} new)` : '';
  const risk = asked?.risk ? ` · risk ${asked.risk}` : '';
  return `Review: ${countsText(open)}${risk} · ${outcome.kind} ${change.headSha.slice(0, 7)}${later}`;
}

/** `1 must-fix, 2 should-fix`, or `no findings`. */
export function countsText(open: readonly Pick<LedgerFinding, 'severity'>[]): string {
  const counts = severityOrder.flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  return counts.join(', ') || 'no findings';
}

function nothingFound({ read, total }: Coverage): string {
  return `No findings in the ${read.length} of ${total} files that were read.`;
}

/** In the order of the round; of a long one the worst, and how many others there are. */
function tableRows({ fresh, standing, fixed }: Round, clean: (text: string) => string): string[] {
  const all = [...fresh, ...standing, ...fixed];
  const rank = ({ state, severity }: LedgerFinding) =>
    state === 'fixed' ? severityOrder.length : severityOrder.indexOf(severity);
  const shown = new Set(all.toSorted((a, b) => rank(a) - rank(b)).slice(0, BOUNDS.rows));
  const rows = all.filter((finding) => shown.has(finding)).map((finding) => row(finding, clean));
  const more = all.length - shown.size;
  return more > 0 ? [...rows, `| | and ${more} more that are less severe | | |`] : rows;
}

function row(finding: LedgerFinding, clean: (text: string) => string): string {
  return `| ${severityMark[finding.severity]} | F${finding.handle} ${cell(clean(finding.title))} | ${cell(clean(finding.path))}:${finding.line} | ${stateText(finding)} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

function contextDetails(
  { linkedIssues, conflicts, missing }: ReviewContext,
  unmetCriteria: readonly string[],
  clean: (text: string) => string,
): string {
  const lines = [
    ...linkedIssues.map((issue) => `- issue #${issue.number} (${issue.state}): ${clean(issue.title)}`),
    ...unmetCriteria
      .slice(0, 10)
      .map((criterion) => `- not met, as far as Claude can tell: ${clean(oneParagraph(criterion))}`),
    ...conflicts.map(
      (pull) =>
        `- open #${pull.number} touches the same ${pull.files.length} files: ${clean(pull.title)} (${pull.files.map(clean).join(', ')})`,
    ),
    ...missing.map(({ source, reason }) => `- ${source} could not be asked: ${clean(reason)}`),
  ];
  if (lines.length === 0) return '';
  const short = [
    ...linkedIssues.map(({ number }) => `issue #${number}`),
    ...conflicts.map(({ number, files }) => `open #${number} touches the same ${files.length} files`),
  ];
  return `<details><summary>Context: ${short.join(' · ') || 'not available'}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

/** A long list helps nobody; how many more there are is said. */
function listed<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length - LONGEST_LIST;
  return [...items.slice(0, LONGEST_LIST).map(line), ...(more > 0 ? [`- and ${more} more`] : [])];
}

function coverageDetails(
  { total, read, skipped, unread }: Coverage,
  dropped: readonly Dropped[],
  clean: (text: string) => string,
): string {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))].join(', ');
  const left = [
    skipped.length > 0 ? `${skipped.length} skipped: ${reasons}` : '',
    unread.length > 0 ? `${unread.length} not read` : '',
  ].filter(Boolean);
  const lines = [
    ...listed(unread, ({ path, reason }) => `- **${clean(path)}: not read, ${clean(reason)}**`),
    ...dropped.map(({ reason, count }) => `- ${count} claims dropped: ${reason}`),
    ...listed(skipped, ({ path, reason }) => `- ${clean(path)}: ${reason}`),
  ];
  const title = `Coverage: ${read.length} of ${total} files${left.length > 0 ? ` (${left.join('; ')})` : ''}`;
  return `<details><summary>${title}</summary>\n\n${lines.join('\n') || 'Every changed file was read.'}\n\n</details>`;
}
