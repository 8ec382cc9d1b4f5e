import type { DataSource } from 'typeorm';
import { changeState } from '../change-state.js';
import type { Memory } from '../types.js';
import type { StaleMemory } from './check-sources.js';

/** Turns memories of an installation stale, each with its reason. Returns those that were not so before. */
export async function markStale(
  source: Pick<DataSource, 'query'>,
  installationId: number,
  stale: readonly StaleMemory[],
): Promise<Memory[]> {
  const changed: Memory[] = [];
  for (const { memory, reason } of stale) {
    changed.push(
      ...(await changeState(source, { installationId, numbers: [memory.number] }, 'stale', { by: null, reason })),
    );
  }
  return changed;
}
