import { z } from 'zod';
import { callSentry, issuePath, type SentryCall } from './call-sentry.js';

/**
 * Resolves an issue in a commit that Sentry knows. `repository`: as Sentry names it, `owner/name` for GitHub's. Refused
 * as `invalid` where Sentry has no such commit or repository. https://docs.sentry.io/api/events/update-an-issue/
 */
export async function resolveInCommit(
  call: SentryCall,
  issueId: string,
  { commit, repository }: { commit: string; repository: string },
): Promise<void> {
  await callSentry(call, {
    method: 'PUT',
    path: issuePath(call, issueId),
    body: { status: 'resolved', statusDetails: { inCommit: { commit, repository } } },
    answer: z.object({ status: z.literal('resolved') }),
    isIdempotent: true,
  });
}
