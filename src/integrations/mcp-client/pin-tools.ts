import type { DataSource } from 'typeorm';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import { jsonText } from '../../database/json-text.js';
import { cutText } from '../../words/cut-text.js';
import { McpError } from './mcp-error.js';
import type { McpServerAccess, McpSession } from './types.js';

const LONGEST_DESCRIPTION = 2000;

/**
 * Holds the tools of a server against those it had at its first use or when somebody approved (threat S25, fault I2).
 * Throws McpError if they are others: they are kept for somebody to look at, and the server is not asked.
 */
export async function pinTools(
  source: DataSource,
  { id, name }: Pick<McpServerAccess, 'id' | 'name'>,
  { tools, toolsHash }: Pick<McpSession, 'tools' | 'toolsHash'>,
): Promise<void> {
  const shown = jsonText(
    tools.map((tool) => ({ name: shownText(tool.name), description: shownText(tool.description) })),
  );
  const rows: { pinned: string }[] = await source
    .query(
      `UPDATE mcp_servers SET tools = coalesce(tools, $2::jsonb), tools_hash = coalesce(tools_hash, $3),
        pending_tools = CASE WHEN tools_hash <> $3 THEN $2::jsonb END,
        pending_hash = CASE WHEN tools_hash <> $3 THEN $3 END,
        tools_changed_at = CASE WHEN tools_hash <> $3 THEN
          CASE WHEN pending_hash = $3 THEN tools_changed_at ELSE now() END END,
        last_seen_at = now(), last_error = NULL
      WHERE id = $1 RETURNING tools_hash AS pinned`,
      [id, shown, toolsHash],
    )
    .then(([updated]: [{ pinned: string }[]]) => updated);
  const [row] = rows;
  if (row === undefined) throw new McpError('changed', 'it was taken away meanwhile');
  if (row.pinned !== toolsHash)
    throw new McpError('changed', `its tools have changed, and nobody has approved them: nectr mcp approve ${name}`);
}

/** Why a server could not be asked, for whoever looks at the list of servers. */
export async function noteFailure(source: DataSource, id: string, error: McpError): Promise<void> {
  if (error.trouble === 'changed') return;
  await source.query(`UPDATE mcp_servers SET last_error = $2 WHERE id = $1 AND last_error IS DISTINCT FROM $2`, [
    id,
    cutText(error.message, 500),
  ]);
}

function shownText(text: string): string {
  return cutText(stripInvisible(text), LONGEST_DESCRIPTION);
}
