import { z } from 'zod';
import { originOf, type Made } from '../../graph/history/origin-of.js';
import type { PullOrigin } from '../../graph/types.js';
import type { Facts } from '../conditions/variables.js';
import { isOfGitHub } from './event-place.js';

export type EventFacts = { -readonly [K in keyof NonNullable<Facts['event']>]: NonNullable<Facts['event']>[K] };

const text = z.string().catch('');
const User = z.object({ login: z.string(), type: z.string().nullish() }).nullish();
const Labels = z.array(z.object({ name: z.string() })).max(1000);
/** The repository of a head is null where the fork is gone. */
const Ref = z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() });
const time = z.iso.datetime({ offset: true }).optional().catch(undefined);
/** Null: it is empty. */
const body = z.string().nullish();

/** What payloads of GitHub tell, each part by itself: one that is odd hides none of the others. */
const Payload = z.object({
  action: z.string().optional().catch(undefined),
  sender: User.catch(null),
  repository: z.object({ full_name: z.string() }).optional().catch(undefined),
  pull_request: z
    .object({
      number: z.int(),
      title: text,
      body,
      created_at: time,
      updated_at: time,
      draft: z.boolean().nullish(),
      merged: z.boolean().nullish(),
      user: User,
      labels: Labels.optional(),
      base: Ref.optional(),
      head: Ref.optional(),
      additions: z.int().nullish(),
      deletions: z.int().nullish(),
    })
    .optional()
    .catch(undefined),
  issue: z
    .object({
      number: z.int(),
      title: text,
      body,
      created_at: time,
      updated_at: time,
      labels: Labels.optional(),
    })
    .optional()
    .catch(undefined),
  comment: z.object({ body: text }).optional().catch(undefined),
});

/** What an event says by itself, without asking anybody. Never throws. Pure. */
export function eventFacts(event: { source: string; type: string; payload: unknown }): EventFacts {
  const { data } = Payload.safeParse(event.payload);
  const facts: EventFacts = { type: typeOf(event) };
  if (data === undefined) return facts;
  const { action, sender, repository, pull_request: pull, issue, comment } = data;
  if (action !== undefined) facts.action = action;
  if (sender) facts.actor = sender.login;
  if (repository !== undefined) facts.repository = repository.full_name;
  const subject = pull ?? issue;
  if (subject !== undefined) {
    facts.number = subject.number;
    facts.title = subject.title;
    if (subject.body !== undefined) facts.body = subject.body ?? '';
    if (subject.created_at !== undefined) facts.created_at = subject.created_at;
    if (subject.updated_at !== undefined) facts.updated_at = subject.updated_at;
    if (subject.labels !== undefined) facts.labels = subject.labels.map(({ name }) => name);
  }
  if (pull !== undefined) Object.assign(facts, pullFacts(pull));
  if (comment !== undefined) facts.body = comment.body;
  return facts;
}

/** GitHub's name of the event, whose action stands apart; another service's has the service's before it, and all. */
function typeOf({ source, type }: { source: string; type: string }): string {
  return isOfGitHub(source) ? (type.split('.')[0] ?? type) : type;
}

/** What conditions see as `payload`: of a webhook what its caller sent, without what we put around it. Pure. */
export function payloadOf({ source, payload }: { source: string; payload: unknown }): unknown {
  if (source !== 'webhook' || typeof payload !== 'object' || payload === null) return payload;
  return (payload as { body?: unknown }).body;
}

function pullFacts(pull: NonNullable<z.output<typeof Payload>['pull_request']>): Partial<EventFacts> {
  const { base, head, draft, merged, user, additions, deletions } = pull;
  return {
    ...(base && { base: base.ref, base_sha: base.sha }),
    ...(head && { head: head.ref, head_sha: head.sha }),
    ...(head?.repo !== undefined && base?.repo && { fork: head.repo?.full_name !== base.repo.full_name }),
    ...(draft != null && { draft }),
    ...(merged != null && { merged }),
    ...(additions != null && { additions }),
    ...(deletions != null && { deletions }),
    ...(head &&
      surelyMadeBy({ author: user ? { login: user.login, isBot: user.type === 'Bot' } : null, head: head.ref })),
  };
}

/** Whose branch and account look like a person's may have been helped: its commits tell, which are not in the event. */
function surelyMadeBy({ author, head }: { author: Made['author']; head: string }): { origin?: PullOrigin } {
  const origin = originOf({ author, headRef: head, messages: '' });
  return origin === 'human' ? {} : { origin };
}
