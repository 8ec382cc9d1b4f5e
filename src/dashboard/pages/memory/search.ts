/** What the address of the page may say. */
export const memorySearch = (_search: Record<string, unknown>): Record<string, never> => ({});
