import type { DataSource } from 'typeorm';
import { readWithin } from '../database/read-within.js';

export interface DatabaseSize {
  bytes: number;
  /** The largest, with indexes, partitions and what is stored beside them; the largest first. */
  tables: { name: string; bytes: number }[];
  /** What lies in PostgreSQL of the knowledge graph, as PostgreSQL estimates it. */
  graph: { nodes: number; relationships: number; bytes: number };
}

const MOST_MS = 2000;

/**
 * How large the database is. Sizes are those of the files and counts those that the last ANALYZE left, so that no table is
 * read. Throws what the database throws, and after two seconds in any case.
 */
export async function readDatabaseSize(
  source: Pick<DataSource, 'createQueryRunner'>,
  mostTables = 10,
): Promise<DatabaseSize> {
  const rows = await readWithin<DatabaseSize>(
    source,
    MOST_MS,
    `WITH sizes AS (
       SELECT (CASE WHEN c.relispartition THEN pg_partition_root(c.oid) ELSE c.oid END)::regclass::text AS name,
              sum(pg_total_relation_size(c.oid))::float8 AS bytes
         FROM pg_class c
        WHERE c.relnamespace IN ('public'::regnamespace, to_regnamespace('dbos')) AND c.relkind IN ('r', 'm') GROUP BY 1)
     SELECT pg_database_size(current_database())::float8 AS bytes,
            (SELECT coalesce(json_agg(s), '[]') FROM (SELECT name, bytes FROM sizes ORDER BY bytes DESC, name LIMIT $1) s) AS tables,
            (SELECT json_build_object('nodes', coalesce(sum(about) FILTER (WHERE kind = 'nodes'), 0),
                      'relationships', coalesce(sum(about) FILTER (WHERE kind = 'relationships'), 0), 'bytes', coalesce(sum(bytes), 0))
               FROM graph_sizes) AS graph`,
    [mostTables],
  );
  const [size] = rows;
  if (size === undefined) throw new Error('PostgreSQL did not say how large it is');
  return size;
}
