import { z } from 'zod';
import { isHmacOf } from '../services/hmac-signature.js';
import { jsonObject } from '../services/json-object.js';
import type { InboundRequest, Received } from '../services/integration-type.js';
import { actionOf } from './message-blocks.js';
import type { SlackCredentials } from './settings.js';

/** Requests that are older are refused: https://docs.slack.dev/authentication/verifying-requests-from-slack */
const MOST_AGE_S = 5 * 60;

/** What of the Events API is of use; a message only where somebody has just written it. */
export const SLACK_EVENTS = {
  'slack.message': 'Somebody wrote a message in a channel or conversation that the app is in.',
  'slack.app_mention': 'Somebody mentioned the app.',
  'slack.reaction_added': 'Somebody reacted to a message with an emoji.',
} as const;
const NEW_MESSAGES = new Set([undefined, 'file_share', 'thread_broadcast']);

/** https://docs.slack.dev/apis/events-api#events-JSON */
const Callback = z.object({
  type: z.literal('event_callback'),
  event_id: z.string().min(1).max(100),
  team_id: z.string().max(40).optional(),
  api_app_id: z.string().optional(),
  event: z.looseObject({
    type: z.string(),
    subtype: z.string().optional(),
    app_id: z.string().optional(),
    bot_profile: z.object({ app_id: z.string().optional() }).optional(),
  }),
});

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const BlockActions = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().min(1).max(40), username: z.string().optional(), name: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string().max(40) }).nullish(),
  container: z
    .object({ message_ts: z.string().max(40).optional(), channel_id: z.string().max(40).optional() })
    .nullish(),
  actions: z
    .array(z.object({ action_id: z.string(), value: z.string().optional(), action_ts: z.string().max(40) }))
    .min(1),
});

/** What Slack sent: its events, the presses of our buttons, and the check of our address. Never throws. */
export function receiveFromSlack(request: InboundRequest, { signing_secret: secret }: SlackCredentials): Received {
  const refused = refusalOf(request, secret);
  if (refused !== null) return { kind: 'refused', status: 401, reason: refused };
  const body = readBody(request);
  if (body === null) return { kind: 'refused', status: 400, reason: 'the body cannot be read' };
  const { type } = body;
  if (type === 'url_verification') {
    const { challenge } = body;
    if (typeof challenge !== 'string') return { kind: 'refused', status: 400, reason: 'the challenge is missing' };
    return { kind: 'answer', status: 200, contentType: 'text/plain', body: challenge };
  }
  if (type === 'event_callback') return eventOf(body);
  if (type === 'block_actions') return pressOf(body);
  return { kind: 'ignored', reason: `${nameOf(type)} is of no use` };
}

/** Why a request is not Slack's, or too old; null: it is. */
function refusalOf({ headers, body, now }: InboundRequest, secret: string | undefined): string | null {
  if (secret === undefined) return 'this integration has no signing secret';
  const timestamp = headers.get('x-slack-request-timestamp') ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return 'X-Slack-Request-Timestamp is missing or no time';
  const signed = Buffer.concat([Buffer.from(`v0:${timestamp}:`), body]);
  const signature = /^v0=([0-9a-f]{64})$/i.exec(headers.get('x-slack-signature') ?? '')?.[1] ?? null;
  if (!isHmacOf(signature, signed, secret)) return 'X-Slack-Signature is missing or wrong';
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > MOST_AGE_S)
    return 'the request is older than five minutes, or the clocks differ';
  return null;
}

/** JSON, or a form whose `payload` is JSON; null: neither. */
function readBody({ headers, body }: InboundRequest): Record<string, unknown> | null {
  const text = body.toString('utf8');
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '');
  const json = isForm ? new URLSearchParams(text).get('payload') : text;
  // A check of the certificate, or a command, has no payload.
  return json === null ? {} : jsonObject(json);
}

function eventOf(body: Record<string, unknown>): Received {
  const read = Callback.safeParse(body);
  if (!read.success)
    return { kind: 'refused', status: 400, reason: 'the event is not of the form that Slack documents' };
  const { event, event_id: deliveryId, team_id: team = null, api_app_id: app } = read.data;
  const type = `slack.${event.type}`;
  if (!Object.hasOwn(SLACK_EVENTS, type)) return { kind: 'ignored', reason: `${nameOf(event.type)} is of no use` };
  // What we write ourselves must not start anything.
  if (app !== undefined && (event.app_id === app || event.bot_profile?.app_id === app))
    return { kind: 'ignored', reason: 'the app wrote it itself' };
  if (event.type === 'message' && !NEW_MESSAGES.has(event.subtype))
    return { kind: 'ignored', reason: `a message of subtype ${nameOf(event.subtype)} is no new one` };
  return { kind: 'event', type, deliveryId, payload: { team_id: team, event } };
}

function pressOf(body: Record<string, unknown>): Received {
  const read = BlockActions.safeParse(body);
  if (!read.success)
    return { kind: 'refused', status: 400, reason: 'the press is not of the form that Slack documents' };
  const { actions, user, team, channel, container } = read.data;
  for (const { action_id: actionId, action_ts: at, value = '' } of actions) {
    const action = actionOf(actionId);
    if (action === null) continue;
    const channelId = channel?.id ?? container?.channel_id ?? null;
    const ts = container?.message_ts ?? null;
    return {
      kind: 'interaction',
      deliveryId: ['press', user.id, ts ?? '', at].join(':'),
      action,
      value,
      userId: user.id,
      payload: {
        team_id: team?.id ?? null,
        user_name: user.username ?? user.name ?? null,
        message_id: channelId === null || ts === null ? null : `${channelId}/${ts}`,
      },
    };
  }
  return { kind: 'ignored', reason: 'no button of ours' };
}

/** A name that a stranger gave, short and plain enough for a log. */
function nameOf(name: unknown): string {
  return typeof name === 'string' && /^[\w.-]{1,60}$/.test(name) ? name : 'a request without a known type';
}
