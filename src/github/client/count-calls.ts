/** Hears of every call to GitHub, also of those that are tried again. */
export interface CallObserver {
  /** `status` is that of the answer, or `none` if there was no answer. */
  call(route: string, method: string, status: string): void;
  /** GitHub asked us to wait. */
  limited(): void;
}

const ROUTES = new Set([
  'app',
  'check-runs',
  'collaborators',
  'commits',
  'compare',
  'contents',
  'git',
  'graphql',
  'installation',
  'issues',
  'pulls',
  'search',
  'tarball',
]);

/** A `fetch` that tells `observer` of each call. */
export function countCalls(
  fetch: typeof globalThis.fetch,
  observer: CallObserver | undefined,
): typeof globalThis.fetch {
  if (!observer) return fetch;
  return async (input, init) => {
    const route = routeClass(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    try {
      const response = await fetch(input, init);
      observer.call(route, method, String(response.status));
      return response;
    } catch (error) {
      observer.call(route, method, 'none');
      throw error;
    }
  };
}

/**
 * `pulls` for `/repos/acme/shop/pulls/5/files`: few enough to be labels of a metric, and without names of customers.
 */
function routeClass(url: string | URL): string {
  const path = new URL(url).pathname
    .replace(/^\/api(?:\/v3)?(?=\/)/, '')
    .replace(/^\/repositories\/\d+/, '/repos/owner/name');
  const [, first = '', , , third = ''] = path.split('/');
  const name = first === 'repos' ? third : first;
  return ROUTES.has(name) ? name : 'other';
}
