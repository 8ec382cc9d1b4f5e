import { z } from 'zod';
import { type AskedComment, commentKey, type CommentRequest } from '../../conversation/comment-request.js';
import type { PushedSettings } from './settings-push.js';
import type { PersonRequest } from '../requests/person-request.js';
import { requestOf } from '../../conversation/request-of.js';

const Ref = z.object({ ref: z.string(), sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) });
const Pull = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  user: z.object({ login: z.string(), type: z.string().nullish() }).nullish(),
  head: Ref,
  base: Ref,
  created_at: z.string(),
  updated_at: z.string(),
  merged_at: z.string().nullish(),
  additions: z.number().int().nonnegative().nullish(),
  deletions: z.number().int().nonnegative().nullish(),
});
export type PullFacts = z.output<typeof Pull>;

const PullEvent = z.object({
  pull_request: Pull,
  changes: z.object({ base: z.unknown().optional(), title: z.unknown().optional() }).nullish(),
});
const CheckRunEvent = z.object({
  check_run: z.object({
    head_sha: z.string(),
    external_id: z.string().nullish(),
    pull_requests: z.array(z.object({ number: z.number() })).nullish(),
  }),
});
const Person = z.object({ id: z.number(), login: z.string(), type: z.string().nullish() });
const Comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  created_at: z.string(),
  in_reply_to_id: z.number().nullish(),
  user: Person.nullish(),
});
const Commented = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});
/** What a comment tells of its pull request: not its commits. */
export type CommentedPull = z.output<typeof Commented>;
const IssueCommentEvent = z.object({
  issue: Commented.extend({ pull_request: z.unknown().optional() }),
  comment: Comment,
});
const ReviewCommentEvent = z.object({ pull_request: Commented, comment: Comment });

/**
 * Which pull request an event is about, and under which trigger key it asks for a run. `onlyIfSkipped`: what changed
 * (title, label) asks for one only where the settings had stopped the last.
 */
export type Subject =
  | { kind: 'pull'; number: number; pull: PullFacts; trigger: Trigger; onlyIfSkipped: boolean }
  /** A fork's check event lists no pull request: it is found by its head. */
  | { kind: 'head'; headSha: string; number: number | null; trigger: Trigger }
  | { kind: 'command'; number: number; pull: CommentedPull; trigger: Trigger }
  /** An answer without a command; it counts only if comment `inReplyTo` tells one of our findings. */
  | { kind: 'reply'; number: number; inReplyTo: number; trigger: Trigger }
  | { kind: 'none'; reason: string };

export interface Trigger {
  type: 'auto' | 'command' | 'reply' | 'rerequest' | 'request';
  /** behaviour.md, "Trigger key". */
  key: string;
  /** What a comment asks for, and who asks. */
  request?: CommentRequest;
  /** What a person asked of Nectr itself, and who asks. */
  asked?: PersonRequest;
  /** The settings that are to be tried, where a push of them asks. */
  settings?: PushedSettings;
}

const LABELS = ['pull_request.labeled', 'pull_request.unlabeled'];

/**
 * Reads what a workflow on pull requests needs from a delivery. An event of another kind, or one that does not ask
 * for a run (an edit that keeps the base, a comment that is no command), is `none` with its reason. `appSlug` is the
 * name that comments call us by; null: not known. Never throws.
 */
export function pullSubject(
  eventType: string,
  deliveryId: string,
  payload: unknown,
  appSlug: string | null = null,
): Subject {
  if (eventType === 'check_run.rerequested') return rerequest(deliveryId, payload);
  if (eventType === 'issue_comment.created') return issueComment(payload, appSlug);
  if (eventType === 'pull_request_review_comment.created') return reviewComment(payload, appSlug);
  const parsed = PullEvent.safeParse(payload);
  if (!parsed.success) return { kind: 'none', reason: 'no pull request in the payload' };
  const { pull_request: pull, changes } = parsed.data;
  const isEdit = eventType === 'pull_request.edited' && changes?.base === undefined;
  if (isEdit && changes?.title === undefined) return { kind: 'none', reason: 'edited without a new base or title' };
  const trigger = { type: 'auto', key: `auto:${pull.base.ref}` } as const;
  const onlyIfSkipped = isEdit || LABELS.includes(eventType);
  return { kind: 'pull', number: pull.number, pull, trigger, onlyIfSkipped };
}

function rerequest(deliveryId: string, payload: unknown): Subject {
  const parsed = CheckRunEvent.safeParse(payload);
  if (!parsed.success) return { kind: 'none', reason: 'no check run in the payload' };
  const { head_sha: headSha, external_id: externalId, pull_requests: pulls } = parsed.data.check_run;
  if (!externalId?.startsWith('run:')) return { kind: 'none', reason: "another App's check run" };
  const number = pulls?.[0]?.number ?? null;
  return { kind: 'head', headSha, number, trigger: { type: 'rerequest', key: `rerequest:${deliveryId}` } };
}

/** What the triggers call it: the verb of a command, `reply` in a thread, null for what is no comment. */
export function commandOf({ request }: Trigger): string | null {
  return request === undefined ? null : (request.command?.verb ?? 'reply');
}

function issueComment(payload: unknown, appSlug: string | null): Subject {
  const parsed = IssueCommentEvent.safeParse(payload);
  if (!parsed.success) return { kind: 'none', reason: 'no comment in the payload' };
  const { issue, comment } = parsed.data;
  if (!issue.pull_request) return { kind: 'none', reason: 'a comment on an issue' };
  return asked(issue, comment, 'issue', appSlug);
}

function reviewComment(payload: unknown, appSlug: string | null): Subject {
  const parsed = ReviewCommentEvent.safeParse(payload);
  if (!parsed.success) return { kind: 'none', reason: 'no comment in the payload' };
  return asked(parsed.data.pull_request, parsed.data.comment, 'review', appSlug);
}

/** Bots, ourselves among them, give no commands and are not answered: two of them would never come to an end. */
function asked(
  pull: CommentedPull,
  comment: z.output<typeof Comment>,
  kind: AskedComment['kind'],
  appSlug: string | null,
): Subject {
  const { user, body } = comment;
  const { number } = pull;
  if (!user || user.type === 'Bot' || user.login.endsWith('[bot]')) {
    return { kind: 'none', reason: 'a bot gives no commands' };
  }
  const inReplyTo = comment.in_reply_to_id ?? null;
  const place = { id: comment.id, kind, inReplyTo, createdAt: comment.created_at };
  const request = requestOf(body ?? '', { commenter: { id: user.id, login: user.login }, comment: place }, appSlug);
  if (request === null) return { kind: 'none', reason: 'no command' };
  if (request.command !== null) {
    const trigger = { type: 'command', key: `command:${commentKey(place)}`, request } as const;
    return { kind: 'command', number, pull, trigger };
  }
  if (inReplyTo === null) return { kind: 'none', reason: 'no command' };
  return { kind: 'reply', number, inReplyTo, trigger: { type: 'reply', key: `reply:${commentKey(place)}`, request } };
}
