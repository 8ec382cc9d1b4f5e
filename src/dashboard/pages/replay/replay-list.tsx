import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { money } from '../../format/number.js';
import { Card } from '../../ui/card.js';
import { LINK } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { More } from '../../ui/more.js';
import { Status } from '../../ui/run-status.js';
import { Empty } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import type { RepoParams } from '../repos/repo-queries.js';
import { isUnderWay, replaysQuery, type ReplayRow } from './replay-queries.js';

const said = words.replay;

const columns: readonly Column<ReplayRow>[] = [
  {
    head: said.columns.settings,
    cell: ({ id, settings }) => (
      <Link to="/replay/$id" params={{ id }} className={`${LINK} [overflow-wrap:anywhere]`}>
        {settings.map(({ name }) => name).join(' · ')}
      </Link>
    ),
  },
  {
    head: said.columns.status,
    cell: (row) => (
      <span className="flex flex-wrap items-center gap-x-2">
        <Status of={row.status} />
        {isUnderWay(row) && row.reviews_total !== null && (
          <span className="text-xs text-ink-soft tabular-nums">
            {said.progress(row.reviews_done, row.reviews_total)}
          </span>
        )}
      </span>
    ),
  },
  { head: said.columns.pulls, end: true, wide: true, cell: ({ pull_requests: count }) => count },
  { head: said.columns.cost, end: true, cell: ({ cost_usd: cost }) => money(cost) },
  { head: said.columns.by, wide: true, cell: ({ requested_by: by }) => by ?? '–' },
  { head: said.columns.started, end: true, wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
];

/** What was tried in a repository lately. */
export function ReplayList({ params }: { params: RepoParams }) {
  const replays = useInfiniteQuery(replaysQuery(params));
  return (
    <Card title={said.past} flush>
      <Loaded of={replays}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return <Empty title={said.none} hint={said.noneHint} />;
          return (
            <>
              <Table label={said.past} columns={columns} rows={rows} keyOf={({ id }) => id} />
              <More of={replays} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}
