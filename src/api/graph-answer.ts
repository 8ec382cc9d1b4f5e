import { GraphUnavailableError } from '../graph/graph-unavailable-error.js';
import { within } from '../graph/ask/within.js';

import type { RepositoryKey } from '../graph/types.js';
import type { KnownRepository } from './door/api-env.js';
import { Problem } from './door/problem.js';

/** Several questions one after the other, each with its own limit. */
const LONGEST_MS = 5000;
/** Of what an address may say of a path. */
export const LONGEST_PATH = 1000;

/** An answer of the graph in time, or 503 that names it. */
export async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await within(LONGEST_MS, work);
  } catch (error) {
    if (!(error instanceof GraphUnavailableError)) throw error;
    const headers = { 'Retry-After': '10' };
    throw new Problem(503, 'The knowledge graph gives no answer now: try again.', { headers, cause: error });
  }
}

/** Whose part of the graph a repository's is. */
export function keyOf({ installation, githubRepoId }: KnownRepository): RepositoryKey {
  return { installationId: installation.id, repoId: githubRepoId };
}
