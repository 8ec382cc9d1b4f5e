import { BOUNDS } from '../bounds.js';
import { isRulesOnly } from './decide-outcome.js';
import { isAgents } from '../plan/is-agents.js';
import { severityMark, severityOrder } from './severity-mark.js';
import type { Asked } from '../ask/ask-reviewers.js';
import { codeSpan } from '../../markdown/code-text.js';
import { details, summaryText } from '../../markdown/details.js';
import { inertCell, inertLine } from '../../markdown/inert.js';
import { commitAddress, issueAddress, linesAddress, ownLink, pullAddress } from '../../markdown/own-link.js';
import { countOf } from '../../words/count-of.js';
import { cutText } from '../../words/cut-text.js';
import { historyLines } from './history-lines.js';
import { surroundingNames } from './surrounding-names.js';
import { listed } from './listed.js';
import { renderMemories } from './render-memories.js';
import { renderLeads } from './render-leads.js';
import type { ReviewedLeads } from '../leads/reviewed-leads.js';
import { shortPath } from './short-path.js';
import { dollarsText } from './dollars-text.js';
import { stateText } from './state-text.js';
import type { AppliedMemory } from '../memories/types.js';
import type { Change, Coverage, Dropped, LedgerFinding, Outcome, ReviewContext, Round } from '../types.js';

type Clean = (text: string) => string;

const more = (count: number) => `- and ${count} more`;
const NOTICES = { most: 20, bytes: 8000, more: (count: number) => `> ⚠️ and ${count} more` };
const ROWS_BYTES = 28_000;
const LINES = { most: 100, bytes: 7000, more };
const MOST_FILES = 5;
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
  asked: Pick<
    Asked,
    'summary' | 'risk' | 'unmetCriteria' | 'use' | 'missing' | 'outOfBudget' | 'effort' | 'leftOut'
  > | null;
  /** Why this effort was chosen; null or absent: the settings say so, or it is the usual one. */
  effortBecause?: string | null;
  /** Absent: there are none. */
  leads?: ReviewedLeads;
  /** What the team said that was used; absent: nothing. */
  memories?: readonly AppliedMemory[];
  /** People who must have reviewed what a coding agent wrote before the check is green; absent: none. */
  peopleWanted?: number;
  modelConfigured: boolean;
  durationMs: number;
  /** Such as `https://github.com/acme/shop`: places and commits are links there; null: nothing is a link. */
  repositoryUrl: string | null;
}

/**
 * Markdown of the sticky summary comment in the look of review-experience.md, without its headline. Whatever is not
 * ours is made inert in its own place; `clean` masks secrets in it.
 */
export function renderSummary(parts: SummaryParts, clean: Clean): string {
  const { coverage, round, notices, asked } = parts;
  const findings = toldIn(round);
  return [
    asked?.summary ? inertLine(asked.summary, clean) : '',
    missingLine(parts, clean),
    originLine(parts),
    noticesText(notices, clean),
    findings.length > 0 ? tables(findings, (finding) => row(finding, parts, clean)) : '',
    parts.leads === undefined ? '' : renderLeads(parts.leads, parts, clean),
    contextDetails(parts, asked?.unmetCriteria ?? [], clean),
    renderMemories(parts.memories ?? [], parts, clean),
    coverageDetails(coverage, parts.dropped, clean),
    lastLine(parts),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Why a review is partial: why Claude took no part or stopped, and the first file that was not read. */
function missingLine({ asked, coverage: { unread } }: SummaryParts, clean: Clean): string {
  const [first] = unread;
  const parts = [
    asked?.missing ? `rules only: ${inertLine(asked.missing, clean)}` : '',
    asked?.outOfBudget ? inertLine(asked.outOfBudget, clean) : '',
    first === undefined
      ? ''
      : `${pathText(first.path, clean)} was not read: ${inertLine(first.reason, clean)}${unread.length > 1 ? `; and ${unread.length - 1} more` : ''}`,
  ].filter(Boolean);
  return parts.length === 0 ? '' : `**Partial review:** ${parts.join(' · ')}.`;
}

/** That an agent wrote it, and for whom the check waits. */
function originLine({ change, peopleWanted = 0 }: SummaryParts): string {
  if (!isAgents(change)) return '';
  const who = change.origin === 'agent' ? 'A coding agent wrote this.' : 'A coding agent helped to write this.';
  if (peopleWanted === 0) return who;
  return `${who} The check turns green when ${countOf(peopleWanted, 'person has', 'people have')} reviewed it.`;
}

/** A line for each. */
export function noticesText(notices: readonly string[], clean: Clean): string {
  return listed(notices, (notice) => `> ⚠️ ${inertLine(notice, clean)}`, NOTICES).join('\n');
}

/** `claude-sonnet-5-5 · normal · $0.12 · 38 s`: what the review was made with, and what it took. */
function lastLine({ asked, effortBecause, modelConfigured, durationMs }: SummaryParts): string {
  const alone = modelConfigured ? 'Claude took no part' : 'Claude not configured';
  // Why it failed to take part stands above.
  const made =
    asked === null
      ? [alone]
      : asked.missing === null
        ? [
            inertLine(asked.use.model),
            effortText(asked, effortBecause ?? null),
            dollarsText(asked.use.cost),
            `${Math.round(durationMs / 1000)} s`,
          ]
        : [];
  return `<sub>${[...made, '`/nectr help`'].join(' · ')}</sub>`;
}

/** `normal`, or `deep (written by an agent; 1 reading left out: for the budget)`. */
function effortText({ effort, leftOut }: Pick<Asked, 'effort' | 'leftOut'>, because: string | null) {
  const left = leftOut === null ? null : `${countOf(leftOut.count, 'reading')} left out: ${inertLine(leftOut.why)}`;
  const why = [because, left].filter((one) => one !== null).join('; ');
  return why === '' ? effort : `${effort} (${why})`;
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
  const shown = shownRisk({ asked, round });
  const risk = shown === null ? '' : ` · risk ${shown}`;
  const kind = isRulesOnly(outcome) ? 'rules only' : outcome.kind;
  return `Review: ${headCounts(told)}${risk} · ${kind} ${change.headSha.slice(0, 7)}${later}`;
}

/** The same as Markdown, with the commit as a link: GitHub would make a reference of it. */
export function headlineMarkdown(parts: Parameters<typeof headline>[0] & Pick<SummaryParts, 'repositoryUrl'>): string {
  const { headSha } = parts.change;
  const short = headSha.slice(0, 7);
  const address = parts.repositoryUrl === null ? null : commitAddress(parts.repositoryUrl, headSha);
  return headline(parts).replace(` ${short}`, () => ` ${ownLink(short, address)}`);
}

/** Findings of this pull request that somebody was told of, with the states they have now. */
function toldIn({ fresh, standing, fixed, dismissed, settled }: Round): LedgerFinding[] {
  // Covered by a dismissal of wider scope: never told here, and without a number.
  return [...fresh, ...standing, ...fixed, ...dismissed, ...settled].filter(({ handle }) => handle > 0);
}

/**
 * No lower than what is open: what must be fixed is no low risk, whatever the model says. Null: it said nothing of it.
 * Pure.
 */
export function shownRisk({ asked, round }: Pick<SummaryParts, 'asked' | 'round'>): 'low' | 'medium' | 'high' | null {
  const risk = asked?.risk ?? null;
  const isGrave = toldIn(round).some(({ state, severity }) => state === 'open' && severity === 'must-fix');
  return risk === 'low' && isGrave ? 'medium' : risk;
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

/** What is open first; what is over below it, folded when there is much of it. */
function tables(findings: readonly LedgerFinding[], toRow: (finding: LedgerFinding) => string): string {
  const [open, over] = [
    findings.filter(({ state }) => state === 'open'),
    findings.filter(({ state }) => state !== 'open'),
  ];
  if (over.length <= MOST_OVER) return table([...bySeverity(open), ...bySeverity(over)], toRow);
  const folded = details(`${over.length} findings that are dismissed or fixed`, table(bySeverity(over), toRow));
  return [open.length > 0 ? table(bySeverity(open), toRow) : '', folded].filter(Boolean).join('\n\n');
}

/** Worst first, then by place. */
function bySeverity(findings: readonly LedgerFinding[]): LedgerFinding[] {
  const rank = ({ severity }: LedgerFinding) => severityOrder.indexOf(severity);
  return findings.toSorted(
    (a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : Number(a.path > b.path)) || a.line - b.line,
  );
}

/** The first ones that there is room for, and how many others there are. */
function table(findings: readonly LedgerFinding[], toRow: (finding: LedgerFinding) => string): string {
  const rows = listed(findings.slice(0, BOUNDS.rows), toRow, {
    most: BOUNDS.rows,
    bytes: ROWS_BYTES,
    more: () => '',
  });
  const shown = rows.filter(Boolean);
  const more = findings.length - shown.length;
  if (more > 0) shown.push(`| | and ${more} more | | |`);
  return ['| | Finding | Where | State |', '|-|-|-|-|', ...shown].join('\n');
}

/** Its number leads to its comment, as far as there is one by now; its place to the line in the head. */
function row(finding: LedgerFinding, { change, repositoryUrl }: SummaryParts, clean: Clean): string {
  const { handle, title, path, line, commentId } = finding;
  const comment =
    repositoryUrl === null || commentId === null
      ? null
      : pullAddress(repositoryUrl, change.number, { kind: 'comment', id: commentId });
  const name = comment === null ? `F${handle}` : ownLink(`F${handle}`, comment);
  const where = ownLink(clean(`${shortPath(path)}:${line}`), placeAddress(finding, change, repositoryUrl, clean), {
    inTable: true,
  });
  const state = stateText(finding, repositoryUrl);
  return `| ${severityMark[finding.severity]} | ${name} ${inertCell(title, clean)} | ${where} | ${state} |`;
}

/** What is over is told with the line it had in an earlier head. */
function placeAddress(
  { path, line, startLine, side, state }: LedgerFinding,
  { headSha }: Change,
  repositoryUrl: string | null,
  clean: Clean,
): string | null {
  if (repositoryUrl === null || state !== 'open' || side !== 'RIGHT' || clean(path) !== path) return null;
  return linesAddress(repositoryUrl, headSha, { path, line, startLine });
}

function contextDetails(
  { context, change, repositoryUrl }: SummaryParts,
  unmetCriteria: readonly string[],
  clean: Clean,
): string {
  const { linkedIssues, conflicts, missing } = context;
  const past = historyLines(context.history, { repositoryUrl, headSha: change.headSha }, clean);
  const issueLink = (number: number) =>
    ownLink(`#${number}`, repositoryUrl === null ? null : issueAddress(repositoryUrl, number));
  const pullLink = (number: number) =>
    ownLink(`#${number}`, repositoryUrl === null ? null : pullAddress(repositoryUrl, number));
  // Each is written only if it is shown: a hundred open pull requests with twenty files each are long work.
  const lines: (() => string)[] = [
    ...linkedIssues.map(
      (issue) => () => `- issue ${issueLink(issue.number)} (${issue.state}): ${inertLine(issue.title, clean)}`,
    ),
    ...surroundingNames(context.surroundings ?? [], clean).map((name) => () => `- ${name}`),
    ...unmetCriteria
      .slice(0, 10)
      .map((criterion) => () => `- not met, as far as Claude can tell: ${inertLine(criterion, clean)}`),
    ...conflicts.map(
      (pull) => () =>
        `- open ${pullLink(pull.number)}: ${inertLine(pull.title, clean)} (${filesText(pull.files, clean)})`,
    ),
    ...past.lines.map((line) => () => line),
    ...missing.map(
      ({ source, reason }) =>
        () =>
          `- ${source} could not be asked: ${inertLine(reason, clean)}`,
    ),
  ];
  if (lines.length === 0) return '';
  const short = [
    ...past.title.slice(0, 2),
    ...conflicts.map(({ number, files }) => `open <code>#${number}</code> touches the same ${sameFiles(files)}`),
    ...past.title.slice(2),
    ...linkedIssues.map(({ number }) => `issue <code>#${number}</code>`),
    ...surroundingNames(context.surroundings ?? [], clean),
  ];
  const title = `Context: ${short.slice(0, 10).join(' · ') || (past.lines.length > 0 ? 'of these files' : 'not available')}`;
  return details(title, listed(lines, (line) => line(), LINES).join('\n'));
}

function sameFiles({ length }: readonly string[]): string {
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
    unread.length > 0 ? `${unread.length} not read` : '',
    skipped.length > 0 ? `${skipped.length} skipped: ${summaryText(cutText(clean(reasons), 300))}` : '',
  ].filter(Boolean);
  const lines = [
    // The first one stands above.
    ...listed(
      unread.length > 1 ? unread : [],
      ({ path, reason }) => `- ${pathText(path, clean)}: **not read**, ${inertLine(reason, clean)}`,
      LINES,
    ),
    ...dropped.map(({ reason, count }) => `- ${countOf(count, 'claim')} dropped: ${inertLine(reason, clean)}`),
    ...listed(skipped, ({ path, reason }) => `- ${pathText(path, clean)}: ${inertLine(reason, clean)}`, LINES),
  ];
  const title = `Coverage: ${read.length} of ${countOf(total, 'file')}${left.length > 0 ? ` (${left.join('; ')})` : ''}`;
  return lines.length === 0 ? `${title}.` : details(title, lines.join('\n'));
}

function pathText(path: string, clean: Clean): string {
  return codeSpan(clean(shortPath(path)));
}
