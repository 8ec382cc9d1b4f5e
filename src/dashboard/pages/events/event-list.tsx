import { useInfiniteQuery } from '@tanstack/react-query';
import { Dot, type Tone } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Joints } from '../../ui/joints.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { Empty } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { eventList, type EventFilter, type InboxEvent } from './event-queries.js';
import { isDead, useRedrive } from './use-redrive.js';

const { statuses } = words.events;

const STATUS_TONES: Readonly<Record<keyof typeof statuses, Tone>> = {
  pending: 'blue',
  processing: 'blue',
  completed: 'green',
  failed: 'red',
  ignored: 'grey',
};

/** The state of an event, in the words of the filter. */
export function StatusDot({ status }: { status: keyof typeof statuses }) {
  return <Dot tone={STATUS_TONES[status]}>{statuses[status]}</Dot>;
}

/** The events of the inbox. */
export function EventList({
  filter,
  chosen,
  onChoose,
}: {
  filter: EventFilter;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}) {
  const list = useInfiniteQuery(eventList(filter));
  const redrive = useRedrive();
  const columns: Column<InboxEvent>[] = [
    {
      head: words.events.event,
      cell: ({ id, type }) => (
        <button
          type="button"
          className="text-left font-mono text-xs break-words text-link hover:underline"
          onClick={() => onChoose(id)}
        >
          <Joints of={type} />
        </button>
      ),
    },
    { head: words.common.repository, wide: true, cell: ({ repo }) => repo ?? '–' },
    { head: words.events.status, cell: ({ status }) => <StatusDot status={status} /> },
    {
      head: words.events.became,
      wide: true,
      className: 'max-w-72',
      cell: ({ error, runs }) => <Outcome error={error} runs={runs} />,
    },
    { head: words.events.at, end: true, cell: ({ created_at: at }) => <Time at={at} /> },
  ];
  const again: Column<InboxEvent> = {
    head: words.events.redrive,
    hideHead: true,
    end: true,
    cell: (event) =>
      isDead(event) && (
        <Button
          small
          busy={redrive.isPending && redrive.variables === event.id}
          aria-label={words.events.redriveOf(event.type)}
          onClick={() => redrive.mutate(event.id)}
        >
          {words.events.redrive}
        </Button>
      ),
  };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Card flush>
      <PagedRows
        of={list}
        empty={
          <Empty
            title={isFiltered ? words.events.noMatch : words.events.empty}
            hint={isFiltered ? undefined : words.events.emptyHint}
          />
        }
      >
        {(rows) => (
          <Table
            label={words.events.title}
            rows={rows}
            keyOf={({ id }) => id}
            columns={rows.some(isDead) ? [...columns, again] : columns}
            isMarked={({ id }) => id === chosen}
          />
        )}
      </PagedRows>
    </Card>
  );
}

function Outcome({ error, runs }: Pick<InboxEvent, 'error' | 'runs'>) {
  if (error !== null) return <span className="line-clamp-2 text-red">{error}</span>;
  if (runs.length === 0) return <span className="text-ink-faint">{words.events.noRun}</span>;
  return (
    <span className="flex flex-col">
      {runs.map(({ execution_id: id, status, outcome, reason }) => (
        <span key={id} className="truncate" title={reason ?? undefined}>
          {outcome ?? status}
          {reason !== null && <span className="text-ink-soft"> · {reason}</span>}
        </span>
      ))}
    </span>
  );
}
