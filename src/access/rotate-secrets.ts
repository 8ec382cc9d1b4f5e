import type { DataSource } from 'typeorm';
import { decryptText, encryptText, isNewest } from './encrypt.js';

const BATCH = 500;

/** What became of the secrets of one column. */
export interface RotatedColumn {
  /** Such as `users.access_token_encrypted`. */
  column: string;
  rewritten: number;
  /** Were of the newest key already. */
  kept: number;
  /** No key that we have made them: they stay as they are. */
  unreadable: number;
}

/**
 * Stores every encrypted secret with the newest secret key, so that the one before it can go. All columns whose name
 * ends in `_encrypted` are gone through. Safe to repeat and to interrupt: what is done stays done, and what somebody
 * else changed meanwhile is theirs.
 */
export async function rotateSecrets(
  source: DataSource,
  secretKeys: readonly [string, ...string[]],
): Promise<RotatedColumn[]> {
  const rotated: RotatedColumn[] = [];
  for (const { tableName, columns, primaryColumns } of source.entityMetadatas) {
    const [key] = primaryColumns;
    if (key === undefined) continue;
    for (const { databaseName } of columns.filter((one) => one.databaseName.endsWith('_encrypted')))
      rotated.push(
        await rotateColumn(source, secretKeys, { table: tableName, key: key.databaseName, column: databaseName }),
      );
  }
  return rotated;
}

async function rotateColumn(
  source: DataSource,
  secretKeys: readonly [string, ...string[]],
  { table, key, column }: { table: string; key: string; column: string },
): Promise<RotatedColumn> {
  const counts: RotatedColumn = { column: `${table}.${column}`, rewritten: 0, kept: 0, unreadable: 0 };
  for (let after: unknown = null; ;) {
    const rows: { key: unknown; secret: string }[] = await source.query(
      `SELECT ${key} AS key, ${column} AS secret FROM ${table}
        WHERE ${column} IS NOT NULL ${after === null ? '' : `AND ${key} > $2`} ORDER BY ${key} LIMIT $1`,
      after === null ? [BATCH] : [BATCH, after],
    );
    for (const row of rows) {
      const what = isNewest(row.secret, secretKeys) ? 'kept' : await rewrite(row);
      if (what !== null) counts[what] += 1;
    }
    if (rows.length < BATCH) return counts;
    after = rows.at(-1)?.key;
  }

  async function rewrite(row: { key: unknown; secret: string }): Promise<'rewritten' | 'unreadable' | null> {
    let text: string;
    try {
      text = decryptText(row.secret, secretKeys);
    } catch {
      return 'unreadable';
    }
    const [changed]: [unknown[], number] = await source.query(
      `UPDATE ${table} SET ${column} = $1 WHERE ${key} = $2 AND ${column} = $3 RETURNING 1`,
      [encryptText(text, secretKeys), row.key, row.secret],
    );
    return changed.length > 0 ? 'rewritten' : null;
  }
}
