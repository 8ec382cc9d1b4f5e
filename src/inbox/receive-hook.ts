import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { decryptText, encryptText } from '../access/encrypt.js';
import { sha256 } from '../access/sha256.js';
import { createBodyParser, type ParsedBody } from './parse-body.js';
import { recordExternalEvent, type ExternalEvent } from './record-external-event.js';
import { checkSignature } from './verify-signature.js';

/** A call of the address of a webhook trigger, as it came. */
export interface HookCall {
  triggerId: string;
  body: Buffer;
  /** `X-Nectr-Signature-256`; null: none was sent. */
  signature: string | null;
  /** Of `Authorization: Bearer …`; null: none was sent. */
  token: string | null;
  /** `X-Nectr-Delivery`; null: the sender names none. */
  delivery: string | null;
}

export type HookAnswer =
  | { kind: 'recorded' | 'duplicate' | 'refused'; eventId: string }
  /** There is no such trigger. */
  | { kind: 'unknown' }
  /** Neither signature nor token is the trigger's. */
  | { kind: 'wrong' }
  /** Nothing is taken now; a sentence. */
  | { kind: 'off'; reason: string }
  /** The body is no JSON. */
  | { kind: 'unreadable' };

export type ReceiveHook = (call: HookCall) => Promise<HookAnswer>;

interface Trigger {
  id: string;
  secret: string;
  tokenHash: string;
  enabled: boolean;
  status: string;
  broken: boolean;
  installationId: number;
  served: boolean;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Takes calls of webhook triggers into the inbox, each delivery once. Whoever does not know the secret learns nothing
 * from the time an answer takes: a trigger that there is not is checked like one that there is. `source` sees everything.
 */
export function createReceiveHook(source: DataSource, secretKeys: readonly [string, ...string[]]): ReceiveHook {
  const parse = createBodyParser();
  const nobodys = randomBytes(32).toString('base64url');
  const dummy = { secret: encryptText(nobodys, secretKeys), tokenHash: sha256(nobodys) };
  return async ({ triggerId, body, signature, token, delivery }) => {
    const trigger = await findTrigger(source, triggerId);
    const { secret, tokenHash } = trigger ?? dummy;
    const check = checkSignature(signature ?? '', [decryptText(secret, secretKeys)]);
    check.add(body);
    const isSigned = check.fits();
    const knowsSecret = timingSafeEqual(Buffer.from(sha256(token ?? ''), 'hex'), Buffer.from(tokenHash, 'hex'));
    if (trigger === null) return { kind: 'unknown' };
    // A signature that is wrong is wrong, whatever else was sent.
    if (signature === null ? token === null || !knowsSecret : !isSigned) return { kind: 'wrong' };
    const reason = whyOff(trigger);
    if (reason !== null) return { kind: 'off', reason };
    const hash = createHash('sha256').update(body).digest('hex');
    const read = readBody(await parse(wrapped(body)), trigger.id);
    if (read === null) return { kind: 'unreadable' };
    const minute = new Date().toISOString().slice(0, 16);
    const event = {
      source: 'webhook',
      type: 'webhook',
      deliveryId: `${trigger.id}:${delivery ?? `${hash}@${minute}`}`,
      installationId: trigger.installationId,
      integrationId: null,
      payload: null,
      read,
      sha256: hash,
    };
    const { id, kind } = await source.transaction((manager) => recordExternalEvent(manager, event));
    return { kind, eventId: id };
  };
}

async function findTrigger(source: DataSource, id: string): Promise<Trigger | null> {
  const rows: Trigger[] = await source.query(
    `SELECT t.id, t.secret_encrypted AS secret, t.token_hash AS "tokenHash", t.enabled, w.status, w.errors IS NOT NULL AS broken,
            i.id AS "installationId", i.is_active AS served
       FROM workflow_triggers t JOIN workflows w ON w.id = t.workflow_id JOIN installations i ON i.id = w.installation_id
      WHERE t.id = $1 AND t.trigger_type = 'webhook' AND t.secret_encrypted IS NOT NULL AND t.token_hash IS NOT NULL`,
    [UUID.test(id) ? id : NOBODY],
  );
  return rows[0] ?? null;
}

function whyOff({ enabled, status, broken, served }: Trigger): string | null {
  if (!served) return 'The App is not installed any more, or suspended.';
  if (!enabled) return 'This trigger is switched off.';
  if (broken) return 'The file of this workflow cannot be used.';
  return status === 'active' ? null : `This workflow is ${status}.`;
}

/** The body as the one member of an object: any JSON may be sent. */
function wrapped(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from('{"body":'), body, Buffer.from('}')]);
}

/** Null: it is no JSON. The id of the trigger comes last, where it holds over everything before. */
function readBody(parsed: ParsedBody | null, triggerId: string): NonNullable<ExternalEvent['read']> | null {
  if (parsed === null || Object.keys(parsed.payload).some((name) => name !== 'body')) return null;
  if (parsed.refused !== undefined) return { refused: parsed.refused };
  const end = Buffer.from(`,"trigger_id":"${triggerId}"}`);
  return { text: Buffer.concat([parsed.json.subarray(0, -1), end]) };
}
