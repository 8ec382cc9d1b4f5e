import { createServiceBreaker } from '../../turns/service-breaker.js';
import { Neo4jUnavailableError, unavailable, type Neo4jTrouble } from './neo4j-trouble.js';

export interface BreakerSettings {
  /** How long nobody asks a store that did not answer. */
  awayMs: number;
  /** How long nobody asks one that refused the account or the database: a locked account is worse. */
  refusedMs: number;
}

/** What somebody has to mend first. */
const REFUSALS: ReadonlySet<Neo4jTrouble> = new Set(['password', 'database', 'certificate']);

/** A breaker for the store: a slow question or a busy store closes no door. */
export function createStoreBreaker(
  { awayMs, refusedMs }: BreakerSettings,
  now: () => number = Date.now,
): ReturnType<typeof createServiceBreaker> {
  return createServiceBreaker((error) => {
    if (!(error instanceof Neo4jUnavailableError)) return null;
    const { trouble, cause } = error;
    const again = () => unavailable(trouble, cause);
    if (REFUSALS.has(trouble)) return { forMs: refusedMs, again };
    return trouble === 'away' || trouble === 'silent' ? { forMs: awayMs, again } : null;
  }, now);
}
