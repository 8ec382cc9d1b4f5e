import type { Manifest } from '../../operations/backup/backup-file.js';
import { sizeOf } from '../../words/size-of.js';

/** What a backup holds, in a few words. */
export function whatIsIn({ tables, bytes, createdAt, kind }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const by = kind === 'rows' ? '' : ', by pg_dump';
  return `${rows} rows of ${tables.length} tables, as of ${createdAt}, ${sizeOf(bytes)}${by}`;
}
