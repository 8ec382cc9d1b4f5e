import { sha256 } from '../../access/sha256.js';
import { z } from 'zod';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import type { Message, SentMessage } from '../services/integration-type.js';
import { MessageUnfitError } from '../services/service-error.js';
import { linkOf } from '../../markdown/link-of.js';
import { oneLine, shortened } from '../../markdown/short-text.js';
import { callDatadog, type DatadogCall } from './call-datadog.js';

const LONGEST_TITLE = 100;
/** With the marks that make it Markdown. */
const LONGEST_TEXT = 4000;
const LONGEST_KEY = 100;

/** The id is larger than a JavaScript number is exact: its text counts. */
const Answer = z.object({ event: z.object({ id_str: z.string().nullish(), url: z.string().nullish() }).nullish() });

/**
 * A message as an event; those of one key are shown as one. By v1 of the API: v2 takes nothing but changes and alerts,
 * at another host. https://docs.datadoghq.com/api/latest/events/post-an-event/
 */
export async function sendEvent(call: DatadogCall, message: Message, key: string): Promise<SentMessage> {
  if (message.to !== null) throw new MessageUnfitError('Datadog’s events have no addressee: leave out "to"');
  const { event } = await callDatadog(call, {
    method: 'POST',
    path: 'api/v1/events',
    body: {
      title: shortened(oneLine(message.title ?? message.text), LONGEST_TITLE),
      text: markdownOf(message),
      alert_type: message.level,
      aggregation_key: key.length <= LONGEST_KEY ? key : sha256(key),
      source_type_name: 'nectr',
      tags: ['source:nectr', ...call.config.tags],
    },
    answer: Answer,
    isIdempotent: false,
  });
  return { id: event?.id_str ?? null, url: event?.url ?? null };
}

function markdownOf({ text, fields, url }: Message): string {
  const leadsTo = linkOf(url)?.replaceAll('(', '%28').replaceAll(')', '%29') ?? null;
  const parts = [
    ...fields.map(({ name, value }) => `**${inert(oneLine(name))}**: ${inert(oneLine(value))}`),
    ...(leadsTo === null ? [] : [`[Open](${leadsTo})`]),
  ];
  const end = parts.length === 0 ? '' : `\n\n${parts.join('\n\n')}`;
  const room = LONGEST_TEXT - MARKS.length - Math.min(end.length, LONGEST_TEXT / 2);
  return `%%% \n${shortened(inert(stripInvisible(text)), room)}${shortened(end, LONGEST_TEXT / 2)}\n %%%`;
}

const MARKS = '%%% \n\n %%%';

/** Calls nobody (`@webhook-…` and `@pagerduty` would), and does not end the Markdown. */
function inert(text: string): string {
  return text.replaceAll(/@(?=\S)/g, '@\u200b').replaceAll('%%%', '%\u200b%\u200b%');
}
