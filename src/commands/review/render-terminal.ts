import { countOf } from '../../words/count-of.js';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import { MOST_SHOWN, WORTH_A_LOOK } from '../../review/render/render-leads.js';
import type { Severity } from '../../review/types.js';
import type { FrameLine } from './code-frames.js';
import { historyTexts } from './history-texts.js';
import { paint, type Style } from './paint.js';
import type { ReportFinding, ReviewReport } from './review-report.js';
import { coverageLine, findingsLine } from './summary-line.js';

export interface TerminalOptions {
  colour: boolean;
  /** Columns of the terminal. */
  width: number;
}

const STYLE: Record<Severity, Style> = {
  'must-fix': 'red',
  'should-fix': 'yellow',
  minor: 'blue',
  'pre-existing': 'dim',
};
const MARK: Record<Severity, string> = { 'must-fix': '✖', 'should-fix': '▲', minor: '●', 'pre-existing': '○' };

/**
 * The report for a person at a terminal: by file, each finding with the lines it is about, then what was read. Text of
 * the repository cannot steer the terminal: control characters are taken out before anything is coloured.
 */
export function renderTerminal(
  report: ReviewReport,
  frames: ReadonlyMap<string, FrameLine[]>,
  { colour, width }: TerminalOptions,
): string {
  const shown = paint(colour);
  const columns = Math.max(40, Math.min(width, 110));
  const lines: string[] = [];
  let path: string | null = null;
  for (const finding of report.findings) {
    if (finding.path !== path) {
      path = finding.path;
      lines.push('', shown('bold', plain(path)));
    }
    lines.push('', ...findingLines(finding, frames.get(finding.id) ?? [], shown, columns));
  }
  return `${[...lines, ...leadLines(report.leads, shown), ...historyText(report.history, shown), '', ...closing(report, shown, columns)].join('\n')}\n`;
}

function leadLines(leads: ReviewReport['leads'], shown: Paint): string[] {
  if (leads.length === 0) return [];
  const more = leads.length - MOST_SHOWN;
  return [
    '',
    shown('bold', WORTH_A_LOOK),
    ...leads
      .slice(0, MOST_SHOWN)
      .map(({ path, line, rule, title }) => shown('dim', `  ${plain(`${path}:${line} ${title}`)} · ${plain(rule)}`)),
    ...(more > 0 ? [shown('dim', `  and ${more} more`)] : []),
  ];
}

function historyText(history: ReviewReport['history'], shown: Paint): string[] {
  const texts = history === undefined ? [] : historyTexts({ ...history, sha: null, called: [] });
  if (texts.length === 0) return [];
  return ['', shown('bold', 'What the history says'), ...texts.map((text) => shown('dim', `  ${plain(text)}`))];
}

type Paint = ReturnType<typeof paint>;

function findingLines(finding: ReportFinding, frame: readonly FrameLine[], shown: Paint, columns: number): string[] {
  const { id, severity, category, title, body, rule, line, startLine, suggestion, remedy } = finding;
  const style = STYLE[severity];
  const place = startLine === null ? `${line}` : `${startLine}-${line}`;
  return [
    `  ${shown(style, `${MARK[severity]} ${severity}`)}  ${shown('bold', plain(title))}`,
    shown('dim', `    ${id} · line ${place} · ${category} · ${plain(rule)}`),
    '',
    ...frame.map((each) => frameLine(each, style, shown, columns)),
    '',
    ...wrap(plain(body), columns - 4).map((text) => `    ${text}`),
    ...(suggestion === null
      ? []
      : [
          '',
          shown('green', '    Suggestion, tested:'),
          ...suggestion.split('\n').map((text) => shown('green', `    + ${plain(text)}`)),
        ]),
    ...(remedy === undefined
      ? []
      : ['', shown('green', '    Change, tested:'), ...remedy.split('\n').map((text) => `    ${plain(text)}`)]),
  ];
}

function frameLine({ number, text, marked }: FrameLine, style: Style, shown: Paint, columns: number): string {
  const gutter = `${String(number).padStart(6)} │ `;
  const code = cut(plain(text).replaceAll('\t', '  ').trimEnd(), columns - gutter.length - 4);
  return marked
    ? `  ${shown(style, '▶')} ${shown(style, gutter)}${code}`
    : shown('dim', `    ${gutter}${code}`).trimEnd();
}

function closing(report: ReviewReport, shown: Paint, columns: number): string[] {
  const { outcome, findings, coverage, dropped, notices } = report;
  const worst = findings.some(({ severity }) => severity === 'must-fix')
    ? 'red'
    : findings.length > 0
      ? 'yellow'
      : 'green';
  const count = dropped.reduce((sum, each) => sum + each.count, 0);
  const made = report.model === null ? 'rules only' : `${report.model}, $${report.cost.toFixed(2)}`;
  const range = `${report.base.ref}…${report.head.ref} (${report.head.sha.slice(0, 7)})`;
  return [
    shown('dim', '─'.repeat(columns)),
    `${shown(worst, shown('bold', findingsLine(report)))} in ${plain(range)}`,
    `${shown(coverage.unread.length > 0 ? 'yellow' : 'dim', coverageLine(report))}${shown('dim', ` · ${made} · ${(report.durationMs / 1000).toFixed(1)} s${count > 0 ? ` · ${countOf(count, 'unproven claim')} dropped` : ''}`)}`,
    ...(outcome.reason === null ? [] : [shown('yellow', `${outcome.kind}: ${plain(outcome.reason)}`)]),
    ...coverage.unread.map(({ path, reason }) => shown('yellow', `  not read: ${plain(path)}: ${plain(reason)}`)),
    ...notices.map((notice) => shown('yellow', `  note: ${plain(notice)}`)),
  ];
}

/** One line without anything a terminal obeys. */
function plain(text: string): string {
  return stripInvisible(text).replaceAll('\n', ' ');
}

function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(1, width - 1)).join('')}…`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
