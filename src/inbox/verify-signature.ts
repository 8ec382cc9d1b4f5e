import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `signature` is GitHub's `X-Hub-Signature-256` of the raw bytes under one of the secrets (two during a rotation).
 * Only `sha256=` with 64 lower-case hexadecimal digits is a signature. Compared in constant time.
 */
export function verifySignature(bytes: Buffer, signature: string, secrets: readonly string[]): boolean {
  if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
  const given = Buffer.from(signature.slice('sha256='.length), 'hex');
  return (
    secrets.filter((secret) => timingSafeEqual(createHmac('sha256', secret).update(bytes).digest(), given)).length > 0
  );
}
