import { redact } from '../../access/redact.js';
import { oneLine, shortened } from '../../markdown/short-text.js';

const LONGEST_SAID = 300;
/** Of what is looked at; the last word is left out where it is cut, because half of a secret is not known as one. */
const MOST_READ = 4000;
const REPLACED = '[redacted]';

/** What a service says of a refusal, as it may be told to people: short, on one line, and without our credentials. */
export function sayable(said: string, secrets: readonly string[]): string {
  const start = said.length > MOST_READ ? said.slice(0, MOST_READ).replace(/\S*$/, '') : said;
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((text, one) => text.replaceAll(one, REPLACED), oneLine(start));
  return shortened(redact(clean), LONGEST_SAID);
}
