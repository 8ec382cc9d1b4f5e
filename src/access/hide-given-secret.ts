import { registerSecret } from './redact.js';

/** How long one is hidden after its last use, at least; an end for all of half an hour keeps their number small. */
const HIDDEN_MS = 60 * 60_000;
const ENDS_EVERY_MS = 30 * 60_000;

/**
 * Keeps a secret that one tenant gave out of what this process writes, for an hour or a little more; each use of it
 * begins that hour anew. Only what nobody writes by chance: it is masked in everybody's texts, and a password such as
 * `function` would take words from other tenants' reviews.
 */
export function hideGivenSecret(secret: string): void {
  if (!/^(?=.*\d)(?=.*\p{L})\S{16,}$/u.test(secret)) return;
  registerSecret(secret, Math.ceil((Date.now() + HIDDEN_MS) / ENDS_EVERY_MS) * ENDS_EVERY_MS);
}
