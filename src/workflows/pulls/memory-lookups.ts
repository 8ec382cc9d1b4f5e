import { searchMemories } from '../../memory/recall/recall-memories.js';
import type { Lookups } from '../../review/ask/lookups.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { givenMemory } from './given-memory.js';

/**
 * What the model may ask of what the team said: of the project, and of the author of the pull request, whose id is asked
 * with each call. What nothing is remembered of is absent. A fault is logged: no review ends because of it.
 */
export async function memoryLookups(
  { source, log }: Pick<WorkflowPorts, 'source' | 'log'>,
  { installationId, repositoryId, pullRequestId }: Pick<RunRecord, 'installationId' | 'repositoryId' | 'pullRequestId'>,
  authorId: () => number | null,
): Promise<Pick<Lookups, 'searchProjectMemory' | 'searchDeveloperMemory'>> {
  const search =
    (of: 'project' | 'developer'): NonNullable<Lookups['searchProjectMemory']> =>
    async (words, limit) => {
      const tenant = { installationId, repositoryId, developerId: authorId() };
      return (await searchMemories(source, tenant, { words, of, limit })).map(givenMemory);
    };
  try {
    const [known] = await knownOf(source, { installationId, repositoryId, pullRequestId });
    return {
      ...(known?.project === true && { searchProjectMemory: search('project') }),
      ...(known?.developer === true && { searchDeveloperMemory: search('developer') }),
    };
  } catch (error) {
    log.warn({ err: error, installationId, repositoryId }, 'the model is not told of the memories');
    return {};
  }
}

/** Whether there is anything to find. Of the author only the name is known yet: the answers are asked by the id. */
function knownOf(
  source: WorkflowPorts['source'],
  run: Pick<RunRecord, 'installationId' | 'repositoryId' | 'pullRequestId'>,
): Promise<{ project: boolean; developer: boolean }[]> {
  return source.query(
    `SELECT coalesce(bool_or(m.developer_id IS NULL), false) AS project,
            coalesce(bool_or(i.developer_memories AND lower(m.developer_login) = lower(q.author)), false) AS developer
       FROM memories m JOIN installations i ON i.id = m.installation_id LEFT JOIN pull_requests q ON q.id = $3
      WHERE m.installation_id = $1 AND (m.repository_id = $2 OR m.repository_id IS NULL) AND m.state = 'active'
        AND m.type <> 'dismissal' AND (m.expires_at IS NULL OR m.expires_at > now())`,
    [run.installationId, run.repositoryId, run.pullRequestId],
  );
}
