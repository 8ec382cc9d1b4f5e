import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { listMemories, type MemoryFilter } from './list-memories.js';
import { MEMORY_STATES, type Memory } from './types.js';

/**
 * One memory of an installation, by its id or its number; in any state. `repositoryId`: only what belongs to that
 * repository or to all. Null: there is none, or it is about somebody else than `viewer`.
 */
export async function findMemory(
  source: Pick<DataSource, 'query'>,
  { id, number, ...owner }: Pick<MemoryFilter, 'installationId' | 'repositoryId' | 'viewer'> & MemoryName,
): Promise<Memory | null> {
  if (id !== undefined && !z.guid().safeParse(id).success) return null;
  const named = id === undefined ? { numbers: [number] } : { ids: [id] };
  const [memory] = await listMemories(source, { ...owner, ...named, states: MEMORY_STATES, expired: true });
  return memory ?? null;
}

type MemoryName = { id: string; number?: never } | { id?: never; number: number };
