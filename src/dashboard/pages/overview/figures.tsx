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
const GRID = 'grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6';

const seconds = (value: number | null): string => duration(value === null ? null : value * 1000);

interface Shown {
  name: string;
  textOf: (of: Overview) => string;
  changeOf: (now: Overview, before: Overview) => Change | null;
}

const SHOWN: readonly Shown[] = [
  {
    name: figures.reviews,
    textOf: (of) => count(of.total_reviews),
    changeOf: (now, before) => compareAmounts(now.total_reviews, before.total_reviews, 'either'),
  },
  {
    name: figures.failed,
    textOf: (of) => count(of.failed_reviews),
    changeOf: (now, before) => compareAmounts(now.failed_reviews, before.failed_reviews, 'less'),
  },
  {
    name: figures.addressed,
    textOf: (of) => percent(of.addressed_rate),
    changeOf: (now, before) => compareShares(now.addressed_rate, before.addressed_rate, 'more'),
  },
  {
    name: figures.first,
    textOf: (of) => seconds(of.time_to_first_review_seconds),
    changeOf: (now, before) =>
      compareAmounts(now.time_to_first_review_seconds, before.time_to_first_review_seconds, 'less'),
  },
  {
    name: figures.cost,
    textOf: (of) => money(of.cost_usd),
    changeOf: (now, before) => compareAmounts(now.cost_usd, before.cost_usd, 'either'),
  },
  {
    name: figures.wrong,
    textOf: (of) => percent(of.false_positive_rate),
    changeOf: (now, before) => compareShares(now.false_positive_rate, before.false_positive_rate, 'less'),
  },
];

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
            {SHOWN.map(({ name }) => (
              <Skeleton key={name} className="h-20" />
            ))}
          </div>
        }
      >
        {(data) => (
          <div className={GRID}>
            {SHOWN.map(({ name, textOf, changeOf }) => (
              <Figure
                key={name}
                name={name}
                value={textOf(data)}
                hint={<Before value={before && textOf(before)} change={before && changeOf(data, before)} />}
              />
            ))}
          </div>
        )}
      </Loaded>
    </section>
  );
}

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
      {change?.text !== words.overview.same && (
        <span className="whitespace-nowrap">{words.overview.before(value)}</span>
      )}
    </span>
  );
}
