import type { Unknown, Value } from '../values.js';
import { joined } from './fill-plain.js';
import { InterpolationError } from './interpolation-error.js';
import type { Template } from './parse-template.js';
import { valueText } from './value-text.js';

/**
 * A URL: a value in it is one part of its path or query, whatever its characters. A text that is nothing but one value is
 * that URL, of http or https. Throws InterpolationError for another one.
 */
export function fillUrl({ literals, placeholders }: Template, values: readonly Exclude<Value, Unknown>[]): string {
  const [only] = values;
  if (values.length !== 1 || only === undefined || literals.some((literal) => literal.trim() !== ''))
    return joined(
      literals,
      values.map((value) => encodeURIComponent(valueText(value).toWellFormed())),
    );
  const text = valueText(only).trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw new InterpolationError(
      `\`${placeholders[0]?.text}\` is no URL of http or https.`,
      placeholders[0]?.position ?? 0,
    );
  return new URL(text).href;
}
