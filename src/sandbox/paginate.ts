import type { SandboxContext } from './environment.js';
import { apiUrl, type SandboxState } from './state.js';

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

/** The page the request asks for (`per_page`, `page`); sets GitHub's `link` header. */
export function paginate<T>(state: SandboxState, c: SandboxContext, rows: readonly T[]): T[] {
  const size = pageSize(c);
  const page = Math.max(1, positive(c.req.query('page')) ?? 1);
  const last = Math.max(1, Math.ceil(rows.length / size));
  const links: [string, number][] = [];
  if (page > 1) links.push(['prev', page - 1]);
  if (page < last) links.push(['next', page + 1], ['last', last]);
  if (page > 1) links.push(['first', 1]);
  const header = links.map(([name, number]) => `<${pageUrl(state, c, { page: String(number) })}>; rel="${name}"`);
  if (header.length > 0) c.header('link', header.join(', '));
  return rows.slice((page - 1) * size, page * size);
}

/** `per_page` within GitHub's bounds. */
export function pageSize(c: SandboxContext): number {
  return Math.min(LARGEST_SIZE, positive(c.req.query('per_page')) ?? DEFAULT_SIZE);
}

/** The address of the request with other parameters. */
export function pageUrl(state: SandboxState, c: SandboxContext, parameters: Record<string, string>): string {
  const asked = new URL(c.req.url);
  const query = new URLSearchParams(asked.search);
  for (const [name, value] of Object.entries(parameters)) query.set(name, value);
  return `${apiUrl(state)}${asked.pathname.replace(/^\/api\/v3/, '')}?${query}`;
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
}
