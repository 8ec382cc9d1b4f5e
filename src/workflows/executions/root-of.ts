/**
 * The execution id of the first try: what is named after it stays the same thing outside, however often a run is tried
 * again. Pure.
 */
export function rootOf(executionId: string): string {
  return executionId.replace(/:retry\.\d+$/, '');
}
