import type { EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../database/enqueue-workflow.js';
import { maskValues } from '../review/analyzers/mask-values.js';
import { cutText } from '../words/cut-text.js';
import { cleanJson } from './clean-json.js';

/** What another service than GitHub sent, verified. */
export interface ExternalEvent {
  /** Such as `webhook`, `linear` or `sentry`. */
  source: string;
  /** The same again is the same event. At most 255 characters. */
  deliveryId: string;
  /** `source`, or a name below it such as `linear.issue.created`: never one of GitHub's, whose rules would be followed. */
  type: string;
  /** Ours. */
  installationId: number;
  /** Null: it came through no integration. */
  integrationId: string | null;
  /** The repository of the installation it is about, as owner/name or by its name alone; absent or null: none. */
  repository?: string | null;
  payload: unknown;
  /** The payload as `parseBody` has read it, masked and cleaned; then `payload` is not looked at. */
  read?: { text: Buffer } | { refused: string };
  /** Of the raw bytes, hexadecimal. */
  sha256?: string | null;
}

/** `refused`: PostgreSQL cannot hold it; its row says so, and nothing follows from it. */
export interface RecordedExternal {
  id: string;
  kind: 'recorded' | 'duplicate' | 'refused';
}

/** What jsonb refuses (behaviour.md): sending it again would fail for ever. */
const REFUSED = new Set(['54001', '22003', '22P02', '22P05']);

/**
 * Enters an event with credentials masked and queues its work, in the caller's transaction, once for each delivery id of
 * a source. Throws what the database throws, and TypeError for a type that is not the source's own.
 */
export async function recordExternalEvent(manager: EntityManager, event: ExternalEvent): Promise<RecordedExternal> {
  if (event.type !== event.source && !event.type.startsWith(`${event.source}.`))
    throw new TypeError(`${event.type} is no event of ${event.source}`);
  let refused = event.read !== undefined && 'refused' in event.read ? event.read.refused : null;
  if (refused === null) {
    try {
      const text = jsonOf(event);
      // A part of its own: what PostgreSQL refuses ends only that.
      const id = await manager.transaction((part) => insert(part, event, { text, refused: null }));
      return id === null ? await known(manager, event) : { id, kind: 'recorded' };
    } catch (error) {
      if (!isRefused(error)) throw error;
      refused = error instanceof Error ? error.message : 'unknown';
    }
  }
  const id = await insert(manager, event, { text: '{}', refused });
  return id === null ? await known(manager, event) : { id, kind: 'refused' };
}

function jsonOf({ payload, read }: ExternalEvent): string {
  if (read !== undefined && 'text' in read) return read.text.toString('utf8');
  return cleanJson(JSON.stringify(maskValues(payload) ?? null));
}

/** Two of the same name, under two owners, are not told apart. */
const REPOSITORY = `(SELECT min(github_repo_id) FROM repositories WHERE installation_id = $4 AND is_active
              AND lower($9::text) IN (lower(full_name), lower(split_part(full_name, '/', 2))) HAVING count(*) = 1)`;

async function insert(
  manager: EntityManager,
  { source, deliveryId, type, installationId, integrationId, repository = null, sha256 = null }: ExternalEvent,
  { text, refused }: { text: string; refused: string | null },
): Promise<string | null> {
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO events (source, delivery_id, event_type, installation_id, integration_id, payload, payload_sha256, status,
            error_message, processed_at, github_repository_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8::text IS NULL THEN 'pending' ELSE 'failed' END,
            'the payload cannot be stored: ' || $8::text, CASE WHEN $8::text IS NOT NULL THEN now() END,
            ${REPOSITORY})
     ON CONFLICT (source, delivery_id) DO NOTHING RETURNING id`,
    [source, deliveryId, cutText(type, 100), installationId, integrationId, text, sha256, refused, repository],
  );
  const id = rows[0]?.id ?? null;
  if (id !== null && refused === null)
    await enqueueWorkflow(manager, { workflow: 'handle_event', queue: 'events', id: `event:${id}`, args: [id] });
  return id;
}

async function known(manager: EntityManager, { source, deliveryId }: ExternalEvent): Promise<RecordedExternal> {
  const rows: { id: string }[] = await manager.query('SELECT id FROM events WHERE source = $1 AND delivery_id = $2', [
    source,
    deliveryId,
  ]);
  return { id: rows[0]?.id ?? '', kind: 'duplicate' };
}

/** Node's own limit of nesting is a RangeError. */
function isRefused(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof RangeError || REFUSED.has(code);
}
