import { createHash } from 'node:crypto';
import type { Declarations } from './file-facts.js';

/**
 * A hash of what other files see of a file: while it stays, what they use ends where it did. Lines and signatures are
 * no part of it, nor what stands in bodies.
 */
export function faceOf({ packageName, symbols, fields, imports, exports, heritage }: Declarations): string {
  const seen = [
    packageName,
    symbols.map(({ qualifiedName, kind, container, isStatic, exported, returns, value }) => [
      qualifiedName,
      kind,
      container,
      isStatic,
      exported,
      returns,
      value,
    ]),
    fields,
    imports.map(({ specifier, imported }) => [specifier, imported]),
    exports,
    heritage.map(({ of, origin }) => [of, origin]),
  ];
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64');
}
