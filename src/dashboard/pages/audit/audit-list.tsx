import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { LINK } from '../../ui/links.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { Empty } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import type { AuditSearch } from './search.js';

const { columns: heads } = words.audit;
const DAY_MS = 86_400_000;

function read({ actor, action, days }: AuditSearch, cursor: string | null) {
  // To the hour, so that the same question is asked while one looks on.
  const since =
    days === undefined ? undefined : new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - days * DAY_MS);
  return answerOf(
    api.audit.$get({
      query: { actor, action, since: since?.toISOString(), limit: '50', ...(cursor === null ? {} : { cursor }) },
    }),
  );
}

type Entry = Awaited<ReturnType<typeof read>>['items'][number];

/** The entries of the log, newest first. */
export function AuditList({ filter }: { filter: AuditSearch }) {
  const { installations } = useSession();
  const list = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => read(filter, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const accountOf = (id: number) => installations.find((one) => one.id === id)?.account_login ?? String(id);
  const columns: Column<Entry>[] = [
    { head: heads.at, className: 'align-top', cell: ({ created_at: at }) => <Time at={at} full /> },
    {
      head: heads.actor,
      className: 'align-top',
      cell: ({ actor, via }) => (
        <>
          <Link to="/audit" search={{ actor }} className={LINK}>
            {actor}
          </Link>{' '}
          {via !== 'session' && <Badge>{via}</Badge>}
        </>
      ),
    },
    {
      head: heads.action,
      className: 'align-top',
      cell: ({ action, details }) => (
        <>
          <Link to="/audit" search={{ action }} className={`${LINK} font-mono text-xs`}>
            {action}
          </Link>
          <Details of={details} />
        </>
      ),
    },
    {
      head: heads.object,
      wide: true,
      className: 'align-top',
      cell: (entry) => (
        <span className="block max-w-56">
          {entry.repo ?? accountOf(entry.installation_id)}
          <span className="block truncate font-mono text-2xs text-ink-faint" title={entry.object_id}>
            {entry.object_type} {entry.object_id}
          </span>
        </span>
      ),
    },
    {
      head: heads.from,
      wide: true,
      className: 'align-top',
      cell: ({ ip }) => <span className="font-mono text-xs">{ip ?? '–'}</span>,
    },
  ];
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Card flush>
      <PagedRows
        of={list}
        empty={
          <Empty
            title={isFiltered ? words.audit.noMatch : words.audit.empty}
            hint={isFiltered ? words.audit.noMatchHint : words.audit.emptyHint}
          />
        }
      >
        {(rows) => <Table label={words.audit.title} rows={rows} keyOf={({ id }) => id} columns={columns} />}
      </PagedRows>
    </Card>
  );
}

function Details({ of }: { of: Entry['details'] }) {
  if (Object.keys(of).length === 0) return null;
  return (
    <details className="mt-0.5 text-xs text-ink-soft">
      <summary className="w-fit hover:text-ink">{words.audit.details}</summary>
      <pre className="mt-1 max-w-md font-mono text-2xs wrap-anywhere whitespace-pre-wrap">
        {JSON.stringify(of, null, 2)}
      </pre>
    </details>
  );
}
