import type { EntityManager } from 'typeorm';
import { defaultTimings } from '../durable/timings.js';
import { createRun } from '../events/create-run.js';
import { matchWorkflows } from '../events/match-workflows.js';
import { requestKey, type PersonRequest } from './person-request.js';
import type { RequestedPull } from './requested-pull.js';

/**
 * Starts what waits for a request about a pull request, in the caller's transaction: as handling an event does. Returns
 * the execution ids; none where that is switched off.
 */
export async function startRequestRuns(
  manager: EntityManager,
  pull: RequestedPull,
  event: { id: string },
  asked: PersonRequest,
): Promise<string[]> {
  const { installationId, repositoryId, githubRepoId, pullRequestId, number, headSha, paused } = pull;
  const executionIds: string[] = [];
  const type = `request.${asked.asked.verb}`;
  for (const workflow of await matchWorkflows(manager, { type, command: null }, installationId)) {
    const request = {
      workflow,
      event,
      installationId,
      repository: { id: repositoryId, githubRepoId },
      pull: { id: pullRequestId, number, headSha, paused },
      trigger: { type: 'request' as const, key: requestKey(event.id), asked },
    };
    executionIds.push(await createRun(manager, request, defaultTimings));
  }
  return executionIds;
}
