import { z } from 'zod';
import { listContributors } from '../../api/queries/analytics/contributors.js';
import { plainText } from '../../api/lists/filters.js';
import { defineTool, fitting } from '../define-tool.js';
import { repo } from '../tool-inputs.js';

const MOST = 100;

/** `get_contributor_stats`: whose pull requests were reviewed. Counts of work; nobody is ranked. */
export const getContributorStats = defineTool({
  name: 'get_contributor_stats',
  title: 'Whose pull requests were reviewed',
  description: 'People by name with their pull requests and reviews of the last days. Counts of work, no scores.',
  input: z.object({
    repo,
    days: z.int().min(1).max(365).default(90),
    cursor: plainText(255).optional().describe('next_cursor of the previous answer'),
  }),
  output: z.object({
    contributors: z.array(
      z.object({ login: z.string(), pull_requests: z.int(), reviews: z.int(), last_review_at: z.string() }),
    ),
    next_cursor: z.string().nullable(),
  }),
  writes: false,
  run: async (session, { repo, days, cursor }) => {
    const { id } = await session.repository(repo, 'read');
    const rows = await session.tenant((manager) =>
      listContributors(manager, { repositoryIds: [id], days, after: cursor ?? null, limit: MOST + 1 }),
    );
    const contributors = fitting(rows.slice(0, MOST));
    const next_cursor = contributors.length < rows.length ? (contributors.at(-1)?.login ?? null) : null;
    const text = contributors.map(
      ({ login, pull_requests: pulls, reviews }) => `${login}: ${pulls} pull requests, ${reviews} reviews`,
    );
    return {
      answer: { contributors, next_cursor },
      text: text.join('\n') || `No pull request of ${repo} was reviewed in ${days} days.`,
    };
  },
});
