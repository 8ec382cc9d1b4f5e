import { McpServer } from '@modelcontextprotocol/server';
import type { Log } from '../workflows/ports.js';
import { version } from '../version.js';
import { offerTool, type OpenSession } from './define-tool.js';
import { offerPrompts } from './prompts.js';
import { offerReviews } from './reviews-resource.js';
import { TOOLS } from './tools.js';

/**
 * What is offered is the same as long as the process lives: the SDK says otherwise unless it is told, and would hold a
 * stream open for each client that waits for a change (`subscriptions/listen`).
 */
const UNCHANGING = { listChanged: false };

/** A server with all tools, resources and prompts, for one request or one session of one caller. */
export function serverFor(open: OpenSession, log: Log): McpServer {
  const server = new McpServer(
    { name: 'nectr', title: 'Nectr', version },
    {
      capabilities: { tools: UNCHANGING, resources: UNCHANGING, prompts: UNCHANGING },
      instructions:
        'Findings and history of reviewed repositories. Read /skill.md of this server for how to work with them.',
    },
  );
  const failed = (error: unknown, name: string) => log.error({ err: error, tool: name }, 'a tool failed');
  for (const tool of TOOLS) offerTool(server, tool, open, failed);
  offerReviews(server, open, failed);
  offerPrompts(server);
  return server;
}
