import { deduplicationHash } from './deduplication-hash.js';

/** Something that arrived, from whatever source, verified. */
export interface Incoming {
  /** `github`, later `slack`, `linear`, `webhook` … */
  source: string;
  deliveryId: string;
  /** The source's own name, such as `pull_request`. */
  name: string;
  payload: unknown;
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
  payload: unknown;
  sha256: string | null;
}

const LONGEST_TYPE = 100;

/** Reads the row out of what arrived; a payload of any shape is taken. */
export function eventRow({ source, deliveryId, name, payload, sha256 }: Incoming): EventRow {
  const root = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  const action = root['action'];
  const eventType = (typeof action === 'string' ? `${name}.${action}` : name).slice(0, LONGEST_TYPE);
  return {
    source,
    deliveryId,
    eventType,
    githubInstallationId: idOf(root['installation']),
    githubRepositoryId: idOf(root['repository']),
    deduplicationHash: deduplicationHash(source, eventType, payload),
    payload,
    sha256,
  };
}

function idOf(value: unknown): number | null {
  const id = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['id'] : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
}
