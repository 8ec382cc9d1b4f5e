import type { DataSource, EntityManager } from 'typeorm';
export function withTenant<T>(source: DataSource, ids: readonly number[], work: (m: EntityManager) => Promise<T>): Promise<T> {
  return source.transaction(async (m) => { await m.query(`SELECT set_config('app.installations', $1, true)`, [ids.join(',')]); return work(m); });
}
