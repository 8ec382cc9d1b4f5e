import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.js';
import { count } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { LINK, RepoLink } from '../../ui/links.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { RepoControls } from './repo-controls.js';
import { ScanState } from './scan-state.js';

const LOOK_MS = 4000;

function useRepos(connected: boolean, q: string | undefined) {
  return useInfiniteQuery({
    queryKey: ['repos', { connected, q }],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.repos.$get({
          query: {
            limit: '50',
            connected: connected ? 'true' : 'false',
            ...(q === undefined ? {} : { q }),
            ...(pageParam === null ? {} : { cursor: pageParam }),
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: (before) => before,
    // A scan that goes on is followed also while the stream is not heard.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ scan }) => /running|pending/.test(scan.state))) === true
        ? LOOK_MS
        : false,
  });
}

type Row = NonNullable<ReturnType<typeof useRepos>['data']>['pages'][number]['items'][number];

const name: Column<Row> = {
  head: words.common.repository,
  cell: (row) => (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span className="font-medium break-words">
        <RepoLink repo={row.full_name} />
      </span>
      {row.private && <Badge>{words.repos.private}</Badge>}
    </span>
  ),
};
const role: Column<Row> = {
  head: words.repos.role,
  wide: true,
  cell: ({ role }) => <span className="text-ink-soft">{role}</span>,
};
const controls: Column<Row> = {
  head: words.repos.actions,
  hideHead: true,
  end: true,
  cell: (row) => <RepoControls repo={row} small />,
};

const CONNECTED: readonly Column<Row>[] = [
  name,
  role,
  { head: words.repos.scan.head, cell: ({ scan }) => <ScanState scan={scan} /> },
  {
    head: words.repos.openFindings,
    end: true,
    cell: (row) =>
      row.open_findings === 0 ? (
        <span className="text-ink-faint">0</span>
      ) : (
        <Link to="/findings" search={{ repo: row.full_name, state: 'open' } as never} className={LINK}>
          {count(row.open_findings)}
        </Link>
      ),
  },
  {
    head: words.repos.lastReview,
    wide: true,
    cell: ({ last_review_at }) =>
      last_review_at === null ? (
        <span className="text-ink-faint">{words.common.never}</span>
      ) : (
        <Time at={last_review_at} />
      ),
  },
  controls,
];
const AVAILABLE: readonly Column<Row>[] = [name, role, controls];

/** The repositories that are connected, or those that are not. */
export function RepoTable({ connected, q }: { connected: boolean; q: string | undefined }) {
  const repos = useRepos(connected, q);
  const told = connected ? words.repos.groups.connected : words.repos.groups.available;
  return (
    <Card title={told.title} flush>
      <PagedRows
        of={repos}
        waiting={<SkeletonRows rows={connected ? 5 : 3} />}
        empty={
          <Empty
            title={q === undefined ? told.empty : words.repos.noMatch(q)}
            hint={q === undefined ? told.hint : undefined}
          />
        }
      >
        {(rows) => (
          <Table
            label={told.title}
            columns={connected ? CONNECTED : AVAILABLE}
            rows={rows}
            keyOf={({ full_name }) => full_name}
          />
        )}
      </PagedRows>
    </Card>
  );
}
