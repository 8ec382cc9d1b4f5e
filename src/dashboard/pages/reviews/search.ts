/** What the address of the page may say. */
export const reviewsSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
