import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { inboxOf, newestFindings, type Asked, type FindingRow, type FindingsPage } from './finding-queries.js';
import { isMerged, mergeNewest } from './merge-newest.js';

/** The rows of the inbox as far as they are loaded; the newest stay as they are on the server. */
export function useInbox(asked: Asked) {
  const client = useQueryClient();
  const inbox = useInfiniteQuery(inboxOf(client, asked));
  const newest = useQuery({ ...newestFindings(asked), enabled: inbox.data !== undefined });
  const { data: pages } = inbox;
  const key = JSON.stringify(asked);
  useEffect(() => {
    const fresh = newest.data;
    if (fresh === undefined || pages === undefined || isMerged(pages, fresh)) return;
    const known = JSON.parse(key) as Asked;
    client.setQueryData<InfiniteData<FindingsPage, string | null>>(['inbox', known], (before) =>
      before === undefined ? before : mergeNewest(before, fresh),
    );
  }, [client, key, newest.data, pages]);
  const { state = 'open' } = asked;
  const rows = useMemo(() => shownRows(pages?.pages ?? [], state), [pages, state]);
  return { inbox, rows };
}

/** What was changed here meanwhile is not in the state that was asked for any more. */
function shownRows(pages: readonly FindingsPage[], state: string): FindingRow[] {
  const rows = pages.flatMap(({ items }) => items);
  return state === 'all' ? rows : rows.filter((row) => row.state === state);
}
