import { searchMemories } from '../../memory/recall/recall-memories.js';
import type { Lookups } from '../../review/ask/lookups.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { dropStale, type MemoryBase } from './drop-stale.js';
import { givenMemory } from './given-memory.js';

/** Whose memories count, and on which branch: those of a pull request, or of a diff that is in none. */
type Asked = { pullRequestId: string } | { baseRef: string; author: string };

/**
 * What the model may ask of what the team said: of the project, and of the author of the change, whose id is asked
 * with each call; nothing that is not true any more on its base, or of which that is not known. What nothing is
 * remembered of is absent. A fault is logged: no review ends because of it.
 */
export async function memoryLookups(
  { source, log }: Pick<WorkflowPorts, 'source' | 'log'>,
  { installationId, repositoryId, of }: Pick<RunRecord, 'installationId' | 'repositoryId'> & { of: Asked },
  authorId: () => number | null,
  baseOf: (ref: string) => MemoryBase,
): Promise<Pick<Lookups, 'searchProjectMemory' | 'searchDeveloperMemory'>> {
  const search =
    (of: 'project' | 'developer', base: MemoryBase): NonNullable<Lookups['searchProjectMemory']> =>
    async (words, limit) => {
      const tenant = { installationId, repositoryId, developerId: authorId() };
      // Some may be out of date.
      const found = await searchMemories(source, tenant, { words, of, limit: 2 * limit });
      const run = { installationId, repositoryId };
      const checked = await dropStale({ source, log }, run, { memories: found, ruled: [], missing: [] }, base);
      for (const { reason } of checked.missing) log.warn(run, reason);
      return checked.memories.slice(0, limit).map(givenMemory);
    };
  try {
    const [known] = await knownOf(source, { installationId, repositoryId, of });
    if (known === undefined || known.baseRef === null) return {};
    const base = baseOf(known.baseRef);
    return {
      ...(known.project && { searchProjectMemory: search('project', base) }),
      ...(known.developer && { searchDeveloperMemory: search('developer', base) }),
    };
  } catch (error) {
    log.warn({ err: error, installationId, repositoryId }, 'the model is not told of the memories');
    return {};
  }
}

/** Whether there is anything to find. Of the author only the name is known yet: the answers are asked by the id. */
function knownOf(
  source: WorkflowPorts['source'],
  run: Pick<RunRecord, 'installationId' | 'repositoryId'> & { of: Asked },
): Promise<{ project: boolean; developer: boolean; baseRef: string | null }[]> {
  return source.query(
    `SELECT coalesce(bool_or(m.developer_id IS NULL), false) AS project,
            coalesce(bool_or(i.developer_memories AND lower(m.developer_login) = lower(coalesce(q.author, $5))), false) AS developer,
            coalesce(max(q.base_ref), $4) AS "baseRef"
       FROM memories m JOIN installations i ON i.id = m.installation_id LEFT JOIN pull_requests q ON q.id = $3
      WHERE m.installation_id = $1 AND (m.repository_id = $2 OR m.repository_id IS NULL) AND m.state = 'active'
        AND m.type <> 'dismissal' AND (m.expires_at IS NULL OR m.expires_at > now())`,
    'pullRequestId' in run.of
      ? [run.installationId, run.repositoryId, run.of.pullRequestId, null, null]
      : [run.installationId, run.repositoryId, null, run.of.baseRef, run.of.author],
  );
}
