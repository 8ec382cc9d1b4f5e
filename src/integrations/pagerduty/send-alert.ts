import { sha256 } from '../../access/sha256.js';
import { z } from 'zod';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import { callService } from '../services/call-service.js';
import type { Message, SentMessage, ServiceCall } from '../services/integration-type.js';
import { MessageUnfitError, ServiceRefusedError } from '../services/service-error.js';
import { linkOf } from '../../markdown/link-of.js';
import { oneLine, shortened } from '../../markdown/short-text.js';
import { below } from '../services/service-address.js';
import type { PagerDutyConfig, PagerDutyCredentials } from './settings.js';

const LONGEST_SUMMARY = 1024;
const LONGEST_KEY = 255;
/** All of it, with the fields, stays below the 512 KB that PagerDuty takes. */
const LONGEST_TEXT = 16_000;
const MOST_FIELDS = 50;
const LONGEST_FIELD = 2000;
const SEVERITY = { info: 'info', success: 'info', warning: 'warning', error: 'error' } as const;

const Refusal = z.object({ message: z.string().catch(''), errors: z.array(z.string()).catch([]) });

/**
 * A message as an alert. PagerDuty takes what has the same `dedup_key` as the same alert, while that is open.
 * https://developer.pagerduty.com/docs/send-alert-event
 */
export async function sendAlert(
  call: ServiceCall<PagerDutyConfig, PagerDutyCredentials>,
  message: Message,
  key: string,
): Promise<SentMessage> {
  const { config, credentials } = call;
  if (message.to !== null) throw new MessageUnfitError('PagerDuty calls whom its service says: leave out "to"');
  let isKeyWrong = false;
  try {
    const { dedup_key } = await callService(call, {
      service: 'PagerDuty',
      method: 'POST',
      url: below(config.base_url, 'v2/enqueue'),
      body: { routing_key: credentials.routing_key, ...alertOf(message, key, config.source) },
      answer: z.object({ status: z.literal('success'), dedup_key: z.string() }),
      isIdempotent: true,
      secrets: [credentials.routing_key],
      reasonOf: (body) => {
        const { message: said, errors } = Refusal.safeParse(body).data ?? { message: '', errors: [] };
        isKeyWrong = errors.some((error) => /routing[_ ]key/i.test(error));
        return [said, ...errors].filter((one) => one !== '').join(': ');
      },
    });
    return { id: dedup_key, url: null };
  } catch (error) {
    if (!isKeyWrong || !(error instanceof ServiceRefusedError)) throw error;
    throw new ServiceRefusedError('credentials', 'PagerDuty does not take the routing key', { cause: error });
  }
}

function alertOf({ title, text, url, level, fields }: Message, key: string, source: string) {
  const summary = oneLine(title ?? text);
  const leadsTo = linkOf(url);
  return {
    event_action: 'trigger',
    dedup_key: key.length <= LONGEST_KEY ? key : sha256(key),
    client: 'Nectr',
    ...(leadsTo !== null && { client_url: leadsTo, links: [{ href: leadsTo, text: 'Open' }] }),
    payload: {
      summary: summary === '' ? 'Nectr' : shortened(summary, LONGEST_SUMMARY),
      source,
      severity: SEVERITY[level],
      custom_details: {
        ...Object.fromEntries(
          fields
            .slice(0, MOST_FIELDS)
            .map(({ name, value }) => [shortened(oneLine(name), 100), shortened(stripInvisible(value), LONGEST_FIELD)]),
        ),
        text: shortened(stripInvisible(text), LONGEST_TEXT),
      },
    },
  };
}
