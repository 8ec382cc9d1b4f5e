/** The graph's store did not answer, or not in time: whoever asked goes on without it and says so. */
export class GraphUnavailableError extends Error {
  override readonly name = 'GraphUnavailableError';
}
