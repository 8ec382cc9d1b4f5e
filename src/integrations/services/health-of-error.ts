import type { Health } from './integration-type.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from './service-error.js';

/** How a service is whose answer was an error; what is no error of a service is thrown on. */
export function healthOfError(error: unknown): Health {
  if (error instanceof ServiceLimitedError) return { status: 'degraded', detail: `${error.message}.` };
  if (error instanceof ServiceRefusedError || error instanceof ServiceUnavailableError)
    return { status: 'unhealthy', detail: `${error.message}.` };
  throw error;
}
