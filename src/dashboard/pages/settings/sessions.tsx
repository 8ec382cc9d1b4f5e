import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchJson } from '../../api/client.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { SkeletonRows } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { complain, say } from '../../ui/toast.js';
import type { SessionList } from '../../../api/auth/session-routes.js';
import { words } from '../../words/en.js';
import { deviceName } from './device-name.js';

const { sessions: told } = words.settings;
const KEY = ['sessions'];

/** Where the person is signed in; each can be ended, and all at once, this one last. */
export function Sessions() {
  const client = useQueryClient();
  const list = useQuery({ queryKey: KEY, queryFn: () => fetchJson<SessionList>('/auth/sessions') });
  const end = useMutation({
    mutationFn: async (sessions: SessionList['items']) => {
      for (const { id } of sessions.toSorted((a, b) => Number(a.current) - Number(b.current)))
        await fetchJson<null>(`/auth/sessions/${id}`, { method: 'DELETE' });
    },
    onSuccess: async (_, sessions) => {
      if (sessions.some(({ current }) => current)) return location.assign('/');
      say(told.ended(sessions.length));
      return undefined;
    },
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Card
      title={told.title}
      flush
      actions={
        <Button
          small
          look="danger"
          busy={end.isPending}
          disabled={list.data === undefined}
          onClick={() => end.mutate(list.data?.items ?? [])}
        >
          {told.endAll}
        </Button>
      }
    >
      <Loaded of={list} waiting={<SkeletonRows rows={2} />}>
        {({ items }) => (
          <Table
            label={told.title}
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              {
                head: told.where,
                cell: ({ user_agent: agent, current }) => (
                  <span title={agent ?? undefined}>
                    {deviceName(agent)} {current && <Badge tone="green">{told.here}</Badge>}
                  </span>
                ),
              },
              { head: told.seen, cell: ({ last_seen_at: at }) => <Time at={at} /> },
              { head: told.since, wide: true, cell: ({ created_at: at }) => <Time at={at} /> },
              { head: told.until, wide: true, cell: ({ expires_at: at }) => <Time at={at} /> },
              {
                head: told.end,
                hideHead: true,
                end: true,
                cell: (session) => (
                  <Button
                    small
                    disabled={end.isPending}
                    aria-label={told.endOf(deviceName(session.user_agent))}
                    onClick={() => end.mutate([session])}
                  >
                    {told.end}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}
