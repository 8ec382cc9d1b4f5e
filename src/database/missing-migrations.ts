import type { DataSource } from 'typeorm';
import { migrations } from './migrations.js';

const NO_SUCH_TABLE = '42P01';

/** Names of the migrations of this version that the database has not had; all where it has had none. Changes nothing. */
export async function missingMigrations(source: DataSource): Promise<string[]> {
  const had = await source
    .query<{ name: string }[]>('SELECT name FROM schema_migrations')
    .catch((error: { code?: string }) => {
      if (error.code === NO_SUCH_TABLE) return [];
      throw error;
    });
  const names = new Set(had.map(({ name }) => name));
  return migrations.map(({ name }) => name).filter((name) => !names.has(name));
}
