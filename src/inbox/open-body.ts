import { createHash } from 'node:crypto';
import { parsePayload, type ParsedPayload } from './parse-payload.js';
import { verifySignature } from './verify-signature.js';

/** What a body turned out to be. `unsigned`: no secret fits; `no-object`: it is no JSON object. */
export type OpenedBody =
  (ParsedPayload & { kind: 'opened'; sha256: string }) | { kind: 'unsigned' } | { kind: 'no-object' };

/** Verifies a body, reads it and takes its SHA-256 (hexadecimal, of the raw bytes). Takes time by its length. */
export function openBody(bytes: Buffer, signature: string, secrets: readonly string[]): OpenedBody {
  if (!verifySignature(bytes, signature, secrets)) return { kind: 'unsigned' };
  const parsed = parsePayload(bytes);
  if (parsed === null) return { kind: 'no-object' };
  return { kind: 'opened', ...parsed, sha256: createHash('sha256').update(bytes).digest('hex') };
}
