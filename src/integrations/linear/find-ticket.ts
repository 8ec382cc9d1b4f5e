import { derivedUuid } from '../../access/derived-uuid.js';
import { z } from 'zod';
import type { Ticket } from '../services/integration-type.js';
import { callLinear, type LinearCall } from './call-linear.js';
import { readIssue, ticketOf } from './read-issue.js';

/** The id of the issue for a reference in a workspace: two workspaces may use the same reference. */
export const issueIdOf = (workspaceId: string, reference: string) => derivedUuid('issue', workspaceId, reference);

/** The issue that was made for a reference; null: there is none. */
export async function findTicket(call: LinearCall, reference: string): Promise<Ticket | null> {
  const { organization } = await callLinear(call, {
    query: 'query Workspace { organization { id } }',
    answer: z.object({ organization: z.object({ id: z.string() }) }),
  });
  const issue = await readIssue(call, issueIdOf(organization.id, reference));
  return issue === null ? null : ticketOf(issue);
}
