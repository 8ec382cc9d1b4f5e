import type { DataSource } from 'typeorm';
import { ACCEPTANCE_BY, acceptance, acceptanceTable } from '../../ledger/acceptance.js';
import type { Env } from '../command-line.js';
import { withDatabase } from '../with-database.js';

interface Asked {
  /** `owner/name`; null: all. */
  fullName: string | null;
  format: 'text' | 'json';
}

/** `nectr replay --ledger`. */
export async function runLedger(env: Env, asked: Asked): Promise<void> {
  await withDatabase(env, 'replay', (source) => showAcceptance(source, asked));
}

/** Prints what became of what was posted, of one repository or all; sets the exit code where there is no such one. */
export async function showAcceptance(source: Pick<DataSource, 'query'>, { fullName, format }: Asked): Promise<void> {
  if (fullName !== null) {
    const known: unknown[] = await source.query('SELECT FROM repositories WHERE full_name = $1', [fullName]);
    if (known.length === 0) {
      process.stderr.write(`nectr replay: there is no repository ${fullName} here\n`);
      process.exitCode = 2;
      return;
    }
  }
  const rows = await acceptance(source, fullName);
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const tables = ACCEPTANCE_BY.map((by) => acceptanceTable(rows, by)).filter((table) => table !== '');
  process.stdout.write(tables.length === 0 ? 'Nothing was posted or judged yet.\n' : tables.join('\n'));
}
