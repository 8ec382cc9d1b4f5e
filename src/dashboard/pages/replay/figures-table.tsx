import type { ReactNode } from 'react';
import { count, counted, duration, money } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { SEVERITY_TONE } from '../../ui/review-badges.js';
import { Sideways } from '../../ui/sideways.js';
import { words } from '../../words/en.js';
import { Precision, shareText } from './precision.js';
import type { Figures, Replay } from './replay-queries.js';
import { valuesOf } from './values-of.js';

const said = words.replay.figures;
const one = (value: number | null) =>
  value === null ? '–' : Number.isInteger(value) ? String(value) : value.toFixed(1);

type Row = readonly [name: string, hint: string | null, of: (figures: Figures) => ReactNode];

const ROWS: readonly Row[] = [
  [said.comments, said.commentsHint, ({ comments }) => <Middle of={comments} />],
  [said.findings, null, ({ by_severity: counts, reviewed }) => (reviewed === 0 ? '–' : <Severities of={counts} />)],
  [said.precision, said.precisionHint, ({ precision }) => <Precision of={precision} />],
  [said.drawn, said.drawnHint, ({ precision }) => shareText(precision.drawn_lines) ?? '–'],
  [said.silent, null, ({ silent, reviewed }) => (reviewed === 0 ? '–' : said.of(silent, reviewed))],
  [said.effort, said.effortHint, ({ efforts }) => effortsText(efforts)],
  [
    said.cost,
    null,
    (of) => (of.mean_cost_usd === null ? '–' : said.costs(money(of.mean_cost_usd), money(of.cost_usd))),
  ],
  [said.time, null, (of) => duration(of.mean_seconds === null ? null : of.mean_seconds * 1000)],
  [said.left, null, ({ skipped, failed }) => (skipped + failed === 0 ? '–' : said.leftOut(skipped, failed))],
];

/** What each setting comes to, beside each other. */
export function FiguresTable({ of: { figures, settings } }: { of: Replay }) {
  return (
    <>
      <Sideways label={said.title}>
        <table className="w-full border-collapse text-sm" aria-label={said.title}>
          <thead>
            <tr className="border-b border-line text-left align-top">
              <th scope="col" className="w-60 min-w-36 py-2 pr-3 pl-4 font-medium">
                <span className="sr-only">{said.figure}</span>
              </th>
              {settings.map(({ name, values }) => (
                <th key={name} scope="col" className="min-w-36 px-3 py-2 font-medium last:pr-4">
                  {name}
                  <Values of={values} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map(([name, hint, cell]) => (
              <tr key={name} className="border-b border-line align-top last:border-0">
                <th scope="row" className="py-2 pr-3 pl-4 text-left font-normal">
                  {name}
                  {hint !== null && <span className="block text-xs text-ink-soft">{hint}</span>}
                </th>
                {figures.map((each) => (
                  <td key={each.setting} className="px-3 py-2 tabular-nums last:pr-4">
                    {cell(each)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      <p className="border-t border-line px-4 py-3 text-xs text-ink-soft">{said.how}</p>
    </>
  );
}

/** Such as `3 quick, 2 deep`. */
function effortsText(efforts: Figures['efforts']): string {
  const made = Object.entries(efforts).filter(([, number]) => number > 0);
  return made.length === 0 ? '–' : made.map(([effort, number]) => `${count(number)} ${effort}`).join(', ');
}

/** What a setting sets. */
export function Values({ of }: { of: Record<string, unknown> }) {
  const values = valuesOf(of);
  if (values.length === 0)
    return <span className="block text-xs font-normal text-ink-soft">{words.replay.asInRepo}</span>;
  return (
    <ul className="font-mono text-xs font-normal text-ink-soft">
      {values.map((value) => (
        <li key={value} className="[overflow-wrap:anywhere]">
          {value}
        </li>
      ))}
    </ul>
  );
}

function Middle({ of: { mean, median, total } }: { of: Figures['comments'] }) {
  if (mean === null) return '–';
  return (
    <>
      <span className="text-base font-semibold">{one(mean)}</span>
      <span className="block text-xs text-ink-soft">
        {said.median(one(median))} · {counted(total, said.comment)}
      </span>
    </>
  );
}

function Severities({ of }: { of: Figures['by_severity'] }) {
  const shown = Object.entries(of).filter(([, number]) => number > 0) as [keyof typeof SEVERITY_TONE, number][];
  if (shown.length === 0) return <>0</>;
  return (
    <span className="flex flex-wrap gap-1">
      {shown.map(([severity, number]) => (
        <Badge key={severity} tone={SEVERITY_TONE[severity]}>
          {count(number)} {severity}
        </Badge>
      ))}
    </span>
  );
}
