import { z } from 'zod';
import { callService, waitUntil, type ServiceAnswer, type ServiceRequest } from '../services/call-service.js';
import { below } from '../services/service-address.js';
import { ServiceLimitedError } from '../services/service-error.js';
import { webhookPath, type DiscordCall } from './settings.js';

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
const REASONS: Readonly<Record<number, string>> = {
  10003: 'the channel was deleted',
  10008: 'the message was deleted',
  10015: 'the webhook was deleted: create a new one',
  50001: 'the webhook has no access to the channel',
  50005: 'the message is not one of this webhook',
  50006: 'the message is empty',
  50027: 'the webhook’s token is wrong: copy its address anew',
  50035: 'it cannot read the message',
  50083: 'the thread is archived',
  220001: 'the channel is a forum: name a thread of it',
  220003: 'the channel is no forum',
};
const Refusal = z.object({ code: z.number().int() });
const Limit = z.object({ retry_after: z.number().nonnegative() });

type DiscordRequest<T extends z.ZodType> = Pick<ServiceRequest<T>, 'method' | 'body' | 'answer' | 'isIdempotent'> & {
  /** Below the webhook's own address. */
  path?: string;
  query?: Record<string, string>;
};

/**
 * One request to the webhook, and what of its answer is needed. Throws ServiceLimitedError, ServiceUnavailableError,
 * ServiceRefusedError.
 */
export function callDiscord<T extends z.ZodType>(
  call: DiscordCall,
  { path = '', query = {}, ...request }: DiscordRequest<T>,
): Promise<z.output<T>> {
  const url = below(call.config.base_url, `${webhookPath(call.credentials)}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return callService(call, { ...request, service: 'Discord', url, reasonOf, faultOf });
}

function reasonOf(said: unknown): string | null {
  const code = Refusal.safeParse(said).data?.code;
  return code === undefined || code === 0 ? null : (REASONS[code] ?? `code ${code}`);
}

/**
 * A limit is told in the body, with decimals, and in `X-RateLimit-Reset-After`; `Retry-After` rounds it, or is missing.
 * https://discord.com/developers/docs/topics/rate-limits
 */
function faultOf({ status, headers, body }: ServiceAnswer<unknown>, now: Date): Error | null {
  if (status !== 429) return null;
  const said = headers.get('retry-after') ?? headers.get('x-ratelimit-reset-after') ?? NaN;
  const seconds = Limit.safeParse(body).data?.retry_after ?? Number(said);
  return new ServiceLimitedError('Discord limits our requests', waitUntil(now.getTime() + seconds * 1000, now));
}
