import type { RepositoryKey } from '../types.js';
import type { Neo4jStore } from './open-store.js';
import { removeSymbols } from './remove-symbols.js';
import { tenant } from './tenant.js';

/** Removes the symbols of a repository in every version, in pieces; returns how many nodes and edges went. */
export async function dropSymbols({ remove }: Pick<Neo4jStore, 'remove'>, key: RepositoryKey): Promise<number> {
  const [row] = await remove<{ gone: number }>(removeSymbols(), tenant(key));
  return row?.gone ?? 0;
}
