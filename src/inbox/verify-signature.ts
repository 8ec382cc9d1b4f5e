import { createHmac, timingSafeEqual } from 'node:crypto';

/** Only this is a signature: `sha256=` with 64 lower-case hexadecimal digits. */
export const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

export interface SignatureCheck {
  /** The next raw bytes of the body. */
  add(bytes: Buffer): void;
  /** Whether the signature is that of what was added; once. */
  fits(): boolean;
}

/**
 * Whether `signature` is GitHub's `X-Hub-Signature-256` of a body under one of the secrets (two during a rotation). The
 * body is taken as it comes, so that no large one holds the event loop. Compared in constant time, with every secret.
 */
export function checkSignature(signature: string, secrets: readonly string[]): SignatureCheck {
  const hashes = secrets.map((secret) => createHmac('sha256', secret));
  return {
    add: (bytes) => {
      for (const hash of hashes) hash.update(bytes);
    },
    fits: () => {
      const given = Buffer.from(SIGNATURE.test(signature) ? signature.slice('sha256='.length) : '', 'hex');
      return (
        hashes.filter((hash) => {
          const digest = hash.digest();
          return given.length === digest.length && timingSafeEqual(digest, given);
        }).length > 0
      );
    },
  };
}
