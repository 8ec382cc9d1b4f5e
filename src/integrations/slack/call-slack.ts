import { z } from 'zod';
import { callServiceInFull, type ServiceAnswer } from '../services/call-service.js';
import {
  ServiceLimitedError,
  ServiceRefusedError,
  ServiceUnavailableError,
  type RefusedWhy,
} from '../services/service-error.js';
import { below } from '../services/service-address.js';
import type { SlackCall } from './settings.js';

const WAIT_MS = 60_000;

/** Slack refuses with status 200 and one of these: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const REFUSALS: Readonly<Record<string, readonly [why: RefusedWhy, way: string]>> = {
  invalid_auth: ['credentials', 'the bot token is not valid: install the app anew and give its new token'],
  not_authed: ['credentials', 'it was given no bot token'],
  token_revoked: ['credentials', 'the bot token was revoked: install the app anew and give its new token'],
  token_expired: ['credentials', 'the bot token has expired: give a new one'],
  account_inactive: ['credentials', 'the app was removed from the workspace: install it anew and give its new token'],
  not_allowed_token_type: ['credentials', 'it wants the token of a bot, which begins with xoxb-'],
  not_in_channel: ['permission', 'the app is not in the channel: write /invite @<the app> there'],
  restricted_action: ['permission', 'the workspace does not let apps post there: ask its administrator'],
  restricted_action_read_only_channel: ['permission', 'the channel is read-only'],
  restricted_action_thread_only_channel: ['permission', 'the channel takes replies only'],
  ekm_access_denied: ['permission', 'the administrators have suspended posting'],
  access_denied: ['permission', 'it does not give access: ask the workspace’s administrator'],
  team_access_not_granted: ['permission', 'the app has no access to this workspace'],
  cant_update_message: ['permission', 'the message is not one of this app'],
  edit_window_closed: ['permission', 'the message is too old to be changed'],
  channel_not_found: ['not-found', 'there is no such channel, or it is private and the app is not in it: invite it'],
  is_archived: ['not-found', 'the channel is archived'],
  user_not_found: ['not-found', 'there is no such person'],
  users_not_found: ['not-found', 'there is no person with that e-mail address'],
  message_not_found: ['not-found', 'the message was deleted'],
  thread_not_found: ['not-found', 'the thread was deleted'],
  cannot_reply_to_message: ['not-found', 'the message takes no replies'],
};
const LIMITS = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const FAULTS = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

const Refused = z.object({
  ok: z.literal(false),
  error: z.string().default('unknown_error'),
  needed: z.string().optional(),
});

interface SlackRequest<T extends z.ZodObject> {
  /** Asked by GET with these, or by POST with a body. */
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  answer: T;
  isIdempotent: boolean;
}

/**
 * One method of Slack's Web API with the bot token, and what of its answer is needed. Throws ServiceLimitedError,
 * ServiceUnavailableError, ServiceRefusedError.
 */
export async function callSlack<T extends z.ZodObject>(
  call: SlackCall,
  method: string,
  request: SlackRequest<T>,
): Promise<z.output<T>> {
  return (await callSlackInFull(call, method, request)).body;
}

/** The same, with the headers of the answer. */
export async function callSlackInFull<T extends z.ZodObject>(
  call: SlackCall,
  method: string,
  { query, body, answer, isIdempotent }: SlackRequest<T>,
): Promise<ServiceAnswer<z.output<T>>> {
  const { bot_token: token } = call.credentials;
  if (token === undefined)
    throw new ServiceRefusedError('credentials', 'Slack needs a bot token for this: an incoming webhook only posts');
  const url = below(call.config.base_url, method);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  const { body: said, ...more } = await callServiceInFull(call, {
    service: 'Slack',
    method: body === undefined ? 'GET' : 'POST',
    url,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    },
    ...(body !== undefined && { body }),
    answer: z.union([Refused, z.looseObject({ ok: z.literal(true) })]),
    isIdempotent,
    reasonOf: (refused) => Refused.safeParse(refused).data?.error.replaceAll(/[^a-z_]/g, '') ?? null,
  });
  if (said.ok === false) throw errorOf(Refused.parse(said), isIdempotent, call.now());
  const read = answer.safeParse(said);
  if (!read.success)
    throw new ServiceUnavailableError('Slack gave an answer that cannot be read', !isIdempotent, { cause: read.error });
  return { ...more, body: read.data };
}

function errorOf({ error, needed }: z.output<typeof Refused>, isIdempotent: boolean, now: Date): Error {
  if (LIMITS.has(error)) return new ServiceLimitedError('Slack limits our requests', new Date(now.getTime() + WAIT_MS));
  if (FAULTS.has(error)) return new ServiceUnavailableError(`Slack answered ${error}`, !isIdempotent);
  if (error === 'missing_scope') {
    const scope = /^[\w:.,]{1,200}$/.test(needed ?? '') ? ` ${needed}` : '';
    return new ServiceRefusedError('permission', `Slack: the app lacks the scope${scope}: add it and install it anew`);
  }
  const known = REFUSALS[error];
  if (known !== undefined) return new ServiceRefusedError(known[0], `Slack: ${known[1]} (${error})`);
  const code = /^[a-z0-9_]{1,60}$/.test(error) ? `: ${error}` : '';
  return new ServiceRefusedError('invalid', `Slack refused it${code}`);
}
