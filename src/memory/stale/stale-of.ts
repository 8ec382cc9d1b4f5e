import type { Memory } from '../types.js';
import { checkSources, type CheckedSources, type SourcePorts } from './check-sources.js';

/** Milliseconds that a review gives to it, beside the reading of files that it reads anyway. */
const LONGEST_MS = 100;

/**
 * Which of some memories must not be applied in a review of this base. What a port does not answer within `longestMs`
 * is not waited for: the memories that rest on it are told as unchecked. Never throws.
 */
export async function staleOf(
  memories: readonly Memory[],
  ports: SourcePorts,
  longestMs: number = LONGEST_MS,
): Promise<CheckedSources> {
  const timer: { end?: NodeJS.Timeout } = {};
  const late = new Promise<never>((_, reject) => {
    timer.end = setTimeout(() => reject(new Error(`no answer within ${longestMs} ms`)), longestMs);
  });
  // Where everything is answered in time nobody waits for it.
  late.catch(() => undefined);
  const { readBase, contractOf, commentText } = ports;
  try {
    return await checkSources(memories, {
      readBase: (path) => Promise.race([readBase(path), late]),
      ...(contractOf && {
        contractOf: (path: string, symbol: string) => Promise.race([contractOf(path, symbol), late]),
      }),
      ...(commentText && { commentText: (memory: Memory) => Promise.race([commentText(memory), late]) }),
    });
  } finally {
    clearTimeout(timer.end);
  }
}
