import type { Declarations } from './file-facts.js';

/** What other files see of a file, by the name under which they look for it. */
export type Face = ReadonlyMap<string, string>;

/** The name of what is seen without one: a package, all names of another module, what a CommonJS module is. */
export const UNNAMED = '';

const CONSTRUCTOR = /^(?:constructor|__init__)$/;

/**
 * The face of a file: while what stands under a name stays, what others find by that name ends where it did. Lines and
 * signatures are no part of it, nor what stands in bodies, nor at which index something stands. Who calls a class finds
 * its constructor, so that one is seen under the name of its class.
 */
export function faceOf(declarations: Declarations): Face {
  const { packageName, symbols, fields, exports, heritage } = declarations;
  const seen = new Map<string, unknown[]>([[UNNAMED, [`package ${packageName}`]]]);
  const add = (name: string, what: unknown) => {
    const known = seen.get(name);
    if (known) known.push(what);
    else seen.set(name, [what]);
  };
  for (const { name, qualifiedName, kind, container, isStatic, exported, returns, value } of symbols) {
    const around = CONSTRUCTOR.test(name) ? symbols[container]?.name : undefined;
    const place = Math.min(container, 0);
    add(around ?? name, [`${kind} ${qualifiedName}`, place, Number(isStatic), Number(exported), returns, value]);
  }
  for (const { of, origin } of heritage)
    add(symbols[of]?.name ?? UNNAMED, [`above ${symbols[of]?.qualifiedName}`, origin]);
  for (const { of, name, isStatic, value } of fields) {
    add(name, [`field of ${symbols[of]?.qualifiedName}`, Number(isStatic), value]);
  }
  for (const { name, origin } of exports) add(name === '*' || name === '=' ? UNNAMED : name, ['exported', origin]);
  return new Map([...seen].map(([name, parts]) => [name, textOf(parts, declarations)]));
}

/** What an origin says by an index, it says by name: an index is another one when something is written above. */
function textOf(parts: readonly unknown[], { symbols, imports }: Declarations): string {
  return JSON.stringify(parts, (_, part: unknown) => {
    if (!Array.isArray(part) || typeof part[1] !== 'number') return part;
    const [what, index] = part as [string, number];
    if (what === 'symbol' || what === 'super') {
      const symbol = symbols[index];
      return [what, `${symbol?.kind} ${symbol?.qualifiedName}`, symbol?.name];
    }
    return what === 'import' ? [what, `from ${imports[index]?.specifier}`, imports[index]?.imported] : part;
  });
}
