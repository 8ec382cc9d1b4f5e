import type { Memory, MemoryDismissal, MemorySourceKind, MemoryState, MemoryType } from './types.js';

/** Of `memories m`, for `memoryOf`. */
export const MEMORY_COLUMNS = `m.id, m.installation_id AS "installationId", m.number, m.type, m.text, m.state,
  m.state_reason AS "stateReason", m.state_changed_at AS "stateChangedAt", m.repository_id AS "repositoryId",
  m.path_glob AS "pathGlob", m.path, m.symbol, m.rule, m.developer_login AS "developerLogin",
  m.developer_id::float8 AS "developerId", m.source_kind AS "sourceKind", m.source_key AS "sourceKey",
  m.source_link AS "sourceLink", m.source_path AS "sourcePath", m.source_line AS "sourceLine",
  m.source_quote AS "sourceQuote", m.source_sha256 AS "sourceSha256", m.pull_request_id AS "pullRequestId",
  m.author_login AS "authorLogin", m.author_id::float8 AS "authorId", m.confidence, m.signals,
  m.used_count AS "usedCount", m.last_used_at AS "lastUsedAt", m.expires_at AS "expiresAt", m.mem0_id AS "mem0Id",
  m.reach, m.reason, m.handle, m.created_at AS "createdAt"`;

/** What `MEMORY_COLUMNS` gives. */
export interface MemoryRow {
  id: string;
  installationId: number;
  number: number;
  type: MemoryType;
  text: string;
  state: MemoryState;
  stateReason: string | null;
  stateChangedAt: Date;
  repositoryId: number | null;
  pathGlob: string | null;
  path: string | null;
  symbol: string | null;
  rule: string | null;
  developerLogin: string | null;
  developerId: number | null;
  sourceKind: MemorySourceKind;
  sourceKey: string | null;
  sourceLink: string | null;
  sourcePath: string | null;
  sourceLine: number | null;
  sourceQuote: string | null;
  sourceSha256: string | null;
  pullRequestId: string | null;
  authorLogin: string | null;
  authorId: number | null;
  confidence: number;
  signals: number;
  usedCount: number;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  mem0Id: string | null;
  reach: MemoryDismissal['reach'] | null;
  reason: string | null;
  handle: number | null;
  createdAt: Date;
}

/** A row as code handles it. */
export function memoryOf(row: MemoryRow): Memory {
  const { id, installationId, number, type, text, state, stateReason, stateChangedAt, confidence, signals } = row;
  const { repositoryId, pathGlob, symbol, rule, usedCount, lastUsedAt, expiresAt, mem0Id, createdAt } = row;
  const { reach, reason, handle, path } = row;
  return {
    id,
    installationId,
    number,
    type,
    text,
    state,
    stateReason,
    stateChangedAt,
    confidence,
    signals,
    usedCount,
    lastUsedAt,
    expiresAt,
    mem0Id,
    createdAt,
    scope: { repositoryId, pathGlob, symbol, rule, developer: person(row.developerId, row.developerLogin) },
    source: {
      kind: row.sourceKind,
      key: row.sourceKey,
      link: row.sourceLink,
      path: row.sourcePath,
      line: row.sourceLine,
      quote: row.sourceQuote,
      sha256: row.sourceSha256,
      pullRequestId: row.pullRequestId,
    },
    author: person(row.authorId, row.authorLogin),
    dismissal: reach === null || reason === null || handle === null ? null : { reach, reason, handle, path },
  };
}

function person(id: number | null, login: string | null) {
  return id === null || login === null ? null : { id, login };
}
