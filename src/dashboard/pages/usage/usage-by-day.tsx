import { compact, money } from '../../format/number.js';
import { Card } from '../../ui/card.js';
import { DayChart } from '../../ui/charts/day-chart.js';
import { Segments } from '../../ui/segments.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import type { Usage } from './usage-page.js';

const { byDay } = words.usage;
const DOLLARS = [{ key: 'cost_usd', name: byDay.dollars, colour: 'var(--chart-1)' }];
const TOKENS = [
  { key: 'tokens_cache_read', name: byDay.cacheRead, colour: 'var(--chart-3)' },
  { key: 'tokens_cache_write', name: byDay.cacheWrite, colour: 'var(--chart-2)' },
  { key: 'tokens_in', name: byDay.fresh, colour: 'var(--chart-1)' },
  { key: 'tokens_out', name: byDay.out, colour: 'var(--chart-4)' },
];

/** Dollars or tokens day by day. */
export function UsageByDay({
  usage: { by_day: days },
  unit,
  onUnit,
}: {
  usage: Usage;
  unit: 'dollars' | 'tokens';
  onUnit: (unit: 'dollars' | 'tokens') => void;
}) {
  return (
    <Card
      title={byDay.title}
      actions={
        <Segments
          label={byDay.unit}
          value={unit}
          options={[
            ['dollars', byDay.dollars],
            ['tokens', byDay.tokens],
          ]}
          onChange={onUnit}
        />
      }
    >
      {days.every(({ requests }) => requests === 0) ? (
        <Empty title={byDay.empty} hint={byDay.emptyHint} />
      ) : (
        <DayChart
          label={unit === 'dollars' ? byDay.dollarsLabel : byDay.tokensLabel}
          rows={days.toReversed().map(({ date, ...values }) => ({ date, values }))}
          series={unit === 'dollars' ? DOLLARS : TOKENS}
          format={unit === 'dollars' ? money : compact}
        />
      )}
    </Card>
  );
}
