import type { DataSource } from 'typeorm';
import type { McpKind } from './types.js';

/** A server as the operator's environment names it. */
export interface OperatorServer {
  kind: Exclude<McpKind, 'other'>;
  url: string;
  /** The whole value of the header; null: none. */
  authorization: string | null;
  /** Accounts, in small letters, whose installations alone may ask it; empty: all of them. */
  installations: readonly string[];
}

/**
 * Makes the rows of the operator's servers those of the environment, under the names of their services. One that has got
 * another address is another server: its tools count as never seen. Throws what the database throws.
 */
export async function keepOperatorServers(source: DataSource, servers: readonly OperatorServer[]): Promise<void> {
  await source.transaction(async (manager) => {
    await manager.query(`DELETE FROM mcp_servers WHERE installation_id IS NULL AND name <> ALL ($1::text[])`, [
      servers.map(({ kind }) => kind),
    ]);
    for (const { kind, url, installations } of servers) {
      await manager.query(
        `INSERT INTO mcp_servers AS kept (installation_id, name, kind, url) VALUES (NULL, $1, $1, $2)
         ON CONFLICT (installation_id, name) DO UPDATE SET url = EXCLUDED.url, tools = NULL, tools_hash = NULL,
           pending_tools = NULL, pending_hash = NULL, tools_changed_at = NULL, approved_at = NULL, approved_by = NULL,
           last_seen_at = NULL, last_error = NULL
         WHERE kept.url <> EXCLUDED.url`,
        [kind, url],
      );
      await manager.query(
        `UPDATE mcp_servers SET only_accounts = $2
          WHERE installation_id IS NULL AND name = $1 AND only_accounts IS DISTINCT FROM $2`,
        [kind, installations.length === 0 ? null : installations],
      );
    }
  });
}
