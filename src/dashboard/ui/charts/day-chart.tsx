import { lazy, Suspense } from 'react';
import { dayName } from '../../format/time.js';
import { words } from '../../words/en.js';
import { Skeleton } from '../states.js';
import { Table } from '../table.js';

const DayBars = lazy(() => import('./day-bars.js'));

/** What is counted of each day. */
export interface Series {
  key: string;
  name: string;
  colour: string;
}

/** A day (UTC) with its numbers by the keys of the series. */
export interface DayRow {
  date: string;
  values: Readonly<Record<string, number>>;
}

export interface DayChartProps {
  /** What the chart shows, for who does not see it. */
  label: string;
  /** Oldest first. */
  rows: readonly DayRow[];
  series: readonly Series[];
  format: (value: number) => string;
}

/** Stacked bars by day, and the same numbers as a table. */
export function DayChart(props: DayChartProps) {
  const { label, rows, series, format } = props;
  return (
    <div className="flex flex-col gap-3">
      {series.length > 1 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-soft">
          {series.map(({ key, name, colour }) => (
            <li key={key} className="inline-flex items-center gap-1.5">
              <span aria-hidden="true" className="size-2.5 rounded-sm" style={{ background: colour }} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <div role="img" aria-label={label} className="h-52 w-full">
        <Suspense fallback={<Skeleton className="h-full w-full" />}>
          <DayBars {...props} />
        </Suspense>
      </div>
      <details className="text-sm">
        <summary className="w-fit text-xs text-ink-soft hover:text-ink">{words.charts.asTable}</summary>
        <div className="mt-2 max-h-72 overflow-y-auto rounded-md border border-line">
          <Table
            label={label}
            rows={rows.toReversed()}
            keyOf={({ date }) => date}
            columns={[
              { head: words.charts.day, cell: ({ date }) => <time dateTime={date}>{dayName(date)}</time> },
              ...series.map(({ key, name }) => ({
                head: name,
                end: true,
                cell: ({ values }: DayRow) => format(values[key] ?? 0),
              })),
            ]}
          />
        </div>
      </details>
    </div>
  );
}
