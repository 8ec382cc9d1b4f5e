import { Neo4jUnavailableError, unavailable, type Neo4jTrouble } from './neo4j-trouble.js';

export interface BreakerSettings {
  /** How long nobody asks a store that did not answer. */
  awayMs: number;
  /** How long nobody asks one that refused the account or the database: a locked account is worse. */
  refusedMs: number;
}

/** What somebody has to mend first. */
const REFUSALS: ReadonlySet<Neo4jTrouble> = new Set(['password', 'database', 'certificate']);

/**
 * Keeps a store that is away from being waited for by everybody in turn: after one question without an answer the
 * others fail at once, until its time is over and one of them tries. A slow question or a busy store closes no door.
 */
export function createStoreBreaker(
  settings: BreakerSettings,
  now: () => number = Date.now,
): { run<T>(work: () => Promise<T>): Promise<T> } {
  let open: { until: number; error: Neo4jUnavailableError } | null = null;
  let probing = false;

  function noteFailure(error: unknown): void {
    if (!(error instanceof Neo4jUnavailableError)) return;
    const { trouble } = error;
    if (trouble === 'away' || trouble === 'silent') open = { until: now() + settings.awayMs, error };
    if (REFUSALS.has(trouble)) open = { until: now() + settings.refusedMs, error };
  }

  return {
    run: async (work) => {
      const probe = open !== null;
      if (open !== null) {
        if (probing || now() < open.until) throw unavailable(open.error.trouble, open.error.cause);
        probing = true;
      }
      try {
        const value = await work();
        open = null;
        return value;
      } catch (error) {
        noteFailure(error);
        throw error;
      } finally {
        if (probe) probing = false;
      }
    },
  };
}
