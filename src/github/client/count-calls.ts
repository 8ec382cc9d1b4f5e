import { inSpan } from '../../telemetry/in-span.js';

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

/** A `fetch` that tells `observer`, and the trace, of each call: its kind of route, without names and query. */
export function countCalls(
  fetch: typeof globalThis.fetch,
  observer: CallObserver | undefined,
): typeof globalThis.fetch {
  return (input, init) => {
    const route = routeClass(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    const fields = { 'http.request.method': method, 'nectr.github.route': route };
    return inSpan({ name: `GitHub ${method} ${route}`, kind: 'client', fields }, async (span) => {
      try {
        const response = await fetch(input, init);
        observer?.call(route, method, String(response.status));
        span.set({ 'http.response.status_code': response.status });
        if (response.status >= 400) span.fail(String(response.status));
        return response;
      } catch (error) {
        observer?.call(route, method, 'none');
        throw error;
      }
    });
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
