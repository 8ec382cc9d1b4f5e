import { redact } from '../../access/redact.js';
import { maskSecrets } from './mask-secrets.js';

/**
 * A text of others without what looks like a secret, and without those that we know: none goes into a report, which are
 * logs that others read in CI. Pure but for the secrets that are known.
 */
export function cleanText(text: string): string {
  return redact(maskSecrets(text));
}
