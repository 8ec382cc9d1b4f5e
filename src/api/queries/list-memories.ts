import type { EntityManager } from 'typeorm';
import {
  DEVELOPER_TYPES,
  type MemoryDismissal,
  type MemorySourceKind,
  type MemoryState,
  type MemoryType,
} from '../../memory/types.js';
import { isAfter, microsOf, type Place } from '../lists/newest-first.js';

/** Whose memories are looked for, and who looks. */
export interface SeenMemories {
  /** Of these repositories … */
  repositoryIds: readonly number[];
  /** … and those that hold in all repositories of these installations. */
  installationIds: readonly number[];
  /** GitHub's id of the reader, who alone sees what is remembered of them. */
  viewer: number;
}

/** A memory as the API shows it. */
export interface MemoryRow {
  id: string;
  installation_id: number;
  repository_id: number | null;
  repo: string | null;
  number: number;
  type: MemoryType;
  text: string;
  state: MemoryState;
  state_reason: string | null;
  state_changed_at: Date;
  path: string | null;
  symbol: string | null;
  rule: string | null;
  about: string | null;
  about_id: number | null;
  author: string | null;
  source_kind: MemorySourceKind;
  source_key: string | null;
  source_link: string | null;
  source_path: string | null;
  source_line: number | null;
  source_quote: string | null;
  pr_number: number | null;
  confidence: number;
  signals: number;
  used_count: number;
  last_used_at: Date | null;
  expires_at: Date | null;
  reach: MemoryDismissal['reach'] | null;
  reason: string | null;
  handle: number | null;
  created_at: Date;
  micros: string;
}

/** SQL of "may be seen", of memories `m`; its parameters are those of `seenBy`. */
export const MEMORY_SEEN = `(m.repository_id = ANY ($1) OR (m.repository_id IS NULL AND m.installation_id = ANY ($2)))
  AND (m.type <> ALL ($3::varchar[]) OR m.developer_id = $4::bigint)`;

/** Pure. */
export function seenBy({ repositoryIds, installationIds, viewer }: SeenMemories): unknown[] {
  return [repositoryIds, installationIds, DEVELOPER_TYPES, viewer];
}

/**
 * Memories, newest first. Without `states` all but forgotten ones; those that have run out are left out, if they are
 * not asked for by `id`.
 */
export function listMemoryRows(
  manager: EntityManager,
  seen: SeenMemories,
  filter: {
    id?: string;
    states?: readonly MemoryState[] | null;
    types?: readonly MemoryType[] | null;
    /** Part of a `LIKE` pattern. */
    words?: string | null;
    after?: Place | null;
    limit: number;
  },
): Promise<MemoryRow[]> {
  const { id = null, states = null, types = null, words = null, after = null, limit } = filter;
  return manager.query(
    `SELECT m.id, m.installation_id, m.repository_id, r.full_name AS repo, m.number, m.type, m.text, m.state, m.state_reason,
            m.state_changed_at, coalesce(m.path_glob, m.path) AS path, m.symbol, m.rule, m.developer_login AS about,
            m.developer_id::float8 AS about_id, m.author_login AS author, m.source_kind, m.source_key, m.source_link, m.source_path,
            m.source_line, m.source_quote, q.number AS pr_number, m.confidence, m.signals, m.used_count, m.last_used_at,
            m.expires_at, m.reach, m.reason, m.handle, m.created_at, ${microsOf('m.created_at')} AS micros
       FROM memories m LEFT JOIN repositories r ON r.id = m.repository_id LEFT JOIN pull_requests q ON q.id = m.pull_request_id
      WHERE ${MEMORY_SEEN} AND ($5::uuid IS NULL OR m.id = $5) AND ($5::uuid IS NOT NULL OR m.expires_at IS NULL OR m.expires_at > now())
        AND ($5::uuid IS NOT NULL OR CASE WHEN $6::varchar[] IS NULL THEN m.state <> 'deleted' ELSE m.state = ANY ($6) END)
        AND ($7::varchar[] IS NULL OR m.type = ANY ($7))
        AND ($8::text IS NULL OR concat_ws(' ', m.text, m.symbol, m.rule, m.path_glob, m.path, 'M' || m.number) ILIKE $8)
        AND ${isAfter('m.created_at', 'm.id', ['$9', '$10'])}
      ORDER BY m.created_at DESC, m.id DESC LIMIT $11`,
    [...seenBy(seen), id, states, types, words, after?.micros ?? null, after?.id ?? null, limit],
  );
}
