/** What the address of the page may say. */
export const teamSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
