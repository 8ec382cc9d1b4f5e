import { callSentry, issuePath, type SentryCall } from './call-sentry.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { SentryEventBody, type SentryEvent } from './event-of.js';
import { SentryIssueBody, type SentryIssue } from './find-issues.js';

/** An issue by its number, with its latest event; the event is null where none is kept any more. */
export async function readIssue(
  call: SentryCall,
  issueId: string,
): Promise<{ issue: SentryIssue; event: SentryEvent | null }> {
  const path = issuePath(call, issueId);
  const issue = await callSentry(call, { method: 'GET', path, answer: SentryIssueBody, isIdempotent: true });
  return { issue, event: await latestEvent(call, path) };
}

/** https://docs.sentry.io/api/events/retrieve-an-issue-event/ */
async function latestEvent(call: SentryCall, path: string): Promise<SentryEvent | null> {
  try {
    return await callSentry(call, {
      method: 'GET',
      path: `${path}events/latest/`,
      answer: SentryEventBody,
      isIdempotent: true,
    });
  } catch (error) {
    if (error instanceof ServiceRefusedError && error.why === 'not-found') return null;
    throw error;
  }
}
