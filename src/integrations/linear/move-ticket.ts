import { z } from 'zod';
import type { Ticket } from '../services/integration-type.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { callLinear, type LinearCall } from './call-linear.js';
import { Issue, ISSUE_FIELDS, readIssue, ticketOf } from './read-issue.js';

/** Moves an issue to the state of its team that has this name, in any case. */
export async function moveTicket(call: LinearCall, key: string, state: string): Promise<Ticket> {
  const before = await readIssue(call, key);
  if (before === null)
    throw new ServiceRefusedError('not-found', `Linear has no issue ${key} that the API key can see`);
  if (isSame(before.state.name, state)) return ticketOf(before);
  const states = await statesOf(call, before.id);
  const target = states.find(({ name }) => isSame(name, state));
  if (target === undefined) {
    const names = states.map(({ name }) => name).join(', ');
    throw new ServiceRefusedError(
      'invalid',
      `Linear has no state "${state}" for ${before.identifier}; it has ${names}`,
    );
  }
  const { issueUpdate } = await callLinear(call, {
    query: `mutation Move($id: String!, $input: IssueUpdateInput!) {
      issueUpdate(id: $id, input: $input) { success issue { ${ISSUE_FIELDS} } }
    }`,
    variables: { id: before.id, input: { stateId: target.id } },
    answer: z.object({ issueUpdate: z.object({ success: z.literal(true), issue: Issue }) }),
  });
  return ticketOf(issueUpdate.issue);
}

const isSame = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

async function statesOf(call: LinearCall, issueId: string): Promise<{ id: string; name: string }[]> {
  const { issue } = await callLinear(call, {
    query: 'query States($id: String!) { issue(id: $id) { team { states(first: 100) { nodes { id name } } } } }',
    variables: { id: issueId },
    answer: z.object({
      issue: z.object({
        team: z.object({ states: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }) }),
      }),
    }),
  });
  return issue.team.states.nodes;
}
