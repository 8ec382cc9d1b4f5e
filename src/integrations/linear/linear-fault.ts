import { z } from 'zod';
import { waitUntil, type ServiceAnswer } from '../services/call-service.js';
import { sayable } from '../services/sayable.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from '../services/service-error.js';

const Fault = z.object({
  message: z.string().catch(''),
  extensions: z
    .object({
      code: z.string().catch(''),
      type: z.string().catch(''),
      userPresentableMessage: z.string().catch(''),
    })
    .catch({ code: '', type: '', userPresentableMessage: '' }),
});
const Faults = z.object({ errors: z.tuple([Fault], z.unknown()) });

/** An issue or comment with the id that we chose is there already. */
export class AlreadyThereError extends ServiceRefusedError {}

/**
 * The error that an answer of Linear means; null: none. It answers 200 or 400 with `errors`, whose code says what is
 * wrong (https://linear.app/developers/graphql#errors, https://linear.app/developers/rate-limiting).
 */
export function linearFault(answer: ServiceAnswer<unknown>, now: Date, secrets: readonly string[]): Error | null {
  const read = Faults.safeParse(answer.body);
  if (!read.success) return null;
  const [{ message, extensions }] = read.data.errors;
  const { code, type } = extensions;
  const said = sayable(extensions.userPresentableMessage || message, secrets);
  if (code === 'RATELIMITED' || answer.status === 429)
    return new ServiceLimitedError('Linear limits our requests', waitUntil(resetOf(answer.headers), now));
  if (code === 'AUTHENTICATION_ERROR' || answer.status === 401)
    return new ServiceRefusedError('credentials', `Linear does not take the API key: ${said}`);
  if (code === 'FORBIDDEN' || code === 'FEATURE_NOT_ACCESSIBLE' || answer.status === 403)
    return new ServiceRefusedError('permission', `Linear does not allow it: ${said}`);
  if (answer.status >= 500 || code === 'INTERNAL_SERVER_ERROR' || code === 'LOCK_TIMEOUT' || type === 'internal error')
    return new ServiceUnavailableError(`Linear could not do it: ${said}`, true);
  if (/^conflict on insert of /i.test(message))
    return new AlreadyThereError('invalid', `Linear has it already: ${said}`);
  if (/^entity not found/i.test(message))
    return new ServiceRefusedError('not-found', `Linear does not find it: ${said}`);
  return new ServiceRefusedError('invalid', `Linear refused it: ${said}`);
}

/** When what has run out is filled again, in milliseconds; NaN: it is not said. */
function resetOf(headers: Headers): number {
  const resets = ['requests', 'complexity', 'endpoint-requests']
    .filter((kind) => Number(headers.get(`x-ratelimit-${kind}-remaining`) ?? 0) <= 0)
    .map((kind) => Number(headers.get(`x-ratelimit-${kind}-reset`) ?? NaN))
    .filter((at) => !Number.isNaN(at));
  return resets.length === 0 ? NaN : Math.max(...resets);
}
