import type { DataSource } from 'typeorm';
import { MAY_BE_INDEXED, MUST_GO, NOT_ASKED_LATELY } from './kept-memories.js';

/**
 * Whether a memory was changed that the index was not told of since, of any installation. What it was asked about, and
 * did not do, is no news: the job tries that again. Throws what the database throws.
 */
export async function hasNews(source: Pick<DataSource, 'query'>): Promise<boolean> {
  const [row]: { news: boolean }[] = await source.query(
    `SELECT EXISTS (SELECT 1 FROM memories m JOIN installations i ON i.id = m.installation_id
       WHERE CASE WHEN m.mem0_id IS NULL THEN i.is_active AND ${MAY_BE_INDEXED} AND ${NOT_ASKED_LATELY}
                  ELSE ${MUST_GO} AND coalesce(m.mem0_asked_at < m.updated_at, true) END) AS news`,
  );
  return row?.news === true;
}
