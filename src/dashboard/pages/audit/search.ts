/** What the address of the page may say. */
export const auditSearch = (_search: Record<string, unknown>): Record<string, never> => ({});
