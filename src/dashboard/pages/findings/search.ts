/** What the address of the page may say. */
export const findingsSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
