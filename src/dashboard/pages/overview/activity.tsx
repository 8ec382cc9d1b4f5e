import type { UseQueryResult } from '@tanstack/react-query';
import { count } from '../../format/number.js';
import type { Period } from '../../layout/period.js';
import { Card } from '../../ui/card.js';
import { DayChart } from '../../ui/charts/day-chart.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty, Skeleton } from '../../ui/states.js';
import { words } from '../../words/en.js';
import type { Overview } from './use-overview.js';

const { activity } = words.overview;
const SERIES = [
  { key: 'completed', name: activity.completed, colour: 'var(--reviewed)' },
  { key: 'failed', name: activity.failed, colour: 'var(--failed)' },
  { key: 'skipped', name: activity.skipped, colour: 'var(--skipped)' },
];

/** What became of pull requests, day by day. */
export function Activity({ of, days }: { of: UseQueryResult<Overview>; days: Period }) {
  return (
    <Card title={activity.title}>
      <Loaded of={of} waiting={<Skeleton className="h-60" />}>
        {({ timeline }) =>
          timeline.every((day) => day.pull_requests === 0) ? (
            <Empty title={activity.none} hint={activity.noneHint} />
          ) : (
            <DayChart
              label={activity.label(days)}
              rows={timeline.map(({ date, completed, failed, skipped }) => ({
                date,
                values: { completed, failed, skipped },
              }))}
              series={SERIES}
              format={count}
            />
          )
        }
      </Loaded>
    </Card>
  );
}
