import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { count, duration, money, percent } from '../../format/number.js';
import type { Period } from '../../layout/period.js';
import { Figure } from '../../ui/card.js';
import { classes } from '../../ui/classes.js';
import { Loaded } from '../../ui/loaded.js';
import { Skeleton } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { compareAmounts, compareShares, type Change } from './compare.js';
import type { Overview } from './use-overview.js';

const { figures } = words.overview;
const GRID = 'grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5';

/** The few numbers that tell how reviews go, each beside that of the period before. */
export function Figures({
  now,
  before,
  days,
}: {
  now: UseQueryResult<Overview>;
  before: Overview | undefined;
  days: Period;
}) {
  return (
    <section aria-label={figures.label(days)}>
      <Loaded
        of={now}
        waiting={
          <div className={GRID}>
            {Array.from({ length: 5 }, (_, at) => (
              <Skeleton key={at} className="h-20" />
            ))}
          </div>
        }
      >
        {(data) => (
          <div className={GRID}>
            <Figure
              name={figures.reviews}
              value={count(data.total_reviews)}
              hint={
                <Before
                  value={before && count(before.total_reviews)}
                  change={before && compareAmounts(data.total_reviews, before.total_reviews, 'either')}
                />
              }
            />
            <Figure
              name={figures.addressed}
              value={percent(data.addressed_rate)}
              hint={
                <Before
                  value={before && percent(before.addressed_rate)}
                  change={before && compareShares(data.addressed_rate, before.addressed_rate, 'more')}
                />
              }
            />
            <Figure
              name={figures.first}
              value={seconds(data.time_to_first_review_seconds)}
              hint={
                <Before
                  value={before && seconds(before.time_to_first_review_seconds)}
                  change={
                    before &&
                    compareAmounts(data.time_to_first_review_seconds, before.time_to_first_review_seconds, 'less')
                  }
                />
              }
            />
            <Figure
              name={figures.cost}
              value={money(data.cost_usd)}
              hint={
                <Before
                  value={before && money(before.cost_usd)}
                  change={before && compareAmounts(data.cost_usd, before.cost_usd, 'either')}
                />
              }
            />
            <Figure
              name={figures.wrong}
              value={percent(data.false_positive_rate)}
              hint={
                <Before
                  value={before && percent(before.false_positive_rate)}
                  change={before && compareShares(data.false_positive_rate, before.false_positive_rate, 'less')}
                />
              }
            />
          </div>
        )}
      </Loaded>
    </section>
  );
}

const seconds = (value: number | null): string => duration(value === null ? null : value * 1000);

function Before({ value, change }: { value: string | undefined; change: Change | null | undefined }): ReactNode {
  if (value === undefined) return <span className="invisible">–</span>;
  return (
    <span className="flex flex-wrap gap-x-1.5">
      {change != null && (
        <span
          className={classes(
            'whitespace-nowrap',
            change.isBetter === true && 'text-green',
            change.isBetter === false && 'text-red',
          )}
        >
          {change.text}
        </span>
      )}
      <span className="whitespace-nowrap">{words.overview.before(value)}</span>
    </span>
  );
}
