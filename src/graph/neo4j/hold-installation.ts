import type { Run } from './open-store.js';

/** Writing a property locks the node until the transaction ends. */
const STATEMENT = `MERGE (i:Installation {installation_id: $installation_id})
SET i.held = true`;

/**
 * Holds an installation until the transaction ends. Developers belong to it, and one pull request can rename several of
 * them: whoever writes them takes turns, and so does who makes or hides repositories. Taken before any other node is.
 */
export async function holdInstallation(run: Run, installationId: number): Promise<void> {
  await run(STATEMENT, { installation_id: installationId });
}
