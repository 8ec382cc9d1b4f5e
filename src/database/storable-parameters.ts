import { storableText } from '../words/storable-text.js';

/**
 * The parameters of a statement as PostgreSQL takes them: texts, and texts in lists, without NUL and half characters.
 * The same list where none is in it. What is JSON holds them escaped and needs `jsonText`. Pure.
 */
export function storableParameters(values: unknown): unknown {
  return Array.isArray(values) && values.some(holdsNul) ? values.map(storable) : values;
}

/** pg itself sends half of a character as U+FFFD. */
function holdsNul(value: unknown): boolean {
  return typeof value === 'string' ? value.includes('\0') : Array.isArray(value) && value.some(holdsNul);
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  return Array.isArray(value) ? value.map(storable) : value;
}
