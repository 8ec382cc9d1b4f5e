import { z } from 'zod';
import { callService } from '../services/call-service.js';
import type { Message, SentMessage } from '../services/integration-type.js';
import { MessageUnfitError, ServiceRefusedError } from '../services/service-error.js';
import { callSlack } from './call-slack.js';
import { channelIdOf, recipientOf } from './find-channel.js';
import { messageBlocks } from './message-blocks.js';
import type { SlackCall } from './settings.js';

/** What a message of ours is known by: https://docs.slack.dev/messaging/message-metadata */
const EVENT_TYPE = 'nectr_message';
/** A run is taken up again within this; a message that old was sent by no run that still asks for it. */
const LOOKED_BACK_MS = 3 * 24 * 3_600_000;
/** Small pages: a message may have 40 KB, and an answer at most 1 MiB is read. */
const IN_PAGE = '50';
const MOST_PAGES = 40;

const Posted = z.object({ channel: z.string(), ts: z.string() });
const History = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string().optional(), event_payload: z.record(z.string(), z.unknown()).optional() })
        .optional(),
    }),
  ),
  has_more: z.boolean().default(false),
  response_metadata: z.object({ next_cursor: z.string().default('') }).nullish(),
});

/**
 * Sends a message by the bot, or by the incoming webhook. Where its thread is gone it begins one of its own. Throws as
 * `callSlack`.
 */
export async function sendMessage(call: SlackCall, message: Message, key: string): Promise<SentMessage> {
  if (call.credentials.webhook_url !== undefined) return postByWebhook(call, call.credentials.webhook_url, message);
  const channel = await recipientOf(call, message.to);
  const post = async (thread: string | null): Promise<SentMessage> => {
    const posted = await callSlack(call, 'chat.postMessage', {
      body: {
        channel,
        ...contentOf(call, message),
        metadata: { event_type: EVENT_TYPE, event_payload: { key } },
        unfurl_links: false,
        unfurl_media: false,
        ...(thread !== null && { thread_ts: thread }),
      },
      answer: Posted,
      isIdempotent: false,
    });
    return { id: `${posted.channel}/${posted.ts}`, url: null };
  };
  const thread = threadOf(message);
  if (thread === null) return post(null);
  try {
    return await post(thread);
  } catch (error) {
    if (error instanceof ServiceRefusedError && error.why === 'not-found') return post(null);
    throw error;
  }
}

/** The time by which Slack knows the first message of a thread; null: it begins one. */
function threadOf({ thread }: Message): string | null {
  return thread?.split('/')[1] ?? null;
}

/**
 * Looks in the conversation for a message with this key; null: it is not there. Refused where nobody can tell: by a
 * webhook, and in a channel with more messages of three days than are read.
 */
export async function findMessage(call: SlackCall, message: Message, key: string): Promise<SentMessage | null> {
  if (call.credentials.webhook_url !== undefined)
    throw new ServiceRefusedError('invalid', 'Slack: whether the incoming webhook has posted it cannot be looked up');
  const channel = await channelIdOf(call, await recipientOf(call, message.to));
  const thread = threadOf(message);
  const inThread = thread === null ? null : await findIn(call, 'conversations.replies', { channel, ts: thread }, key);
  return inThread ?? findIn(call, 'conversations.history', { channel }, key);
}

/** Looks through the replies of a thread, or through a conversation without them. A thread that is gone has none. */
async function findIn(
  call: SlackCall,
  method: 'conversations.history' | 'conversations.replies',
  place: { channel: string; ts?: string },
  key: string,
): Promise<SentMessage | null> {
  const oldest = String((call.now().getTime() - LOOKED_BACK_MS) / 1000);
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    let history: z.output<typeof History>;
    try {
      history = await callSlack(call, method, {
        query: { ...place, oldest, limit: IN_PAGE, include_all_metadata: 'true', ...(cursor !== '' && { cursor }) },
        answer: History,
        isIdempotent: true,
      });
    } catch (error) {
      const isGone = error instanceof ServiceRefusedError && error.why === 'not-found';
      if (isGone && method === 'conversations.replies') return null;
      throw error;
    }
    const found = history.messages.find(
      ({ metadata }) => metadata?.event_type === EVENT_TYPE && metadata.event_payload?.['key'] === key,
    );
    if (found !== undefined) return { id: `${place.channel}/${found.ts}`, url: null };
    cursor = history.response_metadata?.next_cursor ?? '';
    if (!history.has_more || cursor === '') return null;
  }
  throw new ServiceRefusedError(
    'invalid',
    'Slack: the channel has too many messages to look for the one that was lost',
  );
}

/** Writes a sent message anew; what it was found by stays. Throws as `callSlack`. */
export async function editMessage(call: SlackCall, message: Message, id: string): Promise<SentMessage> {
  const [channel = '', ts = ''] = id.split('/');
  const { text, blocks } = contentOf(call, message);
  await callSlack(call, 'chat.update', { body: { channel, ts, text, blocks }, answer: Posted, isIdempotent: true });
  return { id, url: null };
}

/** Buttons only where their answers are taken, with a signing secret, and a bot may ask who has pressed them. */
function contentOf({ credentials: { signing_secret: secret, bot_token: token } }: SlackCall, message: Message) {
  return messageBlocks(message, { hasButtons: secret !== undefined && token !== undefined });
}

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: `ok`, or one of these words. */
const WEBHOOK_REFUSALS: Readonly<Record<string, string>> = {
  invalid_payload: 'it cannot read the message',
  action_prohibited: 'the workspace does not let the webhook post there',
  posting_to_general_channel_denied: 'only some may post to that channel',
  channel_not_found: 'the channel of the webhook was deleted',
  channel_is_archived: 'the channel of the webhook is archived',
  no_service: 'the webhook was removed or disabled: create a new one',
  no_service_id: 'the webhook was removed or disabled: create a new one',
  no_active_hooks: 'the webhook was disabled: create a new one',
  no_team: 'the workspace of the webhook is gone',
  team_disabled: 'the workspace of the webhook is disabled',
  invalid_token: 'the webhook is not valid: create a new one',
  user_not_found: 'the person of the webhook is gone',
};

async function postByWebhook(call: SlackCall, url: string, message: Message): Promise<SentMessage> {
  if (message.to !== null)
    throw new MessageUnfitError('Slack: an incoming webhook posts to its one channel; give a bot token');
  await callService(call, {
    service: 'Slack',
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: { ...contentOf(call, message), unfurl_links: false, unfurl_media: false },
    answer: z.literal('ok'),
    isIdempotent: false,
    reasonOf: (said) => (typeof said === 'string' ? (WEBHOOK_REFUSALS[said.trim()] ?? null) : null),
  });
  return { id: null, url: null };
}
