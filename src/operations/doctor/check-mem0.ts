import type { DataSource } from 'typeorm';
import type { Config, Mem0Config } from '../../config.js';
import { indexCounts } from '../../memory/mem0/index-counts.js';
import { Mem0Error, type Mem0Trouble } from '../../memory/mem0/mem0-error.js';
import { green, red, type Check } from './check.js';

export interface Mem0CheckPorts {
  config: Pick<Config, 'mem0'>;
  /** Without a database nothing is counted. */
  source: DataSource | { failure: string };
  readMem0(mem0: Mem0Config): Promise<{ speaks: 'platform' | 'open-source' }>;
}

/** The line about Mem0; none where it is not configured. A server that answers without a key is red (fault H2). */
export async function checkMem0({ config: { mem0 }, source, readMem0 }: Mem0CheckPorts): Promise<Check[]> {
  if (mem0 === null) return [];
  try {
    const { speaks } = await readMem0(mem0);
    const server = speaks === 'platform' ? 'the platform' : 'the open-source server';
    const found = `${server} at ${mem0.host} answers${'failure' in source ? '' : await countsOf(source)}`;
    return [green('mem0', found)];
  } catch (error) {
    const trouble = error instanceof Mem0Error ? error.trouble : null;
    return [red('mem0', error instanceof Error ? error.message : 'no answer', mendMem0(trouble))];
  }
}

/** The database has a line of its own. */
async function countsOf(source: DataSource): Promise<string> {
  const counts = await indexCounts(source).catch(() => null);
  if (counts === null) return '';
  const waiting = counts.waiting > 0 ? `, waiting: ${counts.waiting}` : '';
  return `, indexed: ${counts.indexed}${waiting}`;
}

function mendMem0(trouble: Mem0Trouble | null): string {
  if (trouble === 'key') return 'set MEM0_API_KEY to a key that this Mem0 accepts';
  if (trouble === 'open')
    return 'let the server ask for a key: set ADMIN_API_KEY there and leave AUTH_DISABLED empty, then restart both';
  if (trouble === 'limited') return "look at limits and plan on Mem0's dashboard, or wait";
  if (trouble === 'unknown' || trouble === 'strange' || trouble === 'large')
    return 'compare MEM0_HOST with the address of the API of your Mem0; leave it empty for the platform';
  return 'can this machine reach MEM0_HOST? See whether it runs, or wait: until then PostgreSQL alone finds memories';
}
