import type { Tier } from '../../types.js';
import type { Span } from './private-keys.js';

export interface WebToken extends Span {
  /** Null: it opens nothing, or it is published on purpose. */
  tier: Tier | null;
}

// What comes first makes sure that there is a token: it is not looked for again at each `eyJ` of a long word.
const WEB_TOKEN =
  /(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]{13,}\.ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10})[A-Za-z0-9_-]*?\b(ey[JyIH][A-Za-z0-9_-]{10,}\.ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})/g;
const SHORTEST_SIGNATURE = 20;
/** Without any of these it opens nothing anywhere: https://www.rfc-editor.org/rfc/rfc7519#section-4.1 */
const CLAIMS = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'role', 'scope'];
/** Encoded once more, as in secrets of Kubernetes. */
const TWICE = /(?<![A-Za-z0-9+/_-])(ZXlK[A-Za-z0-9+/_-]{70,2000}={0,2})(?![A-Za-z0-9+/_=-])/g;

/** JSON Web Tokens in `text`, in its order. Certain are those whose header names an algorithm. */
export function webTokens(text: string): WebToken[] {
  const found: WebToken[] = [];
  if (!text.includes('.ey') && !text.includes('ZXlK')) return found;
  for (const match of text.matchAll(WEB_TOKEN)) {
    const value = match[1] ?? '';
    const start = match.index + match[0].length - value.length;
    found.push({ start, end: start + value.length, tier: tierOf(value) });
  }
  for (const { 1: value = '', index } of text.matchAll(TWICE)) {
    if (Buffer.from(value, 'base64').toString('latin1').includes('.eyJ'))
      found.push({ start: index, end: index + value.length, tier: 'lead' });
  }
  return found.sort((a, b) => a.start - b.start);
}

function tierOf(value: string): Tier | null {
  const [header = '', payload = '', signature = ''] = value.split('.');
  const [head, body] = [decoded(header), decoded(payload)];
  if (head === null || body === null) return signature.length < SHORTEST_SIGNATURE ? null : 'lead';
  if (typeof head.alg !== 'string' || head.alg === 'none') return null;
  if (isPublished(body)) return null;
  const isUsable = signature.length >= SHORTEST_SIGNATURE && CLAIMS.some((claim) => claim in body);
  return isUsable ? 'certain' : 'lead';
}

/** The token on https://www.jwt.io, Supabase's public role, and what it publishes for development. */
function isPublished({ sub, role, iss }: Record<string, unknown>): boolean {
  return sub === '1234567890' || role === 'anon' || iss === 'supabase-demo';
}

/** Whether a token names the role that passes all checks of a database. */
export function isOfService(token: string): boolean {
  return decoded(token.split('.')[1] ?? '')?.role === 'service_role';
}

function decoded(part: string): Record<string, unknown> | null {
  const text = Buffer.from(part, 'base64url').toString('utf8');
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
