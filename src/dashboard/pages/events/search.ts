/** What the address of the page may say. */
export const eventsSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
