import type { EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';

/**
 * Asks that the workflows of a repository follow its files at a commit of the default branch, in the caller's transaction.
 * `key`: what asks for it; the same again is nothing new.
 */
export async function requestWorkflowFiles(
  manager: EntityManager,
  { key, repositoryId, sha }: { key: string; repositoryId: number; sha: string },
): Promise<void> {
  await enqueueWorkflow(manager, {
    workflow: 'read_workflow_files',
    queue: 'indexes',
    id: `workflow-files:${key}`,
    args: [repositoryId, sha],
    partitionKey: String(repositoryId),
  });
}
