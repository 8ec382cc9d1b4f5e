import type { Unknown, Value } from '../values.js';
import { joined } from './fill-plain.js';
import { InterpolationError } from './interpolation-error.js';
import type { Template } from './parse-template.js';
import { valueText } from './value-text.js';

/**
 * A URL: a value in it is one part of its path or query, whatever its characters. A text that is nothing but one value is
 * that URL, of http or https. Throws InterpolationError for another one, and for `.` and `..`, which are no part of a
 * path but lead out of it.
 */
export function fillUrl({ literals, placeholders }: Template, values: readonly Exclude<Value, Unknown>[]): string {
  const [only] = values;
  const refuse = (problem: string): never => {
    const { text = '', position = 0 } = placeholders[0] ?? {};
    throw new InterpolationError(`\`${text}\` ${problem}.`, position);
  };
  if (values.length !== 1 || only === undefined || literals.some((literal) => literal.trim() !== '')) {
    const filled = values.map((value) => encodeURIComponent(valueText(value).toWellFormed()));
    const url = joined(literals, filled);
    const plain = joined(
      literals,
      filled.map(() => 'x'),
    );
    return partsOf(url) === partsOf(plain) ? url : refuse('would lead out of its part of the path');
  }
  const text = valueText(only).trim();
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : refuse('is no URL of http or https');
}

/** How many parts the path of a URL has, or of a piece of one. */
function partsOf(url: string): number {
  return URL.parse(url, 'http://host')?.pathname.split('/').length ?? 0;
}
