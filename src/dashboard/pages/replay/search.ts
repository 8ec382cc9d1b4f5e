/** What the address of the page may say. */
export const replaySearch = (_search: Record<string, unknown>): Record<string, never> => ({});
