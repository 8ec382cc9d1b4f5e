import { ownOrigins, type Addresses } from '../../access/addresses.js';
import { Problem } from '../door/problem.js';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets a request with a cookie change something only if a page of ours sent it: `Origin` tells, or `Sec-Fetch-Site`
 * where a browser sends no `Origin`. Neither: 403 (api.md, "Settled"). A request with a token needs no such guard: no
 * browser sends one by itself. Throws a Problem.
 */
export function guardUnsafe(request: Request, addresses: Addresses): void {
  if (SAFE.has(request.method)) return;
  const origin = request.headers.get('origin');
  if (origin !== null) {
    if (ownOrigins(addresses).includes(origin)) return;
    throw new Problem(
      403,
      `Only pages of ${ownOrigins(addresses).join(' and ')} may change things here: if this is another address of ours, set BACKEND_URL or FRONTEND_URL to it.`,
    );
  }
  const site = request.headers.get('sec-fetch-site');
  if (site === 'same-origin') return;
  throw new Problem(
    403,
    site === null
      ? 'A request with a cookie has to say where it comes from: send Origin, or use a token (Authorization: Bearer nectr_…).'
      : 'This was sent by a page of another site.',
  );
}
