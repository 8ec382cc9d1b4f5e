import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { sha256 } from '../access/sha256.js';
import { processIdentity, removeLeftovers } from '../files/leftovers.js';
import { settleFile } from '../files/settle-file.js';

const pack = promisify(gzip);

/** What is archived, its rows as they are shown: what hangs on a run stands within it. */
const KINDS = {
  logs: {
    table: 'execution_logs',
    time: 'created_at',
    condition: 'true',
    line: 'to_jsonb(t)',
    most: 10_000,
  },
  runs: {
    table: 'workflow_runs',
    time: 'completed_at',
    condition: "status NOT IN ('pending', 'running')",
    line: `to_jsonb(t) || jsonb_build_object(${[
      ['steps', 'execution_steps', 'run_id'],
      ['approvals', 'approvals', 'run_id'],
      ['effects', 'effects', 'run_id'],
      ['logs', 'execution_logs', 'execution_id'],
    ]
      .map(
        ([name, table, key]) =>
          `'${name}', (SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM ${table} c WHERE c.${key} = t.id)`,
      )
      .join(', ')})`,
    most: 500,
  },
} as const;

interface Row {
  id: string;
  /** Of the installation; null: built in. */
  owner: number | null;
  day: string;
  line: string;
}

/**
 * Writes the rows of one kind of days (UTC) that are wholly older than `days` to
 * `<folder>/<installation>/<day>/<kind>-<first row>.jsonl.gz`, and removes those rows once their file stands. A crash in
 * between loses nothing, and the next call writes the same file again: its rows are the first ones still. Returns how
 * many rows were removed. Throws what the folder and the database throw: what is not written stays.
 */
export async function archiveRows(
  source: DataSource,
  folder: string,
  kind: keyof typeof KINDS,
  days: number,
): Promise<number> {
  const { table, most } = KINDS[kind];
  for (let total = 0; ;) {
    const rows = await oldest(source, kind, days);
    for (const group of byFile(rows)) {
      await writeFile(folder, kind, group);
      const [removed]: [unknown[], number] = await source.query(
        `DELETE FROM ${table} WHERE id = ANY ($1) AND ${ended(kind)} RETURNING 1`,
        [group.map(({ id }) => id), days],
      );
      total += removed.length;
    }
    if (rows.length < most) return total;
  }
}

/** Whether a row is of a day that is over by `$2` days; such days get no more rows. */
function ended(kind: keyof typeof KINDS): string {
  const { time, condition } = KINDS[kind];
  return `${condition} AND ${time} < date_trunc('day', now() - make_interval(days => $2), 'UTC')`;
}

function oldest(source: DataSource, kind: keyof typeof KINDS, days: number): Promise<Row[]> {
  const { table, time, line, most } = KINDS[kind];
  return source.query(
    `SELECT t.id, t.installation_id AS owner, (t.${time} AT TIME ZONE 'UTC')::date::text AS day, (${line})::text AS line
       FROM ${table} t WHERE ${ended(kind)} ORDER BY day, t.installation_id, t.${time}, t.id LIMIT $1`,
    [most, days],
  );
}

function byFile(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.owner === row.owner && last[0].day === row.day) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

async function writeFile(folder: string, kind: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const place = join(folder, first.owner === null ? 'built-in' : String(first.owner), first.day);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const path = join(place, `${kind}-${sha256(first.id).slice(0, 12)}.jsonl.gz`);
  removeLeftovers(place, `.${kind}.`, [process.getuid?.()]);
  const written = join(place, `.${kind}.${processIdentity()}`);
  try {
    const file = await open(written, 'w', 0o600);
    try {
      await file.writeFile(await pack(rows.map(({ line }) => `${line}\n`).join('')));
    } finally {
      await file.close();
    }
    await settleFile(written, path);
  } finally {
    await rm(written, { force: true });
  }
}
