import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';

const Closed = z.object({ pull_request: z.object({ merged: z.literal(true) }) });

/** Whether a pull request was closed by a merge. Never throws. */
export function isMerge(payload: unknown): boolean {
  return Closed.safeParse(payload).success;
}

/**
 * Asks, in the caller's transaction, that what people wrote in a pull request is read for what is to be remembered;
 * once for each head that was reviewed, and once for its merge.
 */
export async function requestLearning(
  manager: EntityManager,
  { installationId, pullRequestId, after }: { installationId: number; pullRequestId: string; after: string },
): Promise<void> {
  await enqueueWorkflow(manager, {
    workflow: 'learn_from_pull',
    queue: 'learning',
    id: `learn:${installationId}:${pullRequestId}:${after}`,
    args: [pullRequestId],
    partitionKey: String(installationId),
  });
}
