import type { EntityManager } from 'typeorm';

/** `changed`: its tools are others again than those that were looked at. `same`: there is nothing to approve. */
export type Approval = 'approved' | 'changed' | 'same' | 'unknown';

/**
 * Lets a server be asked with the tools it lists now. `hash` is of those that `by` has looked at. Inside of `withTenant`
 * the operator's are unknown: `nectr mcp approve` is the operator's way. Throws what the database throws.
 */
export async function approveTools(
  manager: Pick<EntityManager, 'query'>,
  id: string,
  { hash, by }: { hash: string; by: string },
): Promise<Approval> {
  const [, count]: [unknown, number] = await manager.query(
    `UPDATE mcp_servers SET tools = pending_tools, tools_hash = pending_hash, pending_tools = NULL, pending_hash = NULL,
        tools_changed_at = NULL, approved_at = now(), approved_by = $3
      WHERE id = $1 AND pending_hash = $2`,
    [id, hash, by],
  );
  if (count > 0) return 'approved';
  const rows: { pending: string | null }[] = await manager.query(
    `SELECT pending_hash AS pending FROM mcp_servers WHERE id = $1 FOR UPDATE`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) return 'unknown';
  return row.pending === null ? 'same' : 'changed';
}
