import type { Unknown, Value } from '../values.js';
import { joined } from './fill-plain.js';
import type { Template } from './parse-template.js';
import { jsonText, valueText } from './value-text.js';

/** JSON: within quotes a value is part of the text, elsewhere a value of its own. */
export function fillJson({ literals }: Template, values: readonly Exclude<Value, Unknown>[]): string {
  let isQuoted = false;
  const filled = values.map((value, index) => {
    isQuoted = endsQuoted(literals[index] ?? '', isQuoted);
    return isQuoted ? JSON.stringify(valueText(value)).slice(1, -1) : jsonText(value);
  });
  return joined(literals, filled);
}

function endsQuoted(literal: string, isQuoted: boolean): boolean {
  const quotes = [...literal.matchAll(/\\.|"/gs)].filter(([found]) => found === '"').length;
  return quotes % 2 === 1 ? !isQuoted : isQuoted;
}
