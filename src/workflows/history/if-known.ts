import { GraphRefusedError } from '../../graph/graph-refused-error.js';

/** Writes what happened in a repository into the graph; one that the graph does not know stays unknown. */
export async function ifKnown(write: () => Promise<void>): Promise<'indexed' | 'unknown'> {
  try {
    await write();
    return 'indexed';
  } catch (error) {
    if (error instanceof GraphRefusedError && error.refusal === 'purged') return 'unknown';
    throw error;
  }
}
