import type { SymbolKey } from '../types.js';
import { symbolRow, type SymbolRow } from './symbol-row.js';

/**
 * Edges of which one node may have a million. Each says at its `hub` which one that is, for the index that gives the
 * surest ones of it: of IMPORTS the path of the imported file, of the others the symbol that is called, used,
 * inherited from or tested.
 */
export const HUB_EDGES = ['IMPORTS', 'CALLS', 'USES_TYPE', 'INHERITS', 'TESTED_BY'] as const;
export type HubEdge = (typeof HUB_EDGES)[number];

/** What edges say of a symbol. No text that is stored has a NUL. */
export function hubOf({ path, name, kind }: SymbolRow): string {
  return [path, name, kind].join('\0');
}

/** A symbol's key as questions name it that ask for such edges. */
export function hubRow(key: SymbolKey): SymbolRow & { hub: string } {
  const row = symbolRow(key);
  return { ...row, hub: hubOf(row) };
}
