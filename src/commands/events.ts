import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { createLog } from '../access/log.js';
import { createDataSource } from '../database/data-source.js';
import { connectEmbedded } from '../database/embedded/embedded-postgres.js';
import { openDatabase } from '../database/open-database.js';
import { queueAge } from '../operations/queue-age.js';
import { listEvents, showEvent } from '../workflows/events/list-events.js';
import { redrive } from '../workflows/events/redrive.js';
import { configOrExit, DATA_FOLDER, mayOpen } from './process-life.js';

const USAGE = `nectr events list [--status failed] [--repo owner/name] [--since 24h]
nectr events show <id>
nectr events redrive <id> | --failed
nectr events status
`;

/** `nectr events`: the inbox, its dead letters, the queues. Uses the running server's database, or opens it. */
export async function runEvents(args: string[], env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const config = configOrExit(env);
  if (config === null) return;
  const parsed = parse(args);
  if (parsed === null) return fail(USAGE);
  const folder = resolve(DATA_FOLDER);
  if (config.databaseUrl === null && !mayOpen(folder)) return;
  const running = config.databaseUrl ?? (await connectEmbedded(folder));
  const log = createLog({ level: 'warn', name: 'events' });
  const database =
    running === null ? await openDatabase({ databaseUrl: null, folder, secretKeys: [], as: 'command' }, log) : null;
  const source = createDataSource({
    url: running ?? database?.url ?? '',
    poolSize: 2,
    applicationName: 'nectr events',
  });
  try {
    await source.initialize();
    await run(source, parsed);
  } finally {
    await source.destroy().catch(() => undefined);
    await database?.stop();
  }
}

interface Parsed {
  verb: string;
  id: string | undefined;
  status: string | undefined;
  repo: string | undefined;
  since: string | undefined;
  failed: boolean;
}

function parse(args: string[]): Parsed | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        status: { type: 'string' },
        repo: { type: 'string' },
        since: { type: 'string' },
        failed: { type: 'boolean', default: false },
      },
    });
    const [verb = 'list', id] = positionals;
    const { status, repo, since, failed } = values;
    return { verb, id, status, repo, since, failed };
  } catch {
    return null;
  }
}

async function run(source: DataSource, { verb, id, status, repo, since, failed }: Parsed): Promise<void> {
  if (verb === 'list')
    return print(await listEvents(source, { status, repo, sinceMs: since ? duration(since) : undefined }));
  if (verb === 'status') return print(await queueAge(source));
  if (verb === 'show' && id) {
    const event = await showEvent(source, id);
    return event ? print(event) : fail(`There is no event ${id}.\n`);
  }
  if (verb === 'redrive' && (id || failed)) {
    const failures = id ? [{ id }] : await listEvents(source, { status: 'failed', limit: null });
    for (const each of failures) {
      for (const result of await redrive(source, each.id)) {
        const text = result.kind === 'queued' ? `queued as ${result.id}` : `not redriven: ${result.reason}`;
        process.stdout.write(`${each.id} ${text}\n`);
      }
    }
    return;
  }
  fail(USAGE);
}

/** `90m`, `24h`, `3d` in milliseconds. Throws one line otherwise. */
function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  if (digits === undefined || ms === undefined) throw new Error(`--since takes 90m, 24h or 3d, not "${text}"`);
  return Number(digits) * ms;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function fail(text: string): void {
  process.stderr.write(text);
  process.exitCode = 2;
}
