import { stripInvisible } from '../../markdown/strip-invisible.js';
import type { Severity } from '../../review/types.js';
import { paint, type Style } from '../review/paint.js';
import { findingsLine } from '../review/summary-line.js';
import type { ReplayedChange, ReplayReport } from './replay-report.js';
import type { Share } from '../../review/replay/wilson-interval.js';

const STYLE: Record<Severity, Style> = {
  'must-fix': 'red',
  'should-fix': 'yellow',
  minor: 'blue',
  'pre-existing': 'dim',
};

/** The replay for a person: each change with its findings and their fates, then what it comes to. */
export function renderReplay(report: ReplayReport, { colour }: { colour: boolean }): string {
  const shown = paint(colour);
  const { total } = report;
  const number = (value: number | null, digits: number) => (value === null ? 'none' : value.toFixed(digits));
  return `${[
    ...report.changes.flatMap((change) => changeLines(change, shown)),
    shown('dim', '─'.repeat(100)),
    `${total.changes} changes, ${total.notReviewed} of them not reviewed · ${total.findings} findings`,
    `per change: ${number(total.commentsPerChange, 2)} comments · $${number(total.costPerChange, 3)} · ${number(total.secondsPerChange, 1)} s`,
    `lines of findings that were changed later: ${share(total.laterChanged)}`,
    `drawn lines of the same changes, for comparison: ${share(total.baseRate)} (seed ${report.seed})`,
    shown(
      'dim',
      'Later changes are no proof that a finding was right: only a share well above the drawn lines says something.',
    ),
  ].join('\n')}\n`;
}

function changeLines(change: ReplayedChange, shown: ReturnType<typeof paint>): string[] {
  const { title, merged, outcome, files, findings, comments, cost, tokens, durationMs } = change;
  const spent =
    cost > 0
      ? ` · $${cost.toFixed(3)} · ${tokens.input} tokens in (${tokens.cached} cached), ${tokens.output} out`
      : '';
  const why = outcome.reason === null ? '' : `: ${plain(outcome.reason)}`;
  return [
    `${shown('bold', `${merged.slice(0, 7)} ${plain(title)}`)}`,
    shown(
      outcome.kind === 'failed' ? 'red' : 'dim',
      `  ${findingsLine(change)}, ${comments} comments · ${files.read} of ${files.total} files read · ${outcome.kind}${why}${spent} · ${(durationMs / 1000).toFixed(1)} s`,
    ),
    ...findings.map(({ severity, path, line, title: claim, fate, changedIn }) => {
      const became = fate === 'changed' ? `changed in ${changedIn?.slice(0, 7)}` : fate;
      return `  ${shown(STYLE[severity], severity.padEnd(12))} ${plain(path)}:${line} ${plain(claim)} ${shown('dim', `[${became}]`)}`;
    }),
    '',
  ];
}

/** `3 of 7, 43 % (95 %: 16 to 75 %)`. */
function share({ count, n, share: value, low, high }: Share): string {
  if (value === null || low === null || high === null) return 'none whose fate is known';
  const percent = (part: number) => Math.round(part * 100);
  return `${count} of ${n}, ${percent(value)} % (95 %: ${percent(low)} to ${percent(high)} %)`;
}

function plain(text: string): string {
  return stripInvisible(text).replaceAll('\n', ' ');
}
