import type { Memory } from '../../src/memory/types.js';
import { memorySource } from '../../src/memory/memory-source.js';

/** A memory that a person with write permission said in a comment; each test changes what it is about. */
export function sampleMemory(
  change: Partial<Omit<Memory, 'scope' | 'source'>> & {
    scope?: Partial<Memory['scope']>;
    source?: Partial<Memory['source']>;
  } = {},
): Memory {
  const { scope, source, ...rest } = change;
  const at = new Date('2026-11-01T10:00:00Z');
  return {
    id: '00000000-0000-0000-0000-000000000001',
    installationId: 1,
    number: 1,
    type: 'project_rule',
    text: 'Dates are kept in UTC',
    state: 'active',
    stateReason: null,
    stateChangedAt: at,
    author: { id: 501, login: 'dora' },
    confidence: 1,
    signals: 1,
    usedCount: 0,
    lastUsedAt: null,
    expiresAt: null,
    mem0Id: null,
    dismissal: null,
    createdAt: at,
    ...rest,
    scope: { repositoryId: 1, pathGlob: null, symbol: null, rule: null, developer: null, ...scope },
    source: memorySource('comment', { key: '7', ...source }),
  };
}
