const LISTS = ['added', 'modified', 'removed'] as const;

/**
 * Whether the commits of a delivery of `push` name a path that is looked for
 * (https://docs.github.com/webhooks/webhook-events-and-payloads#push). Never throws: they may have hundreds of thousands
 * of paths, so that no schema reads them.
 */
export function pushTouches(commits: readonly unknown[], isWanted: (path: string) => boolean): boolean {
  return commits.some((commit) => {
    if (typeof commit !== 'object' || commit === null) return false;
    const lists = commit as Partial<Record<(typeof LISTS)[number], unknown>>;
    return LISTS.some((list) => {
      const paths = lists[list];
      return Array.isArray(paths) && paths.some((path) => typeof path === 'string' && isWanted(path));
    });
  });
}
