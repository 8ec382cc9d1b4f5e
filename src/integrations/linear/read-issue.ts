import { z } from 'zod';
import type { Ticket } from '../services/integration-type.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { callLinear, type LinearCall } from './call-linear.js';

/** What of an issue is asked for, and what comes. */
export const ISSUE_FIELDS = 'id identifier url title state { name }';
export const Issue = z.object({
  id: z.string(),
  identifier: z.string(),
  url: z.string(),
  title: z.string(),
  state: z.object({ name: z.string() }),
});

/** An issue by its identifier (`ENG-123`) or id, also one that is archived; null: there is none that the key can see. */
export async function readIssue(call: LinearCall, id: string): Promise<z.output<typeof Issue> | null> {
  try {
    const { issue } = await callLinear(call, {
      query: `query Issue($id: String!) { issue(id: $id) { ${ISSUE_FIELDS} } }`,
      variables: { id },
      answer: z.object({ issue: Issue }),
    });
    return issue;
  } catch (error) {
    if (error instanceof ServiceRefusedError && error.why === 'not-found') return null;
    throw error;
  }
}

export function ticketOf({ identifier, url, title, state }: z.output<typeof Issue>): Ticket {
  return { key: identifier, url, title, state: state.name };
}
