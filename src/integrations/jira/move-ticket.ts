import { z } from 'zod';
import { AnyAnswer } from '../services/call-service.js';
import type { Ticket } from '../services/integration-type.js';
import { ServiceRefusedError, ServiceUnavailableError } from '../services/service-error.js';
import { callJira, pathOf, type JiraCall } from './call-jira.js';
import { readIssue, ticketOf, type Issue } from './read-issue.js';

const Transition = z.object({
  id: z.string(),
  to: z.object({ name: z.string() }),
  isAvailable: z.boolean().default(true),
  fields: z
    .record(
      z.string(),
      z.object({ name: z.string().default(''), required: z.boolean(), hasDefaultValue: z.boolean().default(false) }),
    )
    .default({}),
});
type Transition = z.output<typeof Transition>;

/** Moves an issue to the state of this name, in any case, by a transition that asks for nothing. */
export async function moveTicket(call: JiraCall, key: string, state: string): Promise<Ticket> {
  const before = await readExisting(call, key);
  if (isSame(before.fields.status.name, state)) return ticketOf(call, before);
  const path = `issue/${pathOf(before.key)}/transitions`;
  const { transitions } = await callJira(call, {
    method: 'GET',
    path,
    query: { expand: 'transitions.fields' },
    answer: z.object({ transitions: z.array(Transition) }),
  });
  const { id } = wayTo(state, before, transitions);
  await callJira(call, {
    method: 'POST',
    path,
    body: { transition: { id } },
    answer: AnyAnswer,
    isIdempotent: false,
  });
  const after = await readExisting(call, before.key);
  // Where it goes on from there by itself is the rule of its project.
  if (isSame(after.fields.status.name, before.fields.status.name))
    throw new ServiceUnavailableError(`Jira has not moved ${before.key}`, true);
  return ticketOf(call, after);
}

const isSame = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

async function readExisting(call: JiraCall, key: string): Promise<Issue> {
  const issue = await readIssue(call, key);
  if (issue === null) throw new ServiceRefusedError('not-found', `Jira has no issue ${key} that the account can see`);
  return issue;
}

function wayTo(state: string, { key, fields }: Issue, transitions: readonly Transition[]): Transition {
  const open = transitions.filter(({ isAvailable }) => isAvailable);
  const ways = open.filter(({ to }) => isSame(to.name, state));
  const [first] = ways;
  if (first === undefined) {
    const names = [...new Set(open.map(({ to }) => to.name))].join(', ') || 'no other';
    throw new ServiceRefusedError(
      'invalid',
      `Jira lets ${key} go from "${fields.status.name}" to ${names}, not to "${state}"`,
    );
  }
  const free = ways.find((way) => askedBy(way).length === 0);
  if (free !== undefined) return free;
  throw new ServiceRefusedError(
    'invalid',
    `Jira asks for ${askedBy(first).join(', ')} on the way of ${key} to "${first.to.name}": move it by hand`,
  );
}

/** The fields that a person would have to fill in. */
function askedBy({ fields }: Transition): string[] {
  return Object.entries(fields).flatMap(([id, { name, required, hasDefaultValue }]) =>
    required && !hasDefaultValue ? [name || id] : [],
  );
}
