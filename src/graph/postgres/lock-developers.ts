import type { Runner } from './runner.js';

/**
 * Developers belong to an installation, and one pull request can rename several of them: whoever writes them takes
 * turns for the length of a transaction, so that two writers neither wait for each other in a circle nor see half a
 * swap.
 */
const STATEMENT = `SELECT pg_advisory_xact_lock(hashtext('graph_developers'), installation_id)
  FROM (VALUES ($1::integer)) AS owner (installation_id)`;

/** Waits for its turn; it ends with the transaction. Taken before any row of the graph is. */
export async function lockDevelopers(runner: Runner, installationId: number): Promise<void> {
  await runner.query(STATEMENT, [installationId]);
}
