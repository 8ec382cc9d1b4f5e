/** What the address of the page may say. */
export const executionSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
