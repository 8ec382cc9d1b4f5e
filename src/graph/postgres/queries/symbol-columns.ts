import type { SymbolKey } from '../../types.js';
import { storableText } from '../../../words/storable-text.js';

/** The keys of symbols as the three arrays that a statement takes. */
export function symbolColumns(keys: readonly SymbolKey[]): string[][] {
  return [
    keys.map(({ path }) => storableText(path)),
    keys.map(({ qualifiedName }) => storableText(qualifiedName)),
    keys.map(({ kind }) => storableText(kind)),
  ];
}
