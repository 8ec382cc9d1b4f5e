/** What the address of the page may say. */
export const overviewSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
