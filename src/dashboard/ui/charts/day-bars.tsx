import {
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from 'recharts';
import { dayName } from '../../format/time.js';
import type { DayChartProps, DayRow } from './day-chart.js';

const TICK = { fill: 'var(--ink-faint)', fontSize: 11 };

/** The bars of a `DayChart`; apart from it since the library is large. */
export default function DayBars({ rows, series, format }: DayChartProps) {
  const most = Math.max(0, ...rows.map(({ values }) => series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0)));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...rows]} accessibilityLayer={false} margin={{ top: 4, right: 4, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="date"
          tickFormatter={dayName}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          minTickGap={40}
        />
        <YAxis
          tickFormatter={format}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={48}
          allowDecimals={!Number.isInteger(most)}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--hover)' }}
          content={(props: TooltipContentProps) => <Day {...props} of={{ series, format }} />}
        />
        {series.map(({ key, name, colour }) => (
          <Bar
            key={key}
            dataKey={({ values }: DayRow) => values[key] ?? 0}
            name={name}
            stackId="day"
            fill={colour}
            maxBarSize={28}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

function Day({ active, payload, of }: TooltipContentProps & { of: Pick<DayChartProps, 'series' | 'format'> }) {
  const row = payload[0]?.payload as DayRow | undefined;
  if (!active || row === undefined) return null;
  return (
    <div className="rounded-md border border-line bg-surface px-2.5 py-1.5 text-xs shadow-pop">
      <p className="font-medium">{dayName(row.date)}</p>
      {of.series.map(({ key, name, colour }) => (
        <p key={key} className="flex items-center gap-1.5 text-ink-soft">
          <span aria-hidden="true" className="size-2 rounded-sm" style={{ background: colour }} />
          {name}
          <span className="ml-auto pl-4 text-ink tabular-nums">{of.format(row.values[key] ?? 0)}</span>
        </p>
      ))}
    </div>
  );
}
