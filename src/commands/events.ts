import type { DataSource } from 'typeorm';
import { acceptance, acceptanceTable } from '../ledger/acceptance.js';
import { queueAge } from '../operations/queue-age.js';
import { listEvents, showEvent } from '../workflows/events/list-events.js';
import { redrive } from '../workflows/events/redrive.js';
import { defineCommand, oneOf, UsageError } from './command-line.js';
import { printResult } from './print-result.js';
import { renderEvents } from './render-events.js';
import { withDatabase } from './with-database.js';

const STATUSES = ['pending', 'processing', 'completed', 'failed', 'ignored'] as const;

const VERBS = ['list', 'show', 'redrive', 'status'] as const;

const HELP = `nectr events list | show <id> | redrive <id> | redrive --failed | status

The inbox, its dead letters and the queues. Uses the database of the running server, or opens it.

  list                        the newest events, as a table; the default
  show <id>                   one event with its payload and its runs, as JSON
  redrive <id> | --failed     begins what has failed anew: one event, or all that failed
  status                      the queues, with the age of their oldest work; below them what became of the hits of each rule:
                              posted, fixed, dismissed, ignored, and of leads what Claude said (stands, wrong, unsure)

  --status <status>           list: ${STATUSES.join(' | ')}
  --repo <owner/name>         list, and the rules of status: of one repository
  --since <time>              list: 90m, 24h or 3d back
  --json                      list: for programs, with the runs of each event
`;

interface Wanted {
  verb: (typeof VERBS)[number];
  id: string | undefined;
  status: string | undefined;
  repo: string | undefined;
  sinceMs: number | undefined;
  json: boolean;
}

/** `nectr events`. */
export const command = defineCommand({
  name: 'events',
  verbs: VERBS,
  help: HELP,
  options: {
    status: { type: 'string' },
    repo: { type: 'string' },
    since: { type: 'string' },
    failed: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
  mostArguments: 2,
  envFile: 'all',
  run: async ({ status, repo, since, failed, json }, [given = 'list', id], env) => {
    const verb = oneOf('events', VERBS, given);
    if (verb === 'show' && id === undefined) throw new UsageError('show takes the id of an event');
    if (verb === 'redrive' && (id === undefined) !== failed) throw new UsageError('redrive takes one id, or --failed');
    if (id !== undefined && (verb === 'list' || verb === 'status')) throw new UsageError(`${verb} takes no id`);
    if (status !== undefined) oneOf('--status', STATUSES, status);
    const wanted = { verb, id, status, repo, sinceMs: since === undefined ? undefined : duration(since), json };
    await withDatabase(env, 'events', (source) => run(source, wanted));
  },
});

async function run(source: DataSource, { verb, id, status, repo, sinceMs, json }: Wanted): Promise<void> {
  if (verb === 'list') {
    const events = await listEvents(source, { status, repo, sinceMs });
    return printResult(json, events, renderEvents(events));
  }
  if (verb === 'status') {
    print(await queueAge(source));
    const table = acceptanceTable(await acceptance(source, repo ?? null), 'rule');
    if (table !== '') process.stdout.write(`\n${table}`);
    return;
  }
  if (verb === 'redrive') return redriveAll(source, id ?? null);
  const event = id === undefined ? null : await showEvent(source, id);
  if (event) return print(event);
  process.stderr.write(`There is no event ${id}.\n`);
  process.exitCode = 2;
}

/** One event, or with null all that failed. */
async function redriveAll(source: DataSource, id: string | null): Promise<void> {
  const failures = id === null ? await listEvents(source, { status: 'failed', limit: null }) : [{ id }];
  for (const each of failures) {
    for (const result of await redrive(source, each.id)) {
      const text = result.kind === 'queued' ? `queued as ${result.id}` : `not redriven: ${result.reason}`;
      process.stdout.write(`${each.id} ${text}\n`);
    }
  }
}

/** `90m`, `24h`, `3d` in milliseconds. */
function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  if (digits === undefined || ms === undefined)
    throw new UsageError(`--since takes 90m, 24h or 3d, not ${JSON.stringify(text)}`);
  return Number(digits) * ms;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
