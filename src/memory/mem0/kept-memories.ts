import { DEVELOPER_TYPES, type MemoryType } from '../types.js';

/** Found by their key, or shown whole: an index adds nothing. */
const NOT_INDEXED: readonly MemoryType[] = ['dismissal', 'project_map'];

const list = (types: readonly MemoryType[]) => types.map((type) => `'${type}'`).join(', ');

/**
 * Of `memories m` with its `installations i`: what the index may have. Nothing that is not applied, and nothing about
 * people where the installation has that switched off.
 */
export const MAY_BE_INDEXED = `(m.state = 'active' AND m.type NOT IN (${list(NOT_INDEXED)})
  AND (m.expires_at IS NULL OR m.expires_at > now())
  AND (i.developer_memories OR m.type NOT IN (${list(DEVELOPER_TYPES)})) AND i.deleted_at IS NULL)`;

/** Of the same: what the index has and may not have any more, or has in other words. */
export const MUST_GO = `(m.mem0_id IS NOT NULL AND (m.mem0_outdated OR NOT ${MAY_BE_INDEXED}))`;

/** How long a memory of which Mem0 was asked is left alone: what it took late is there by then. */
export const ASKED_MINUTES = 3;

/** Of the same: it was not asked about it so lately that the answer may be under way. */
export const NOT_ASKED_LATELY = `(m.mem0_asked_at IS NULL OR m.mem0_asked_at < now() - interval '${ASKED_MINUTES} minutes')`;
