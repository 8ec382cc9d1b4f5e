import type { EntityManager } from 'typeorm';
import type { McpKind } from './types.js';

/** A tool as people are shown it. Written by strangers. */
export interface ShownTool {
  name: string;
  description: string;
}

/** A server as people are shown it: without its secret. */
export interface ListedServer {
  id: string;
  /** Null: the operator's, named by the environment. */
  installationId: number | null;
  name: string;
  kind: McpKind;
  url: string;
  /** Accounts whose installations alone know the operator's server; null: all of them. */
  onlyAccounts: string[] | null;
  /** Whether it is given a secret of its own; the operator's stands in the environment. */
  hasAuthorization: boolean;
  enabled: boolean;
  /** Those it may be asked with; null: it was never used. */
  tools: ShownTool[] | null;
  /** What it lists now, while nobody has approved it; null: the same. */
  pending: { hash: string; tools: ShownTool[]; since: Date } | null;
  approvedAt: Date | null;
  approvedBy: string | null;
  lastSeenAt: Date | null;
  lastError: string | null;
}

/**
 * The servers that `manager` may see (inside of `withTenant`: those of its installations, and the operator's), by name.
 * Throws what the database throws.
 */
export async function listServers(manager: Pick<EntityManager, 'query'>): Promise<ListedServer[]> {
  const rows: (Omit<ListedServer, 'pending'> & {
    pendingHash: string | null;
    pendingTools: ShownTool[] | null;
    toolsChangedAt: Date | null;
  })[] = await manager.query(
    `SELECT id, installation_id AS "installationId", name, kind, url, enabled, tools, only_accounts AS "onlyAccounts",
        authorization_encrypted IS NOT NULL AS "hasAuthorization", pending_hash AS "pendingHash",
        pending_tools AS "pendingTools", tools_changed_at AS "toolsChangedAt", approved_at AS "approvedAt",
        approved_by AS "approvedBy", last_seen_at AS "lastSeenAt", last_error AS "lastError"
      FROM mcp_servers ORDER BY installation_id NULLS FIRST, name`,
  );
  return rows.map(({ pendingHash, pendingTools, toolsChangedAt, ...server }) => ({
    ...server,
    pending:
      pendingHash === null || pendingTools === null || toolsChangedAt === null
        ? null
        : { hash: pendingHash, tools: pendingTools, since: toolsChangedAt },
  }));
}
