import type { Health } from './integration-type.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from './service-error.js';

/**
 * How a service is, by a question that changes nothing. What it gives is a sentence if something is lacking, null if
 * nothing is. Throws what is no error of a service.
 */
export async function askHealth(ask: () => Promise<string | null>): Promise<Health> {
  try {
    const lacking = await ask();
    return lacking === null ? { status: 'healthy', detail: null } : { status: 'degraded', detail: lacking };
  } catch (error) {
    if (error instanceof ServiceLimitedError)
      return { status: 'degraded', detail: `${error.message} until ${error.until.toISOString()}` };
    if (error instanceof ServiceRefusedError || error instanceof ServiceUnavailableError)
      return { status: 'unhealthy', detail: error.message };
    throw error;
  }
}
