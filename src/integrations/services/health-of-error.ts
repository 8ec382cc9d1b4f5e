import type { Health } from './integration-type.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from './service-error.js';

/** How a service is that answered the question for its health with an error. Throws what is no error of a service. */
export function healthOfError(error: unknown): Health {
  if (error instanceof ServiceLimitedError)
    return { status: 'degraded', detail: `${error.message} until ${error.until.toISOString()}.` };
  if (error instanceof ServiceUnavailableError) return { status: 'unhealthy', detail: sentence(error.message) };
  if (error instanceof ServiceRefusedError) {
    // Some say already what is to be given.
    const remedy = error.why === 'credentials' && !/\bgive\b/.test(error.message) ? ' Enter new ones.' : '';
    return { status: 'unhealthy', detail: `${sentence(error.message)}${remedy}` };
  }
  throw error;
}

/** What services say may end with a full stop. */
function sentence(text: string): string {
  return `${text.replace(/\.$/, '')}.`;
}
