import { z } from 'zod';
import { defineIntegration, HEALTHY, type Message } from '../services/integration-type.js';
import { MessageUnfitError, ServiceRefusedError } from '../services/service-error.js';
import { callDiscord } from './call-discord.js';
import { messageEmbed } from './message-embed.js';
import { DiscordConfig, DiscordCredentials, type DiscordCall } from './settings.js';

const Sent = z.object({ id: z.string() });
/** Of the others, one follows a channel and one belongs to an app: neither takes messages. */
const INCOMING = 1;

/**
 * Discord: a webhook that posts embeds and edits its own. https://discord.com/developers/docs/resources/webhook
 * There is no `find`: a webhook reads a message by its id only, which is what was lost.
 */
export const discord = defineIntegration({
  type: 'discord',
  title: 'Discord',
  config: DiscordConfig,
  credentials: DiscordCredentials,
  events: {},
  async health(call) {
    const { type } = await callDiscord(call, {
      method: 'GET',
      answer: z.object({ type: z.number() }),
      isIdempotent: true,
    });
    if (type === INCOMING) return HEALTHY;
    return { status: 'unhealthy', detail: 'It is no incoming webhook: create one in the channel’s settings.' };
  },
  messages: {
    async send(call, message) {
      const { id } = await callDiscord(call, {
        method: 'POST',
        // Without `wait` a message that is not stored is answered as if it were.
        query: { wait: 'true', ...threadOf(call, message) },
        body: messageEmbed(message),
        answer: Sent,
        isIdempotent: false,
      });
      return { id, url: null };
    },
    async edit(call, message, id) {
      if (!/^\d{15,21}$/.test(id)) throw new ServiceRefusedError('not-found', 'Discord has no message of that id');
      await callDiscord(call, {
        method: 'PATCH',
        path: `/messages/${id}`,
        query: threadOf(call, message),
        body: messageEmbed(message),
        answer: Sent,
        isIdempotent: true,
      });
      return { id, url: null };
    },
  },
});

/** A webhook posts to its own channel; a thread in there can be named. */
function threadOf({ config }: DiscordCall, { to }: Message): { thread_id?: string } {
  const thread = to ?? config.thread_id;
  if (thread === null) return {};
  if (!/^\d{15,21}$/.test(thread))
    throw new MessageUnfitError('Discord: a webhook posts to its one channel; only a thread’s id can be named');
  return { thread_id: thread };
}
