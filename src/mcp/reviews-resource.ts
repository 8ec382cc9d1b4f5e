import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { loginProblem } from '../api/door/login-problem.js';
import { Problem } from '../api/door/problem.js';
import type { McpSession } from './mcp-session.js';
import { recentReviews } from './recent-reviews.js';

const MOST = 20;

/**
 * Offers `nectr://repos/{owner}/{repo}/reviews`: the last reviews of a repository as JSON. `failed` hears of errors that
 * are none of the caller's; the caller is told no details of those.
 */
export function offerReviews(server: McpServer, session: McpSession, failed: (error: unknown) => void): void {
  server.registerResource(
    'reviews',
    new ResourceTemplate('nectr://repos/{owner}/{repo}/reviews', { list: undefined }),
    { title: 'The last reviews of a repository', mimeType: 'application/json' },
    async (uri, { owner, repo }) => {
      try {
        const { id } = await session.repository(`${String(owner)}/${String(repo)}`, 'read');
        const reviews = await recentReviews(session, { repositoryId: id, limit: MOST });
        return { contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ reviews }) }] };
      } catch (error) {
        const known = error instanceof Problem ? error : loginProblem(error);
        if (known === null) failed(error);
        throw new Error(known?.detail ?? 'Something went wrong here: try again later.', { cause: error });
      }
    },
  );
}
