import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import type { McpSession } from './mcp-session.js';
import { recentReviews } from './recent-reviews.js';

const MOST = 20;

/** Offers `nectr://repos/{owner}/{repo}/reviews`: the last reviews of a repository as JSON. */
export function offerReviews(server: McpServer, session: McpSession): void {
  server.registerResource(
    'reviews',
    new ResourceTemplate('nectr://repos/{owner}/{repo}/reviews', { list: undefined }),
    { title: 'The last reviews of a repository', mimeType: 'application/json' },
    async (uri, { owner, repo }) => {
      const { id } = await session.repository(`${String(owner)}/${String(repo)}`, 'read');
      const reviews = await recentReviews(session, { repositoryId: id, limit: MOST });
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ reviews }) }] };
    },
  );
}
