import { storableText } from '../../words/storable-text.js';
import type { SymbolKey } from '../types.js';

/** A symbol's key as rows of statements name it. */
export interface SymbolRow {
  path: string;
  name: string;
  kind: string;
}

/** A symbol's key as it is stored. */
export function symbolRow({ path, qualifiedName, kind }: SymbolKey): SymbolRow {
  return { path: storableText(path), name: storableText(qualifiedName), kind: storableText(kind) };
}

/** The pattern of the symbol that `row` names, of version `scan`. */
export function symbolNode(name: string, row: string, scan = '$scan'): string {
  return `(${name}:Symbol {installation_id: $installation_id, repo_id: $repo_id, scan: ${scan},
    path: ${row}.path, qualified_name: ${row}.name, kind: ${row}.kind})`;
}
