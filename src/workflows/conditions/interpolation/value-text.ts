import { Span } from '../span.js';
import type { Unknown, Value } from '../values.js';

/** Of what is filled in, and of a whole text with it. */
export const LONGEST_OUTPUT = 60_000;
const DEEPEST = 50;

/** More was to be written than is allowed. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** A value as text; lists and maps are JSON. Throws TooLong. */
export function valueText(value: Exclude<Value, Unknown>): string {
  const text = typeof value === 'string' ? value : scalarText(value);
  return bounded(text ?? jsonText(value));
}

/** A value as JSON. Throws TooLong. */
export function jsonText(value: Exclude<Value, Unknown>): string {
  const parts: string[] = [];
  let room = LONGEST_OUTPUT;
  const write = (text: string) => {
    room -= text.length;
    if (room < 0) throw new TooLong();
    parts.push(text);
  };
  const visit = (one: unknown, depth: number): void => {
    if (depth > DEEPEST) throw new TooLong();
    if (typeof one === 'string') return write(JSON.stringify(bounded(one)));
    if (Array.isArray(one)) {
      write('[');
      for (const [index, element] of one.entries()) {
        if (index > 0) write(',');
        visit(element, depth + 1);
      }
      return write(']');
    }
    if (typeof one !== 'object' || one === null) return write(scalarText(one) ?? 'null');
    if (one instanceof Date || one instanceof Span) return write(JSON.stringify(scalarText(one)));
    write('{');
    let isFirst = true;
    for (const [key, element] of Object.entries(one)) {
      if (element === undefined) continue;
      write(`${isFirst ? '' : ','}${JSON.stringify(bounded(key))}:`);
      isFirst = false;
      visit(element, depth + 1);
    }
    write('}');
  };
  visit(value, 0);
  return parts.join('');
}

/** Null: it is a list or map. */
function scalarText(value: unknown): string | null {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Span) return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  return typeof value === 'object' && value !== null ? null : String(value);
}

function bounded(text: string): string {
  if (text.length > LONGEST_OUTPUT) throw new TooLong();
  return text;
}
