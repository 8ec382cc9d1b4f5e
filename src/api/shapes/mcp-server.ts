import { z } from '@hono/zod-openapi';
import { redactValue } from '../../access/redact.js';
import type { ListedServer } from '../../integrations/mcp-client/list-servers.js';
import { MCP_KINDS } from '../../integrations/mcp-client/types.js';

/** A tool in the words of a stranger. */
export const ShownTool = z.object({ name: z.string(), description: z.string() });
export type ShownTool = z.infer<typeof ShownTool>;

/** An MCP server that reviews ask, without its secret. */
export const McpServer = z.object({
  id: z.uuid(),
  installation_id: z.int().nullable().openapi({ description: 'Null: the operator’s' }),
  name: z.string(),
  kind: z.enum(MCP_KINDS),
  url: z.string(),
  has_authorization: z.boolean().openapi({ description: 'The operator’s is in the environment, and not told here' }),
  enabled: z.boolean(),
  tools: z.array(ShownTool).nullable().openapi({ description: 'It may be asked with these; null: it was never used' }),
  pending: z
    .object({ hash: z.string(), tools: z.array(ShownTool), since: z.iso.datetime() })
    .nullable()
    .openapi({ description: 'It lists these now, and is not asked until somebody approves them' }),
  approved_at: z.iso.datetime().nullable(),
  approved_by: z.string().nullable(),
  last_seen_at: z.iso.datetime().nullable(),
  last_error: z.string().nullable(),
});

/** Pure. */
export function serverShown(server: ListedServer): z.infer<typeof McpServer> {
  const { pending, tools } = server;
  const shown = {
    id: server.id,
    installation_id: server.installationId,
    name: server.name,
    kind: server.kind,
    url: server.url,
    has_authorization: server.hasAuthorization,
    enabled: server.enabled,
    tools,
    pending: pending && { hash: pending.hash, tools: pending.tools, since: pending.since.toISOString() },
    approved_at: server.approvedAt?.toISOString() ?? null,
    approved_by: server.approvedBy,
    last_seen_at: server.lastSeenAt?.toISOString() ?? null,
    last_error: server.lastError,
  };
  return redactValue(shown) as typeof shown;
}
