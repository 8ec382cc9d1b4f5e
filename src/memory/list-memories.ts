import type { DataSource } from 'typeorm';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from './memory-row.js';
import { DEVELOPER_TYPES, type Memory, type MemoryState, type MemoryType } from './types.js';

/** Which memories of an installation are wanted. */
export interface MemoryFilter {
  installationId: number;
  /** Those of this repository and those of all; absent: of every repository. */
  repositoryId?: number;
  /** Absent: all but deleted ones. */
  states?: readonly MemoryState[];
  types?: readonly MemoryType[];
  numbers?: readonly number[];
  ids?: readonly string[];
  /** Only this person sees what is remembered of them; null: nobody; 'all': the administrator's own machine. */
  viewer: { id: number } | null | 'all';
  /** Of dismissals of one finding only those said in this pull request: they hold nowhere else. Absent: all. */
  pullRequestId?: string;
  /** Those that have run out, too. */
  expired?: boolean;
  limit?: number;
}

/** Memories, newest first; those that have run out are left out, if they are not asked for. */
export async function listMemories(
  source: Pick<DataSource, 'query'>,
  {
    installationId,
    repositoryId,
    states,
    types,
    numbers,
    ids,
    viewer,
    pullRequestId,
    expired = false,
    limit = 200,
  }: MemoryFilter,
): Promise<Memory[]> {
  const rows: MemoryRow[] = await source.query(
    `SELECT ${MEMORY_COLUMNS} FROM memories m
      WHERE m.installation_id = $1 AND ($2::integer IS NULL OR m.repository_id = $2 OR m.repository_id IS NULL)
        AND CASE WHEN $3::varchar[] IS NULL THEN m.state <> 'deleted' ELSE m.state = ANY ($3) END
        AND ($4::varchar[] IS NULL OR m.type = ANY ($4)) AND ($5::integer[] IS NULL OR m.number = ANY ($5))
        AND ($6::boolean OR m.type <> ALL ($7::varchar[]) OR m.developer_id = $8::bigint)
        AND ($10::uuid IS NULL OR m.reach IS DISTINCT FROM 'finding' OR m.pull_request_id = $10)
        AND ($11::boolean OR m.expires_at IS NULL OR m.expires_at > now()) AND ($12::uuid[] IS NULL OR m.id = ANY ($12))
      ORDER BY m.number DESC LIMIT $9`,
    [
      installationId,
      repositoryId ?? null,
      states ?? null,
      types ?? null,
      numbers ?? null,
      viewer === 'all',
      DEVELOPER_TYPES,
      viewer === 'all' ? null : (viewer?.id ?? null),
      limit,
      pullRequestId ?? null,
      expired,
      ids ?? null,
    ],
  );
  return rows.map(memoryOf);
}
