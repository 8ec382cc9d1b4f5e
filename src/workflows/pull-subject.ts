import { z } from 'zod';

const Ref = z.object({ ref: z.string(), sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) });
const Pull = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  user: z.object({ login: z.string() }).nullish(),
  head: Ref,
  base: Ref,
  created_at: z.string(),
  updated_at: z.string(),
});
export type PullFacts = z.output<typeof Pull>;

const PullEvent = z.object({
  pull_request: Pull,
  changes: z.object({ base: z.unknown().optional() }).nullish(),
});
const CheckRunEvent = z.object({
  check_run: z.object({
    head_sha: z.string(),
    external_id: z.string().nullish(),
    pull_requests: z.array(z.object({ number: z.number() })).nullish(),
  }),
});
const CommentEvent = z.object({
  issue: z.object({ number: z.number().int().positive(), pull_request: z.unknown().optional() }),
  comment: z.object({
    id: z.number(),
    body: z.string().nullish(),
    user: z.object({ login: z.string(), type: z.string().nullish() }).nullish(),
  }),
});

/** Which pull request an event is about, and under which trigger key it asks for a run. */
export type Subject =
  | { kind: 'pull'; number: number; pull: PullFacts; trigger: Trigger }
  /** A fork's check event lists no pull request: it is found by its head. */
  | { kind: 'head'; headSha: string; number: number | null; trigger: Trigger }
  | { kind: 'number'; number: number; trigger: Trigger }
  | { kind: 'none'; reason: string };

export interface Trigger {
  type: 'auto' | 'command' | 'rerequest';
  /** behaviour.md, "Trigger key". */
  key: string;
  /** Who must have write permission for this to count. */
  commenter?: string;
}

const REVIEW_COMMAND = /^\s*\/nectr\s+review\b/i;

/**
 * Reads what a workflow on pull requests needs from a delivery. An event of another kind, or one that does not ask
 * for a run (an edit that keeps the base, a comment that is no command), is `none` with its reason. Never throws.
 */
export function pullSubject(eventType: string, deliveryId: string, payload: unknown): Subject {
  if (eventType === 'check_run.rerequested') return rerequest(deliveryId, payload);
  if (eventType === 'issue_comment.created') return command(payload);
  const parsed = PullEvent.safeParse(payload);
  if (!parsed.success) return { kind: 'none', reason: 'no pull request in the payload' };
  const { pull_request: pull, changes } = parsed.data;
  if (eventType === 'pull_request.edited' && changes?.base === undefined)
    return { kind: 'none', reason: 'edited without a new base' };
  return { kind: 'pull', number: pull.number, pull, trigger: { type: 'auto', key: `auto:${pull.base.ref}` } };
}

function rerequest(deliveryId: string, payload: unknown): Subject {
  const parsed = CheckRunEvent.safeParse(payload);
  if (!parsed.success) return { kind: 'none', reason: 'no check run in the payload' };
  const { head_sha: headSha, external_id: externalId, pull_requests: pulls } = parsed.data.check_run;
  if (!externalId?.startsWith('run:')) return { kind: 'none', reason: "another App's check run" };
  const number = pulls?.[0]?.number ?? null;
  return { kind: 'head', headSha, number, trigger: { type: 'rerequest', key: `rerequest:${deliveryId}` } };
}

function command(payload: unknown): Subject {
  const parsed = CommentEvent.safeParse(payload);
  if (!parsed.success) return { kind: 'none', reason: 'no comment in the payload' };
  const { issue, comment } = parsed.data;
  if (!issue.pull_request) return { kind: 'none', reason: 'a comment on an issue' };
  if (!REVIEW_COMMAND.test(comment.body ?? '')) return { kind: 'none', reason: 'no command' };
  if (!comment.user || comment.user.type === 'Bot') return { kind: 'none', reason: 'a bot gives no commands' };
  const trigger: Trigger = { type: 'command', key: `command:${comment.id}`, commenter: comment.user.login };
  return { kind: 'number', number: issue.number, trigger };
}
