/** What the address of the page may say. */
export const usageSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
