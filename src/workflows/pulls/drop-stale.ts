import type { Recalled } from '../../memory/recall/recall-memories.js';
import type { SourcePorts } from '../../memory/stale/check-sources.js';
import { markStale } from '../../memory/stale/mark-stale.js';
import { staleOf } from '../../memory/stale/stale-of.js';
import type { Memory } from '../../memory/types.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';

/** Beside what else is gathered, and within what a review waits for the memories. */
const LONGEST_MS = 1500;

/** The base of a pull request, as far as memories rest on it. */
export interface MemoryBase extends SourcePorts {
  /** The branch that the pull request goes into. */
  ref: string;
}

/**
 * What was recalled without what is not true any more on the base branch. Where that is the default branch, a memory of
 * this repository turns stale for good, with the reason; a rule of another branch, or of another repository, only keeps
 * it out of this review. What could not be looked up is not applied either, and is named in `missing`. Throws what the
 * database throws.
 */
export async function dropStale(
  { source, log }: Pick<WorkflowPorts, 'source' | 'log'>,
  { installationId, repositoryId }: Pick<RunRecord, 'installationId' | 'repositoryId'>,
  recalled: Recalled,
  base: MemoryBase,
): Promise<Recalled> {
  const asked = [...new Map([...recalled.memories, ...recalled.ruled].map((memory) => [memory.id, memory])).values()];
  if (asked.length === 0) return recalled;
  const { stale, unchecked } = await staleOf(
    asked.map((memory) => (memory.scope.repositoryId === null ? withoutFile(memory) : memory)),
    base,
    LONGEST_MS,
  );
  const known: { branch: string }[] =
    stale.length === 0
      ? []
      : await source.query('SELECT default_branch AS branch FROM repositories WHERE id = $1', [repositoryId]);
  if (known[0]?.branch === base.ref) {
    const own = stale.filter(({ memory }) => memory.scope.repositoryId === repositoryId);
    const marked = await markStale(source, installationId, own);
    if (marked.length > 0) {
      const memories = marked.map(({ number, stateReason }) => `M${number}: ${stateReason}`);
      log.info({ installationId, repositoryId, memories }, 'memories are not true any more');
    }
  }
  const dropped = new Set([...stale.map(({ memory }) => memory.id), ...unchecked.map(({ id }) => id)]);
  const keep = ({ id }: Memory): boolean => !dropped.has(id);
  const numbers = unchecked.map(({ number }) => `M${number}`).join(', ');
  const reason = `what they rest on could not be read, so these were not applied: ${numbers}`;
  return {
    memories: recalled.memories.filter(keep),
    ruled: recalled.ruled.filter(keep),
    missing: unchecked.length === 0 ? recalled.missing : [...recalled.missing, { source: 'memories', reason }],
  };
}

/** The file that says it lies in the repository where it was said. */
function withoutFile(memory: Memory): Memory {
  return { ...memory, source: { ...memory.source, path: null } };
}
