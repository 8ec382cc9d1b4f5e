import { canaryOf, uuidOf, type Place } from './plant-place.js';

/** What only our own side knows: where an error was thrown, and what the database said. */
const INSIDE =
  /\bat [\w.<>]+ \(|node_modules|\.[tj]s:\d+|QueryFailedError|driverError|syntax error at|invalid input syntax|invalid byte sequence|violates \w+ constraint|ECONNREFUSED/;
/** Random or told to everybody. */
const HEADERS: ReadonlySet<string> = new Set(['etag', 'x-request-id', 'date', 'set-cookie']);

/**
 * What is wrong with an answer, whatever was asked: an internal error, something of a place that the caller cannot see, a
 * secret, a stack. What the caller said themselves (`said`) may come back to them.
 */
export function answerFaults(
  { status, headers, text }: { status: number; headers: Iterable<[string, string]>; text: string },
  { said, forbidden, secrets }: { said: string; forbidden: readonly Place[]; secrets: readonly string[] },
): string[] {
  const told = [...headers].filter(([name]) => !HEADERS.has(name)).map((pair) => pair.join(': '));
  const whole = `${told.join('\n')}\n\n${text}`;
  const faults: string[] = [];
  if (status >= 500 && status !== 503) faults.push(`${status}: ${text.slice(0, 300)}`);
  for (const place of forbidden) {
    let rest = whole;
    // The mark comes last: it stands in the others.
    const words = [`${place.account}/${place.repository}`, uuidOf(place), canaryOf(place), String(place.mark)];
    for (const word of words) {
      if (rest.includes(word) && !isWordOf(said, word)) faults.push(`holds ${word}: ${around(whole, word)}`);
      rest = rest.replaceAll(word, ' ');
    }
  }
  for (const secret of secrets) if (whole.includes(secret)) faults.push(`holds a secret: ${around(whole, secret)}`);
  const [inside] = INSIDE.exec(text) ?? [];
  if (inside !== undefined && !said.includes(inside)) faults.push(`tells of its inside: ${around(text, inside)}`);
  return faults;
}

function around(text: string, word: string): string {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 60), at + word.length + 60);
}

/** A mark within an id that was said was not said itself. */
function isWordOf(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (!/[\w-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + word.length))) return true;
  return false;
}
