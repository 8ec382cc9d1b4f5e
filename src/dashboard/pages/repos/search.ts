/** What the address of the page may say. */
export const reposSearch = (_search: Record<string, unknown>): Record<string, never> => ({});

/** What the address of the page may say. */
export const filesSearch = (_search: Record<string, unknown>): Record<string, never> => ({});

/** What the address of the page may say. */
export const graphSearch = (_search: Record<string, unknown>): Record<string, never> => ({});

/** What the address of the page may say. */
export const repoReviewsSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
