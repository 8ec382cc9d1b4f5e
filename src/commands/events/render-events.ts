import type { EventLine } from '../../workflows/events/list-events.js';
import { columns } from '../columns.js';
import { onOneLine } from '../graph/on-one-line.js';

const LONGEST = 70;

/** Events for people: a line each, the newest first, and below it what went wrong. Pure. */
export function renderEvents(events: readonly EventLine[]): string {
  if (events.length === 0) return 'No events.\n';
  const rows = events.map(({ id, status, eventType, repository, createdAt, error, runs }) => [
    new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
    status,
    eventType,
    repository ?? '',
    id,
    short(error ?? runs.map((run) => [run.outcome ?? run.status, run.reason].filter(Boolean).join(': ')).join('; ')),
  ]);
  return columns([['time (UTC)', 'status', 'event', 'repository', 'id', 'runs, or why it failed'], ...rows]);
}

function short(text: string): string {
  const plain = onOneLine(text);
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - 1)}…`;
}
