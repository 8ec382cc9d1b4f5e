/** How a reason begins that is the store's: whoever reads it looks there, and not at the repository. */
const STORE = "the graph's store gives no answer";

/** The reason of a step that failed because the graph's store is away, fit for people. */
export function storeTrouble(message: string): string {
  return `${STORE}: ${message}`;
}

/** Whether a reason is one of those. */
export function isStoreTrouble(reason: string): boolean {
  return reason.startsWith(STORE);
}
