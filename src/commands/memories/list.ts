import { listMemories } from '../../memory/list-memories.js';
import { MEMORY_STATES } from '../../memory/types.js';
import { printResult } from '../print-result.js';
import type { MemoriesCall } from './call.js';
import { memoryLine } from './memory-line.js';

/** More than an installation may have. */
const ALL = 100_000;

/** `nectr memories list`. */
export async function list({ source, repository, options: { json, all } }: MemoriesCall): Promise<void> {
  const { installationId, repositoryId, fullName } = repository;
  const memories = await listMemories(source, {
    installationId,
    repositoryId,
    viewer: 'all',
    limit: ALL,
    ...(all ? { states: MEMORY_STATES, expired: true } : {}),
  });
  const text = memories.map((memory) => `${memoryLine(memory)}\n`).join('');
  printResult(json, memories, text === '' ? `Nothing is remembered for ${fullName}.\n` : text);
}
