import { maskSecrets } from './mask-secrets.js';

/**
 * `value` as it may be stored: all its strings, names of fields too, masked by `maskSecrets`; only those of fields
 * named `path` stay, because that is where a finding is looked for again. What holds no credential is given back as it
 * is, not as a copy. Plain objects and arrays are looked into, nothing else. Throws RangeError where it is nested
 * deeper than Node's stack.
 */
export function maskValues<T>(value: T): T {
  return masked(value) as T;
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (Array.isArray(value)) return maskedArray(value);
  return isPlain(value) ? maskedObject(value) : value;
}

function maskedArray(array: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (const [index, item] of array.entries()) {
    const safe = masked(item);
    if (safe !== item) (copy ??= [...array])[index] = safe;
  }
  return copy ?? array;
}

function maskedObject(object: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(object);
  let changed = false;
  for (const entry of entries) {
    const [name, item] = entry;
    entry[0] = maskSecrets(name);
    entry[1] = name === 'path' && typeof item === 'string' ? item : masked(item);
    changed ||= entry[0] !== name || entry[1] !== item;
  }
  return changed ? Object.fromEntries(entries) : object;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
