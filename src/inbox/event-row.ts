import { maskValues } from '../review/analyzers/mask-values.js';
import { cutText } from '../words/cut-text.js';
import { cleanJson } from './clean-json.js';
import { deduplicationHash } from './deduplication-hash.js';

/** Something that arrived, from whatever source, verified. */
export interface Incoming {
  /** `github`, later `slack`, `linear`, `webhook` … */
  source: string;
  deliveryId: string;
  /** The source's own name, such as `pull_request`. */
  name: string;
  payload: unknown;
  /** The payload as JSON text in UTF-8 without what jsonb refuses and without credentials, where it is at hand. */
  json?: Buffer;
  /** Why nothing of the payload can be stored. */
  refused?: string | undefined;
  /** Of the raw bytes, hexadecimal. */
  sha256: string | null;
}

/** The columns of `events` that are known at the door. */
export interface EventRow {
  source: string;
  deliveryId: string;
  eventType: string;
  githubInstallationId: number | null;
  githubRepositoryId: number | null;
  deduplicationHash: string | null;
  /**
   * JSON text in UTF-8 without what jsonb refuses. Throws RangeError where the payload cannot be stored, or is nested
   * deeper than Node writes.
   */
  json(): Buffer;
  /** Of the JSON text, in bytes; 0 where it is not written yet. */
  size: number;
  sha256: string | null;
}

const LONGEST_TYPE = 100;

/** Reads the row out of what arrived; a payload of any shape is taken. */
export function eventRow({ source, deliveryId, name, payload, json, refused, sha256 }: Incoming): EventRow {
  const root = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  const action = root['action'];
  const eventType = cutText(typeof action === 'string' ? `${name}.${action}` : name, LONGEST_TYPE);
  return {
    source,
    deliveryId,
    eventType,
    githubInstallationId: idOf(root['installation']),
    githubRepositoryId: idOf(root['repository']),
    deduplicationHash: deduplicationHash(source, eventType, payload),
    json: () => {
      if (refused !== undefined) throw new RangeError(refused);
      return json ?? Buffer.from(cleanJson(JSON.stringify(maskValues(payload))));
    },
    size: json?.length ?? 0,
    sha256,
  };
}

function idOf(value: unknown): number | null {
  const id = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['id'] : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
}
