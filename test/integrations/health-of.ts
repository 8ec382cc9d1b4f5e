import { healthOfError } from '../../src/integrations/services/health-of-error.js';
import type { Health, ServiceCall } from '../../src/integrations/services/integration-type.js';

/** How a service is, as the look at it finds: what it throws tells, too. */
export async function healthOf<C, S>(
  { health }: { health?(call: ServiceCall<C, S>): Promise<Health> },
  call: ServiceCall<C, S>,
): Promise<Health> {
  if (health === undefined) throw new Error('it has no health');
  return health(call).catch(healthOfError);
}
