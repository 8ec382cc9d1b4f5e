import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

function read() {
  return answerOf(api['mcp-servers'].$get({ query: { limit: '100' } }));
}

export type McpServer = Awaited<ReturnType<typeof read>>['items'][number];

/** The servers of all installations that the person administers, and the operator's. */
export const mcpServers = queryOptions({ queryKey: ['settings', 'mcp'], queryFn: read });
