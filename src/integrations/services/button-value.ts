import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { deriveKey } from '../../access/derive-key.js';

/** What a button in a message is about. */
export const ButtonTarget = z.discriminatedUnion('kind', [
  /** A step of a run (its uuid) that waits for a person's word. */
  z.object({ kind: z.literal('approval'), runId: z.uuid(), position: z.int().min(0) }),
  z.object({ kind: z.literal('finding'), findingId: z.uuid() }),
]);
export type ButtonTarget = z.output<typeof ButtonTarget>;

/** At most this many characters come back from a service. */
const VALUE = /^([A-Za-z0-9_-]{1,300})\.([0-9a-f]{64})$/;

/** What a button carries, signed for the integration that its message goes through: it is good for no other one. */
export function signButton(
  target: ButtonTarget,
  integrationId: string,
  [newest]: readonly [string, ...string[]],
): string {
  const body = Buffer.from(JSON.stringify(target)).toString('base64url');
  return `${body}.${hmac(body, integrationId, newest).toString('hex')}`;
}

/** What a button that came back is about; null: none of ours, or of another integration. */
export function readButton(value: string, integrationId: string, secretKeys: readonly string[]): ButtonTarget | null {
  const [, body = '', signature = ''] = VALUE.exec(value) ?? [];
  const given = Buffer.from(signature, 'hex');
  const isOurs = secretKeys.some((key) => {
    const made = hmac(body, integrationId, key);
    return given.length === made.length && timingSafeEqual(given, made);
  });
  if (!isOurs) return null;
  return ButtonTarget.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))).data ?? null;
}

function hmac(body: string, integrationId: string, secretKey: string): Buffer {
  return createHmac('sha256', deriveKey(secretKey, 'nectr button v1')).update(`${integrationId}:${body}`).digest();
}
