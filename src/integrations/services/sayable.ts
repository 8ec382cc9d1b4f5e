import { redact } from '../../access/redact.js';

const LONGEST_SAID = 300;
const REPLACED = '[redacted]';

/** What a service says of a refusal, as it may be told to people: short, on one line, and without our credentials. */
export function sayable(said: string, secrets: readonly string[]): string {
  const clean = secrets.filter((secret) => secret !== '').reduce((text, one) => text.replaceAll(one, REPLACED), said);
  return redact(clean.slice(0, 10 * LONGEST_SAID))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_SAID);
}
