import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PullTarget } from '../client/target.js';

export type MarkerKind = 'finding' | 'review' | 'summary' | 'reply' | 'issue';
/** `number` is 0 for what belongs to no pull request. */
type Scope = Pick<PullTarget, 'repositoryId' | 'number'>;

const MARKER = /<!-- nectr:(finding|review|summary|reply|issue):v1:([A-Za-z0-9_-]{1,80}):([0-9a-f]{64}) -->/g;

/**
 * The hidden line by which we know our own text again: `<!-- nectr:<kind>:v1:<id>:<hmac> -->`. The HMAC covers kind,
 * id, repository and pull request, so that a copy elsewhere does not verify. Throws on an id with other characters
 * than letters, digits, `_` and `-`.
 */
export function signMarker(kind: MarkerKind, id: string, scope: Scope, key: Buffer): string {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) throw new Error(`A marker id has letters, digits, _ and - only: ${id}`);
  return `<!-- nectr:${kind}:v1:${id}:${hmac(kind, id, scope, key).toString('hex')} -->`;
}

/**
 * The id of the last marker in `text` that one of `keys` signed for this pull request, if it is one of `kind`, else null.
 * Ours ends what we post; one before it stood in a text that we repeated. The caller also has to check that we are the
 * author: a person can copy a marker.
 */
export function verifyMarker(
  text: string | null | undefined,
  kind: MarkerKind,
  scope: Scope,
  keys: readonly Buffer[],
): string | null {
  for (const [, found, id, signature] of [...(text ?? '').matchAll(MARKER)].toReversed()) {
    if (!found || !id || !signature) continue;
    const given = Buffer.from(signature, 'hex');
    const signed = keys.some((key) => timingSafeEqual(given, hmac(found as MarkerKind, id, scope, key)));
    if (signed) return found === kind ? id : null;
  }
  return null;
}

/** A text as it was before it got our hidden lines. */
export function withoutMarkers(text: string): string {
  return text.replace(MARKER, '').trimEnd();
}

function hmac(kind: MarkerKind, id: string, scope: Scope, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`${kind}:v1:${id}:${scope.repositoryId}:${scope.number}`).digest();
}
