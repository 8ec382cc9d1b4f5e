import { runPart } from '../evaluate.js';
import { startRun } from '../run.js';
import { Unknown, type Value } from '../values.js';
import type { Facts } from '../variables.js';
import { fillJson } from './fill-json.js';
import { fillMarkdown, markdownPlaces } from './fill-markdown.js';
import { fillPlain } from './fill-plain.js';
import { fillUrl } from './fill-url.js';
import { secretMark } from '../../secrets/secret-name.js';
import { InterpolationError } from './interpolation-error.js';
import { parseTemplate, type Template } from './parse-template.js';
import { LONGEST_OUTPUT, TooLong } from './value-text.js';

/** What becomes of the text, which says how values in it are escaped. */
export type Target = 'markdown' | 'plain' | 'json' | 'url';
export type Filled = Exclude<Value, Unknown>;

const FILL: Readonly<Record<Target, (template: Template, values: readonly Filled[]) => string>> = {
  markdown: fillMarkdown,
  plain: fillPlain,
  json: fillJson,
  url: fillUrl,
};

/**
 * A text with every `${{ … }}` in it replaced by its value, escaped for the target; `$${{` is `${{`. Throws
 * InterpolationError for what cannot be read, for a value that is not known (its message names it), that cannot stand
 * where it stands, or that makes the text longer than 60,000 characters. `mayHoldSecrets`: `${{ secrets.NAME }}` becomes a mark that is replaced when the
 * text is sent; elsewhere there are none.
 */
export function interpolate(text: string, facts: Facts, target: Target, mayHoldSecrets = false): string {
  const template = parseTemplate(text);
  if (!mayHoldSecrets) refuseSecrets(template);
  const run = startRun(facts);
  const values = template.placeholders.map((placeholder): Filled => {
    if (placeholder.expression === null) return secretMark(placeholder.secret ?? '');
    const value = runPart(placeholder.expression.run, run);
    if (!(value instanceof Unknown)) return value;
    throw new InterpolationError(`\`${placeholder.text}\` cannot be filled in: ${value.why}.`, placeholder.position);
  });
  try {
    const filled = FILL[target](template, values);
    if (filled.length > LONGEST_OUTPUT) throw new TooLong();
    return filled;
  } catch (error) {
    if (!(error instanceof TooLong)) throw error;
    throw new InterpolationError(`The text becomes longer than ${LONGEST_OUTPUT} characters.`, 0, { cause: error });
  }
}

/**
 * Throws InterpolationError where `interpolate` would throw whatever the facts are: to be called before a text is saved.
 */
export function checkInterpolation(text: string, target: Target = 'plain', mayHoldSecrets = false): void {
  const template = parseTemplate(text);
  if (!mayHoldSecrets) refuseSecrets(template);
  if (target === 'markdown') markdownPlaces(template);
}

function refuseSecrets({ placeholders }: Template): void {
  const found = placeholders.find(({ secret }) => secret !== null);
  if (found !== undefined)
    throw new InterpolationError(
      `\`${found.text}\` is a secret: it stands in headers and body of http_request alone.`,
      found.position,
    );
}
