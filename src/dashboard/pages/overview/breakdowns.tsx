import type { UseQueryResult } from '@tanstack/react-query';
import { count, percent } from '../../format/number.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { ShareBar } from '../../ui/share-bar.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { words } from '../../words/en.js';
import type { Overview } from './use-overview.js';

const { origins, verdicts, categories } = words.overview;

/** The same figures by who wrote the change, by verdict and by category. */
export function Breakdowns({ of }: { of: UseQueryResult<Overview> }) {
  return (
    <div className="grid gap-4 lg:grid-cols-3">
      <Card title={origins.title} flush className="lg:col-span-2">
        <Loaded of={of} waiting={<SkeletonRows rows={3} />}>
          {(data) =>
            data.origins.length === 0 ? (
              <Empty hint={words.overview.filled} />
            ) : (
              <Table label={origins.title} rows={data.origins} keyOf={({ origin }) => origin} columns={ORIGINS} />
            )
          }
        </Loaded>
      </Card>
      <Card title={verdicts.title}>
        <Loaded of={of} waiting={<SkeletonRows rows={3} />}>
          {({ verdicts: { approve, request_changes: requested, needs_discussion: discuss } }) =>
            approve + requested + discuss === 0 ? (
              <Empty hint={words.overview.filled} />
            ) : (
              <ShareBar
                label={verdicts.title}
                parts={[
                  { name: verdicts.approve, value: approve, colour: 'var(--chart-1)' },
                  { name: verdicts.requestChanges, value: requested, colour: 'var(--chart-4)' },
                  { name: verdicts.needsDiscussion, value: discuss, colour: 'var(--chart-2)' },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Card title={categories.title} flush className="lg:col-span-3">
        <Loaded of={of} waiting={<SkeletonRows rows={5} />}>
          {(data) =>
            data.categories.length === 0 ? (
              <Empty hint={words.overview.filled} />
            ) : (
              <Table
                label={categories.title}
                rows={data.categories}
                keyOf={({ category }) => category}
                columns={[
                  {
                    head: categories.category,
                    cell: (row) => <Share name={row.category} part={row.findings / mostOf(data.categories)} />,
                  },
                  ...FOUND,
                ]}
              />
            )
          }
        </Loaded>
      </Card>
    </div>
  );
}

type Found = Pick<
  Overview['categories'][number],
  'findings' | 'fixed' | 'dismissed' | 'ignored' | 'open' | 'outdated'
> &
  Pick<Overview['categories'][number], 'addressed_rate' | 'false_positive_rate'>;

const FOUND: Column<Found>[] = [
  { head: words.overview.findings, end: true, cell: ({ findings }) => count(findings) },
  { head: words.overview.fixed, end: true, wide: true, cell: ({ fixed }) => count(fixed) },
  { head: words.overview.dismissed, end: true, wide: true, cell: ({ dismissed }) => count(dismissed) },
  { head: words.overview.ignored, end: true, wide: true, cell: ({ ignored }) => count(ignored) },
  { head: words.overview.open, end: true, cell: ({ open }) => count(open) },
  { head: words.overview.outdated, end: true, wide: true, cell: ({ outdated }) => count(outdated) },
  { head: words.overview.addressed, end: true, cell: (row) => percent(row.addressed_rate) },
  { head: words.overview.wrong, end: true, cell: (row) => percent(row.false_positive_rate) },
];

const ORIGINS: Column<Overview['origins'][number]>[] = [
  {
    head: origins.origin,
    cell: ({ origin }) => <span title={origins.hints[origin]}>{origins.names[origin] ?? origin}</span>,
  },
  { head: origins.pulls, end: true, cell: (row) => count(row.pull_requests) },
  { head: words.overview.figures.reviews, end: true, wide: true, cell: ({ reviews }) => count(reviews) },
  { head: words.overview.findings, end: true, cell: ({ findings }) => count(findings) },
  { head: words.overview.addressed, end: true, cell: (row) => percent(row.addressed_rate) },
  { head: words.overview.wrong, end: true, cell: (row) => percent(row.false_positive_rate) },
];

const mostOf = (rows: readonly Found[]): number => Math.max(1, ...rows.map(({ findings }) => findings));

function Share({ name, part }: { name: string; part: number }) {
  return (
    <span className="flex items-center gap-3">
      <span className="w-24">{name}</span>
      <span aria-hidden="true" className="hidden h-1.5 w-40 rounded-sm bg-grey-soft sm:block">
        <span className="block h-full rounded-sm" style={{ width: `${part * 100}%`, background: 'var(--chart-1)' }} />
      </span>
    </span>
  );
}
