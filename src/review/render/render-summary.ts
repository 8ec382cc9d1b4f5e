import { BOUNDS } from '../bounds.js';
import { isRulesOnly } from './decide-outcome.js';
import { severityMark, severityOrder } from './severity-mark.js';
import type { Asked } from '../ask/ask-reviewers.js';
import { codeSpan } from '../../markdown/code-text.js';
import { details, summaryText } from '../../markdown/details.js';
import { inertCell, inertLine } from '../../markdown/inert.js';
import { listed } from './listed.js';
import { shortPath } from './short-path.js';
import { dollarsText } from './dollars-text.js';
import { stateText } from './state-text.js';
import type { Change, Coverage, Dropped, LedgerFinding, Outcome, ReviewContext, Round } from '../types.js';

type Clean = (text: string) => string;

const more = (count: number) => `- and ${count} more`;
const NOTICES = { most: 20, bytes: 8000, more: (count: number) => `> ⚠️ and ${count} more` };
const ROWS_BYTES = 24_000;
const LINES = { most: 100, bytes: 7000, more };
const MOST_FILES = 20;
/** Findings that are over and still stand among the open ones. */
const MOST_OVER = 5;

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

/**
 * Markdown of the sticky summary comment in the look of review-experience.md. Whatever is not ours is made inert in its own
 * place; `clean` masks secrets in it.
 */
export function renderSummary(parts: SummaryParts, clean: Clean): string {
  const { outcome, coverage, round, notices, asked } = parts;
  const findings = toldIn(round);
  return [
    `### ${headlineMarkdown(parts)}`,
    asked?.summary ? inertLine(asked.summary, clean) : '',
    outcome.kind === 'partial' && !isRulesOnly(outcome)
      ? `**Partial review:** ${inertLine(outcome.reason, clean)}.`
      : '',
    noticesText(notices, clean),
    findings.length > 0 ? tables(findings, clean) : nothingFound(coverage),
    contextDetails(parts.context, asked?.unmetCriteria ?? [], clean),
    coverageDetails(coverage, parts.dropped, clean),
    lastLine(parts),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A line for each. */
export function noticesText(notices: readonly string[], clean: Clean): string {
  return listed(notices, (notice) => `> ⚠️ ${inertLine(notice, clean)}`, NOTICES).join('\n');
}

/** `claude-sonnet-5-5 · $0.12 · 38 s · read abc1234`: what the review was made with, and what it took. */
function lastLine({ asked, modelConfigured, durationMs, change }: SummaryParts): string {
  const made =
    asked?.missing === null
      ? [inertLine(asked.use.model), dollarsText(asked.use.cost), `${Math.round(durationMs / 1000)} s`]
      : [modelConfigured ? 'Claude took no part' : 'Claude not configured'];
  return `<sub>${[...made, `read ${codeSpan(change.headSha.slice(0, 7))}`].join(' · ')} · \`/nectr help\`</sub>`;
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
  const told = toldIn(round);
  const later =
    round.number > 1 ? ` (round ${round.number}: ${round.fixed.length} fixed, ${round.fresh.length} new)` : '';
  const risk = asked?.risk ? ` · risk ${riskText(asked.risk, told)}` : '';
  const kind = isRulesOnly(outcome) ? 'rules only' : outcome.kind;
  return `Review: ${headCounts(told)}${risk} · ${kind} ${change.headSha.slice(0, 7)}${later}`;
}

/** The same as Markdown: GitHub would make a reference of the commit. */
export function headlineMarkdown(parts: Parameters<typeof headline>[0]): string {
  const sha = parts.change.headSha.slice(0, 7);
  return headline(parts).replace(` ${sha}`, ` ${codeSpan(sha)}`);
}

/** Findings of this pull request that somebody was told of, with the states they have now. */
function toldIn({ fresh, standing, fixed, dismissed, settled }: Round): LedgerFinding[] {
  // Covered by a dismissal of wider scope: never told here, and without a number.
  return [...fresh, ...standing, ...fixed, ...dismissed, ...settled].filter(({ handle }) => handle > 0);
}

/** No lower than what is open: what must be fixed is no low risk, whatever the model says. */
function riskText(risk: string, told: readonly LedgerFinding[]): string {
  return risk === 'low' && told.some(({ state, severity }) => state === 'open' && severity === 'must-fix')
    ? 'medium'
    : risk;
}

/** `1 must-fix, 2 should-fix · 1 dismissed`, `no open findings · 2 dismissed, 3 fixed`, or `no findings`. */
export function headCounts(told: readonly Pick<LedgerFinding, 'severity' | 'state'>[]): string {
  const closed = (['dismissed', 'fixed'] as const).flatMap((state) => {
    const count = told.filter((finding) => finding.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  const open = countsText(told.filter(({ state }) => state === 'open'));
  if (closed.length === 0) return open || 'no findings';
  return `${open || 'no open findings'} · ${closed.join(', ')}`;
}

/** `1 must-fix, 2 should-fix`; empty: none. */
function countsText(open: readonly Pick<LedgerFinding, 'severity'>[]): string {
  const counts = severityOrder.flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  return counts.join(', ');
}

function nothingFound({ read, total }: Coverage): string {
  // The line about the coverage says the rest.
  if (read.length === total) return 'No findings.';
  return `No findings in the ${read.length} of ${total} files that were read.`;
}

/** What is open first; what is over below it, folded when there is much of it. */
function tables(findings: readonly LedgerFinding[], clean: Clean): string {
  const [open, over] = [
    findings.filter(({ state }) => state === 'open'),
    findings.filter(({ state }) => state !== 'open'),
  ];
  if (over.length <= MOST_OVER) return table([...bySeverity(open), ...bySeverity(over)], clean);
  const folded = details(`${over.length} findings that are dismissed or fixed`, table(bySeverity(over), clean));
  return [open.length > 0 ? table(bySeverity(open), clean) : '', folded].filter(Boolean).join('\n\n');
}

/** Worst first, then by place. */
function bySeverity(findings: readonly LedgerFinding[]): LedgerFinding[] {
  const rank = ({ severity }: LedgerFinding) => severityOrder.indexOf(severity);
  return findings.toSorted(
    (a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : Number(a.path > b.path)) || a.line - b.line,
  );
}

/** The first ones that there is room for, and how many others there are. */
function table(findings: readonly LedgerFinding[], clean: Clean): string {
  const rows = listed(findings.slice(0, BOUNDS.rows), (finding) => row(finding, clean), {
    most: BOUNDS.rows,
    bytes: ROWS_BYTES,
    more: () => '',
  });
  const shown = rows.filter(Boolean);
  const more = findings.length - shown.length;
  if (more > 0) shown.push(`| | and ${more} more | | |`);
  return ['| | Finding | Where | State |', '|-|-|-|-|', ...shown].join('\n');
}

function row(finding: LedgerFinding, clean: Clean): string {
  const where = codeSpan(clean(`${shortPath(finding.path)}:${finding.line}`), { inTable: true });
  return `| ${severityMark[finding.severity]} | F${finding.handle} ${inertCell(finding.title, clean)} | ${where} | ${stateText(finding)} |`;
}

function contextDetails(
  { linkedIssues, conflicts, missing }: ReviewContext,
  unmetCriteria: readonly string[],
  clean: Clean,
): string {
  const lines = [
    ...linkedIssues.map((issue) => `- issue \`#${issue.number}\` (${issue.state}): ${inertLine(issue.title, clean)}`),
    ...unmetCriteria
      .slice(0, 10)
      .map((criterion) => `- not met, as far as Claude can tell: ${inertLine(criterion, clean)}`),
    ...conflicts.map(
      (pull) =>
        `- open \`#${pull.number}\` touches the same ${filesCount(pull.files)}: ${inertLine(pull.title, clean)} (${filesText(pull.files, clean)})`,
    ),
    ...missing.map(({ source, reason }) => `- ${source} could not be asked: ${inertLine(reason, clean)}`),
  ];
  if (lines.length === 0) return '';
  const short = [
    ...linkedIssues.map(({ number }) => `issue <code>#${number}</code>`),
    ...conflicts.map(({ number, files }) => `open <code>#${number}</code> touches the same ${filesCount(files)}`),
  ];
  const title = `Context: ${short.slice(0, 10).join(' · ') || 'not available'}`;
  return details(title, listed(lines, (line) => line, LINES).join('\n'));
}

function filesCount({ length }: readonly string[]): string {
  return length === 1 ? 'file' : `${length} files`;
}

function filesText(files: readonly string[], clean: Clean): string {
  const more = files.length - MOST_FILES;
  const shown = files.slice(0, MOST_FILES).map((path) => pathText(path, clean));
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function coverageDetails(
  { total, read, skipped, unread }: Coverage,
  dropped: readonly Dropped[],
  clean: Clean,
): string {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))].slice(0, 10).join(', ');
  const left = [
    skipped.length > 0 ? `${skipped.length} skipped: ${summaryText(clean(reasons).slice(0, 300))}` : '',
    unread.length > 0 ? `${unread.length} not read` : '',
  ].filter(Boolean);
  const lines = [
    ...listed(
      unread,
      ({ path, reason }) => `- ${pathText(path, clean)}: **not read**, ${inertLine(reason, clean)}`,
      LINES,
    ),
    ...dropped.map(
      ({ reason, count }) => `- ${count} ${count === 1 ? 'claim' : 'claims'} dropped: ${inertLine(reason, clean)}`,
    ),
    ...listed(skipped, ({ path, reason }) => `- ${pathText(path, clean)}: ${inertLine(reason, clean)}`, LINES),
  ];
  const title = `Coverage: ${read.length} of ${total} files${left.length > 0 ? ` (${left.join('; ')})` : ''}`;
  return lines.length === 0 ? `${title}.` : details(title, lines.join('\n'));
}

function pathText(path: string, clean: Clean): string {
  return codeSpan(clean(shortPath(path)));
}
