import { type McpServer, ProtocolError, ProtocolErrorCode, ResourceTemplate } from '@modelcontextprotocol/server';
import { knownProblem } from '../api/door/known-problem.js';
import { told, type OpenSession, type ToolFailed } from './define-tool.js';
import { recentReviews } from './recent-reviews.js';

const NAME = 'reviews';
const MOST = 20;

/** Offers `nectr://repos/{owner}/{repo}/reviews`: the last reviews of a repository as JSON. */
export function offerReviews(server: McpServer, open: OpenSession, failed: ToolFailed): void {
  server.registerResource(
    NAME,
    new ResourceTemplate('nectr://repos/{owner}/{repo}/reviews', { list: undefined }),
    { title: 'The last reviews of a repository', mimeType: 'application/json' },
    async (uri, { owner, repo }) => {
      try {
        const session = await open({ readOnly: true });
        const { id } = await session.repository(`${String(owner)}/${String(repo)}`, 'read');
        const { reviews } = await recentReviews(session, { repositoryId: id, limit: MOST });
        const text = JSON.stringify({ reviews });
        return { contents: [{ uri: uri.href, mimeType: 'application/json', text }] };
      } catch (error) {
        const isCallers = (knownProblem(error)?.status ?? 500) < 500;
        const code = isCallers ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
        throw new ProtocolError(
          code,
          told(error, (real) => failed(real, NAME)),
        );
      }
    },
  );
}
