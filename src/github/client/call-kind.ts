/** `content`: people are notified of it, or see something new. Whatever else changes something is a `write`. */
export type CallKind = 'read' | 'write' | 'content';

/** New content that notifies nobody; https://docs.github.com/rest warns of the limit at the others. */
const SILENT = /\/(?:check-runs|check-suites|reactions|labels|statuses|access_tokens|attempts)$/;

interface SentCall {
  method: string;
  url: string;
  body: unknown;
}

/**
 * What a call does, by its method and path; a creation this version does not know counts as one that notifies. A
 * GraphQL document reads if it begins with `query`; minting a token changes nothing that people see.
 */
export function callKind({ method, url, body }: SentCall): CallKind {
  if (method === 'GET' || method === 'HEAD') return 'read';
  const path = pathOf(url);
  if (path.endsWith('/graphql')) return isQuery(body) ? 'read' : 'write';
  if (isTokenRequest(path)) return 'read';
  if (method === 'PUT') return path.endsWith('/dismissals') ? 'content' : 'write';
  return method === 'POST' && !SILENT.test(path) ? 'content' : 'write';
}

/** What a call costs of the 900 points of a minute: 1 to read, 5 for every other method. */
export function callPoints({ method, url, body }: SentCall): 1 | 5 {
  if (method === 'GET' || method === 'HEAD') return 1;
  return pathOf(url).endsWith('/graphql') && isQuery(body) ? 1 : 5;
}

/** Whether a call (its address or its route) is made, and limited, as the App itself and not as an installation. */
export function isAppCall(url: string): boolean {
  return /^(?:\/api(?:\/v3)?)?\/app(?:\/|$)/.test(pathOf(url));
}

function isTokenRequest(path: string): boolean {
  return /\/app\/installations\/\d+\/access_tokens$/.test(path);
}

/** A GraphQL query reads although it is a POST. */
function isQuery(body: unknown): boolean {
  return typeof body === 'string' && /"query":"\s*query\b/.test(body);
}

function pathOf(url: string): string {
  return new URL(url, 'https://api.github.com').pathname;
}
