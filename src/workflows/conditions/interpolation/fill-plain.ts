import { redact } from '../../../access/redact.js';
import { stripInvisible } from '../../../markdown/strip-invisible.js';
import type { Unknown, Value } from '../values.js';
import type { Template } from './parse-template.js';
import { valueText } from './value-text.js';

/** Text that people read as it is: nothing invisible in the values, and no secret. */
export function fillPlain({ literals }: Template, values: readonly Exclude<Value, Unknown>[]): string {
  return joined(
    literals,
    values.map((value) => redact(stripInvisible(valueText(value)))),
  );
}

/** The pieces of a template with what stands between them. */
export function joined(literals: readonly string[], filled: readonly string[]): string {
  return literals.map((literal, index) => literal + (filled[index] ?? '')).join('');
}
