const DAY_MS = 86_400_000;

/** What is asked of the API below `/api/v1`: every list and every analysis, with its filters. */
export function measuredRoutes(): string[] {
  const since = encodeURIComponent(new Date(Date.now() - 7 * DAY_MS).toISOString());
  const analyses = ['', '/summary', '/timeline', '/insights', '/quality', '/contributors'];
  return [
    '/reviews',
    '/reviews?status=completed',
    '/reviews?status=pending',
    '/reviews?status=failed',
    '/reviews?author=dev-7',
    '/reviews?author=nobody',
    '/reviews?origin=bot',
    '/reviews?q=3711',
    '/reviews?q=till',
    `/reviews?since=${since}`,
    '/reviews?repo=acme/repo-7',
    '/reviews?repo=acme/repo-7&status=failed&origin=agent',
    '/findings',
    '/findings?limit=100',
    '/findings?state=open',
    '/findings?state=dismissed',
    '/findings?severity=must-fix',
    '/findings?severity=pre-existing&category=workflow',
    '/findings?category=security',
    '/findings?path=src/area-17',
    '/findings?path=src/area-17/module-17.ts',
    '/findings?path=src/area-17&state=open',
    '/findings?repo=acme/repo-7',
    '/findings?state=open&severity=must-fix&category=security',
    '/findings?state=open&severity=must-fix&category=security&repo=acme/repo-7',
    '/repos',
    '/audit',
    '/audit?actor=dev-7',
    '/events',
    '/events?status=failed',
    '/events?type=pull_request',
    ...[7, 30, 90, 365].flatMap((days) => analyses.map((path) => `/analytics${path}?days=${days}`)),
    '/analytics?days=365&repo=acme/repo-7',
  ];
}

/** Those whose second page is asked for too. */
export const PAGED = ['/reviews', '/findings', '/findings?state=open', '/events', '/audit'];

/** What people look at, for the load of many: lists and single repositories mostly, analyses of a month now and then. */
export const MIXED = [
  '/reviews',
  '/reviews?status=completed',
  '/reviews?repo=acme/repo-7',
  '/findings?state=open',
  '/findings?state=open&severity=must-fix&repo=acme/repo-7',
  '/findings?repo=globex/repo-3',
  '/findings?severity=must-fix',
  '/analytics/summary?days=7&repo=acme/repo-7',
  '/analytics/timeline?days=30&repo=acme/repo-9',
  '/repos',
];
