import { z } from 'zod';
import { MessageUnfitError, ServiceRefusedError } from '../services/service-error.js';
import { callSlack } from './call-slack.js';
import type { SlackCall } from './settings.js';

const CHANNEL_ID = /^[CGD][A-Z0-9]{6,20}$/;
const USER_ID = /^[UW][A-Z0-9]{6,20}$/;
const IN_PAGE = '200';
const MOST_PAGES = 25;

const Page = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string().optional() })),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});

/**
 * Whom Slack is to be told for `to`: a channel's id or #name, or a person's id for their direct messages. A person may
 * be named by e-mail address, which is looked up. Throws as `callSlack`.
 */
export async function recipientOf(call: SlackCall, to: string | null): Promise<string> {
  const wanted = (to ?? call.config.channel)?.trim() ?? '';
  if (wanted === '') throw new MessageUnfitError('Slack: name a channel, in the message or in the configuration');
  if (!/^[^\s@#]+@[^\s@]+$/.test(wanted)) return wanted;
  const { user } = await callSlack(call, 'users.lookupByEmail', {
    query: { email: wanted },
    answer: z.object({ user: z.object({ id: z.string() }) }),
    isIdempotent: true,
  });
  return user.id;
}

/** The id of the conversation of a recipient, which lookups need. Throws as `callSlack`. */
export async function channelIdOf(call: SlackCall, recipient: string): Promise<string> {
  if (CHANNEL_ID.test(recipient)) return recipient;
  if (USER_ID.test(recipient)) {
    const { channel } = await callSlack(call, 'conversations.open', {
      body: { users: recipient },
      answer: z.object({ channel: z.object({ id: z.string() }) }),
      isIdempotent: true,
    });
    return channel.id;
  }
  const name = recipient.replace(/^#/, '').toLowerCase();
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const found = await callSlack(call, 'conversations.list', {
      query: {
        types: 'public_channel,private_channel',
        exclude_archived: 'true',
        limit: IN_PAGE,
        ...(cursor !== '' && { cursor }),
      },
      answer: Page,
      isIdempotent: true,
    });
    const channel = found.channels.find((one) => one.name === name);
    if (channel !== undefined) return channel.id;
    cursor = found.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  throw new ServiceRefusedError('not-found', 'Slack: no channel has that name: give its id, which begins with C');
}
