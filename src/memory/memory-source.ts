import type { MemorySource, MemorySourceKind } from './types.js';

/** Where a memory comes from, with what is known of it; the rest is null. */
export function memorySource(kind: MemorySourceKind, known: Partial<Omit<MemorySource, 'kind'>> = {}): MemorySource {
  const nothing = { key: null, link: null, path: null, line: null, quote: null, sha256: null, pullRequestId: null };
  return { kind, ...nothing, ...known };
}
