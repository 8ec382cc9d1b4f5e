import { startDeadline } from '../../turns/start-deadline.js';
import { cutText } from '../../words/cut-text.js';
import type { MemoryIndex } from '../mem0/memory-index.js';

/** How long the index may take: a review is not delayed by it. */
const DEADLINE_MS = 1500;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Ids of memories that are near a text by their meaning, best first. Whose they are is not to be trusted. Never throws
 * but where `signal` is aborted: an index that fails or is late is named in `missing`.
 */
export async function askIndex(
  index: MemoryIndex | null,
  asked: Parameters<MemoryIndex['search']>[0],
  signal: AbortSignal,
): Promise<{ ids: string[]; missing: { source: string; reason: string }[] }> {
  if (index === null) return { ids: [], missing: [] };
  const limit = startDeadline(DEADLINE_MS, signal);
  try {
    const late = new Promise<never>((_, reject) => {
      limit.signal.addEventListener('abort', () => reject(limit.signal.reason), { once: true });
    });
    const found = await Promise.race([index.search(asked, limit.signal), late]);
    const ids = found.map(({ id }) => id).filter((id) => UUID.test(id));
    return { ids: [...new Set(ids)].slice(0, asked.limit), missing: [] };
  } catch (error) {
    signal.throwIfAborted();
    return { ids: [], missing: [{ source: 'Mem0', reason: reasonOf(error) }] };
  } finally {
    limit.end();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return `no answer within ${DEADLINE_MS / 1000} s`;
  return error instanceof Error ? cutText(error.message, 200) : 'unknown';
}
