import type { Declarations, Origin } from '../file-facts.js';

/** Finds things of one file by name. */
export interface FileIndex {
  facts: Declarations;
  /** Symbols that stand directly in the symbol `container` (-1: the file), by name. */
  children(container: number, name: string): readonly number[];
  /** Symbols of that qualified name. */
  qualified(name: string): readonly number[];
  fields(of: number, name: string): readonly { isStatic: boolean; value: Origin }[];
  exports(name: string): readonly Origin[];
  heritage(of: number): readonly Origin[];
}

const known = new WeakMap<Declarations, FileIndex>();
const NONE: readonly never[] = [];

/** Made once for each file. */
export function fileIndex(facts: Declarations): FileIndex {
  const made = known.get(facts) ?? create(facts);
  known.set(facts, made);
  return made;
}

function create(facts: Declarations): FileIndex {
  const children = group(
    facts.symbols,
    ({ container, name }) => `${container} ${name}`,
    (_, index) => index,
  );
  const qualified = group(
    facts.symbols,
    ({ qualifiedName }) => qualifiedName,
    (_, index) => index,
  );
  const fields = group(
    facts.fields,
    ({ of, name }) => `${of} ${name}`,
    (one) => one,
  );
  const exports = group(
    facts.exports,
    ({ name }) => name,
    ({ origin }) => origin,
  );
  const heritage = group(
    facts.heritage,
    ({ of }) => String(of),
    ({ origin }) => origin,
  );
  return {
    facts,
    children: (container, name) => children.get(`${container} ${name}`) ?? NONE,
    qualified: (name) => qualified.get(name) ?? NONE,
    fields: (of, name) => fields.get(`${of} ${name}`) ?? NONE,
    exports: (name) => exports.get(name) ?? NONE,
    heritage: (of) => heritage.get(String(of)) ?? NONE,
  };
}

function group<T, V>(
  items: readonly T[],
  keyOf: (item: T) => string,
  valueOf: (item: T, index: number) => V,
): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(item);
    const value = valueOf(item, index);
    const of = groups.get(key);
    if (of) of.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
