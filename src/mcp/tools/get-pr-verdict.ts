import { z } from 'zod';
import { notFound } from '../../api/door/problem.js';
import { findPull } from '../../api/queries/find-pull.js';
import { countOpen } from '../../api/queries/count-open.js';
import { defineTool } from '../define-tool.js';
import { recentReviews } from '../recent-reviews.js';
import { pullNumber, repo } from '../tool-inputs.js';

/** `get_pr_verdict`: how the last round of a pull request ended. */
export const getPrVerdict = defineTool({
  name: 'get_pr_verdict',
  title: 'The verdict on a pull request',
  description:
    'How the last round of a pull request ended: verdict, outcome and reason, what is open, and whether the head has been reviewed.',
  input: z.object({ repo, pr_number: pullNumber }),
  output: z.object({
    repo: z.string(),
    pr_number: z.int(),
    pr_title: z.string(),
    pr_state: z.string(),
    verdict: z.string().nullable().describe('APPROVE, REQUEST_CHANGES or NEEDS_DISCUSSION; null: there is none'),
    outcome: z.string().nullable(),
    reason: z.string().nullable(),
    round: z.int().nullable(),
    head_sha: z.string(),
    is_head: z.boolean().describe('Whether that is the head now'),
    open: z.object({ must_fix: z.int(), should_fix: z.int(), minor: z.int() }),
  }),
  writes: false,
  run: async (session, { repo, pr_number: number }) => {
    const { id, fullName } = await session.repository(repo, 'read');
    const found = await session.tenant(async (manager) => {
      const pull = await findPull(manager, { repositoryId: id, number });
      return pull && { pull, open: await countOpen(manager, pull.id) };
    });
    if (found === null) throw notFound('pull request');
    const { pull, open } = found;
    const {
      reviews: [last],
    } = await recentReviews(session, { repositoryId: id, number, limit: 1 });
    const { verdict = null, outcome = null, reason = null, round = null, head_sha = '' } = last ?? {};
    const answer = {
      repo: fullName,
      pr_number: number,
      pr_title: pull.title,
      pr_state: pull.state,
      verdict,
      outcome,
      reason,
      round,
      head_sha,
      is_head: head_sha !== '' && head_sha === pull.headSha,
      open,
    };
    const says = verdict ?? (last === undefined ? 'not reviewed yet' : (outcome ?? 'waits or runs'));
    return {
      answer,
      text: `#${number} ${pull.title}: ${says}${reason === null ? '' : ` (${reason})`}. Open: ${open.must_fix} must-fix, ${open.should_fix} should-fix, ${open.minor} minor.`,
    };
  },
});
