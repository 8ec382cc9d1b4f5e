/** What the address of the page may say. */
export const workflowsSearch = (_search: Record<string, unknown>): Record<string, never> => ({});

/** What the address of the page may say. */
export const workflowSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
