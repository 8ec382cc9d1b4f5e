import { mcpTimes } from './mcp-times.js';
import { openSession } from './open-session.js';
import type { McpServerAccess, OfferedTool } from './types.js';

/**
 * Connects to a server and lists its tools, without asking it anything and without keeping what it lists. `isPinned`:
 * they are those it may be asked with. Throws McpError.
 */
export async function testServer(
  server: Pick<McpServerAccess, 'url' | 'authorization' | 'installationId' | 'toolsHash'>,
  allowedPrivateHosts: readonly string[],
): Promise<{ tools: readonly OfferedTool[]; isPinned: boolean }> {
  const session = await openSession(server, { times: mcpTimes, allowedPrivateHosts }, new AbortController().signal);
  try {
    return { tools: session.tools, isPinned: server.toolsHash === null || server.toolsHash === session.toolsHash };
  } finally {
    await session.close();
  }
}
