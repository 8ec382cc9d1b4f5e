import type { NewMemory } from '../../../src/memory/add-memory.js';
import { memorySource } from '../../../src/memory/memory-source.js';

/** A memory that a person taught, with what most have. */
export function entryOf(
  { installationId, repositoryId }: { installationId: number; repositoryId: number },
  text: string,
  more: Partial<NewMemory> = {},
  scope: Partial<NewMemory['scope']> = {},
): NewMemory {
  return {
    installationId,
    type: 'project_rule',
    text,
    state: 'active',
    scope: { repositoryId, pathGlob: null, symbol: null, rule: null, developer: null, ...scope },
    source: memorySource('comment'),
    author: { id: 501, login: 'dora' },
    confidence: 1,
    days: null,
    ...more,
  };
}
