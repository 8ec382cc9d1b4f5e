import { z } from 'zod';
import type { Ticket, TicketDraft } from '../services/integration-type.js';
import { ServiceRefusedError, ServiceUnavailableError } from '../services/service-error.js';
import { oneLine, shortened } from '../../markdown/short-text.js';
import { cutMarkdown } from '../services/cut-markdown.js';
import { callLinear, type LinearCall } from './call-linear.js';
import { findPlaces } from './find-places.js';
import { issueIdOf } from './find-ticket.js';
import { AlreadyThereError } from './linear-fault.js';
import { Issue, ISSUE_FIELDS, readIssue, ticketOf } from './read-issue.js';

/** Linear names no limits; these fit what it shows. */
const LONGEST_TITLE = 255;
const LONGEST_BODY = 65_000;

/** Makes an issue for a reference, or gives the one that was made for it before. */
export async function createTicket(call: LinearCall, draft: TicketDraft, reference: string): Promise<Ticket> {
  const { workspaceId, teamId, projectId, labelIds } = await findPlaces(call, draft);
  const id = issueIdOf(workspaceId, reference);
  const input = {
    id,
    teamId,
    title: shortened(oneLine(draft.title), LONGEST_TITLE),
    description: cutMarkdown(draft.body, LONGEST_BODY),
    labelIds,
    ...(projectId !== null && { projectId }),
  };
  try {
    const { issueCreate } = await callLinear(call, {
      query: `mutation CreateIssue($input: IssueCreateInput!) {
        issueCreate(input: $input) { success issue { ${ISSUE_FIELDS} } }
      }`,
      variables: { input },
      answer: z.object({ issueCreate: z.object({ success: z.boolean(), issue: Issue.nullable() }) }),
      isIdempotent: false,
    });
    if (!issueCreate.success || issueCreate.issue === null)
      throw new ServiceUnavailableError('Linear did not make the issue', true);
    return ticketOf(issueCreate.issue);
  } catch (error) {
    if (!(error instanceof AlreadyThereError)) throw error;
    return await madeBefore(call, id, error);
  }
}

async function madeBefore(call: LinearCall, id: string, cause: Error): Promise<Ticket> {
  const issue = await readIssue(call, id);
  if (issue !== null) return ticketOf(issue);
  throw new ServiceRefusedError('permission', 'Linear has the issue already, and the API key cannot see it', { cause });
}
