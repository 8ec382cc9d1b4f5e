import { isUtf8 } from 'node:buffer';
import { maskSecrets } from '../review/analyzers/mask-secrets.js';
import { maskValues } from '../review/analyzers/mask-values.js';
import { cleanJson } from './clean-json.js';

export interface ParsedPayload {
  /** A JSON object in which NUL and lone surrogates are replaced by U+FFFD, and credentials by `[masked]`. */
  payload: Record<string, unknown>;
  /** The same as JSON text in UTF-8: the bytes as they came, where nothing had to be replaced. */
  json: Buffer;
  /** Why nothing of it can be stored. */
  refused?: string;
}

/**
 * Reads a body; null if it is no JSON object. JSON.parse and jsonb read the same grammar (RFC 8259) and keep the last
 * of equal names, so what one took need not be written anew for the other; what is beyond its limits of size, depth
 * and numbers, jsonb refuses itself. Never throws.
 */
export function parsePayload(bytes: Buffer): ParsedPayload | null {
  const text = bytes.toString('utf8');
  const clean = cleanJson(text);
  try {
    const payload: unknown = JSON.parse(clean);
    return isObject(payload) ? withoutSecrets(payload, clean, clean === text && isUtf8(bytes) ? bytes : null) : null;
  } catch {
    return null;
  }
}

/**
 * What people paste into a comment or push must not lie in our database: the bytes stay only where nothing is masked.
 */
function withoutSecrets(payload: Record<string, unknown>, text: string, bytes: Buffer | null): ParsedPayload {
  try {
    const masked = maskValues(payload);
    if (masked !== payload) return { payload: masked, json: Buffer.from(JSON.stringify(masked)) };
    return { payload, json: bytes ?? Buffer.from(text) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Nested deeper than Node's stack; a text that masking broke is refused by PostgreSQL.
    return { payload, json: Buffer.from(maskSecrets(text)) };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
