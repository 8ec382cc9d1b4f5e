import type { DataSource } from 'typeorm';
import { acceptance, acceptanceTable } from '../../ledger/acceptance.js';
import { queueAge } from '../../operations/queue-age.js';
import { listEvents, showEvent } from '../../workflows/events/list-events.js';
import { redrive } from '../../workflows/events/redrive.js';
import type { Env } from '../command-line.js';
import { printResult } from '../print-result.js';
import { renderEvents } from './render-events.js';
import { renderQueues } from './render-queues.js';
import { withDatabase } from '../with-database.js';

interface Wanted {
  verb: 'list' | 'show' | 'redrive' | 'status';
  id: string | undefined;
  status: string | undefined;
  repo: string | undefined;
  sinceMs: number | undefined;
  json: boolean;
}

/** `nectr events` with what was asked for. Sets the exit code as its help says. */
export async function runEvents(env: Env, wanted: Wanted): Promise<void> {
  await withDatabase(env, 'events', (source) => run(source, wanted));
}

async function run(source: DataSource, { verb, id, status, repo, sinceMs, json }: Wanted): Promise<void> {
  if (verb === 'list') {
    const events = await listEvents(source, { status, repo, sinceMs });
    return printResult(json, events, renderEvents(events));
  }
  if (verb === 'status') {
    const [queues, rules] = [await queueAge(source), await acceptance(source, repo ?? null)];
    const table = acceptanceTable(rules, 'rule');
    return printResult(json, { queues, rules }, `${renderQueues(queues)}${table === '' ? '' : `\n${table}`}`);
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

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
