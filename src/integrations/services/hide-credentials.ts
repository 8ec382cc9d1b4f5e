import { hideGivenSecret } from '../../access/hide-given-secret.js';

/** Names of accounts: people write them. */
const NAMES = new Set(['user', 'email']);

/** Keeps the credentials of an integration out of logs while they are in use (see `hideGivenSecret`). */
export function hideCredentials(credentials: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(credentials))
    if (typeof value === 'string' && !NAMES.has(name)) hideGivenSecret(value);
}
