import { z } from 'zod';
import { AnyAnswer } from '../services/call-service.js';
import { callSentry, issuePath, type SentryCall } from './call-sentry.js';

export interface LinkedTicket {
  url: string;
  /** Project or repository, as its tracker names it. */
  project: string;
  /** Such as `ENG-12` or `34`. */
  identifier: string;
}

const Comments = z.array(z.object({ data: z.object({ text: z.string().catch('') }).catch({ text: '' }) }));

/**
 * Ties a ticket to an issue, once for each ticket: as an external issue where the installation of the integration is
 * configured, else by a comment that names it. Gives which of the two. Throws what `callService` does.
 */
export async function linkTicket(
  call: SentryCall,
  issueId: string,
  ticket: LinkedTicket,
): Promise<'linked' | 'commented'> {
  if (call.config.installation === undefined) {
    await commentOnIssue(call, issueId, { text: `Tracked as ${ticket.url}`, once: ticket.url });
    return 'commented';
  }
  // Creates or updates by project and identifier: https://docs.sentry.io/api/integration/create-or-update-an-external-issue/
  await callSentry(call, {
    method: 'POST',
    path: `/sentry-app-installations/${call.config.installation}/external-issues/`,
    body: { issueId: Number(issueId), webUrl: ticket.url, project: ticket.project, identifier: ticket.identifier },
    answer: z.object({ id: z.coerce.string() }),
    isIdempotent: true,
  });
  return 'linked';
}

/** A comment on an issue, unless one of its last comments holds `once` already. */
export async function commentOnIssue(
  call: SentryCall,
  issueId: string,
  { text, once }: { text: string; once: string },
): Promise<void> {
  const path = `${issuePath(call, issueId)}comments/`;
  const comments = await callSentry(call, { method: 'GET', path, answer: Comments, isIdempotent: true });
  if (comments.some(({ data }) => holds(data.text, once))) return;
  await callSentry(call, { method: 'POST', path, body: { text }, answer: AnyAnswer, isIdempotent: false });
}

/** `…/issues/12` is not in `…/issues/123`. */
function holds(text: string, wanted: string): boolean {
  for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + 1))
    if (!/[\w-]/.test(text.charAt(from + wanted.length))) return true;
  return false;
}
