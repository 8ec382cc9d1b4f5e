import type { NewMemory } from '../../../src/memory/add-memory.js';

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
    source: {
      kind: 'comment',
      key: null,
      link: null,
      path: null,
      line: null,
      quote: null,
      sha256: null,
      pullRequestId: null,
    },
    author: { id: 501, login: 'dora' },
    confidence: 1,
    days: null,
    ...more,
  };
}
