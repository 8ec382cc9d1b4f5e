import type { EntityManager } from 'typeorm';
import { jsonText } from './json-text.js';
import { engineQueues, type QueueName } from './engine-queues.js';

export interface QueuedWorkflow {
  /** As registered with the engine. */
  workflow:
    | 'handle_event'
    | 'run_workflow'
    | 'settle_run'
    | 'follow_people'
    | 'scan_repository'
    | 'purge_graph'
    | 'import_history'
    | 'index_event'
    | 'learn_from_pull'
    | 'map_project'
    | 'review_diff'
    | 'run_replay'
    | 'run_definition'
    | 'tell_end'
    | 'read_workflow_files';
  queue: QueueName;
  /** The same id again is a silent no-op. */
  id: string;
  args: readonly unknown[];
  /**
   * Needed on `runs`: repository id and pull request number, or who asked for a diff's review; on `scans`, `histories`, `learning` and `replays`: our id of the
   * installation; on `indexes`: of the repository.
   */
  partitionKey?: string;
  delayUntil?: Date;
}

/**
 * Queues durable work in the caller's transaction: a rollback leaves nothing. The engine would keep work with a wrong
 * queue or without a partition key for ever without a word (durable-engine.md 16), so both are refused here.
 */
export async function enqueueWorkflow(
  manager: EntityManager,
  { workflow, queue, id, args, partitionKey, delayUntil }: QueuedWorkflow,
): Promise<void> {
  if (!Object.hasOwn(engineQueues, queue)) throw new Error(`There is no queue ${queue}`);
  const partitioned = 'partitionConcurrency' in engineQueues[queue];
  if (partitioned !== (partitionKey !== undefined)) {
    throw new Error(`The queue ${queue} ${partitioned ? 'needs' : 'takes no'} partition key (${id})`);
  }
  await manager.query(
    `SELECT dbos.enqueue_workflow(workflow_name => $1, queue_name => $2, positional_args => $3::json[],
            workflow_id => $4, queue_partition_key => $5, delay_until_epoch_ms => $6)`,
    [workflow, queue, args.map((one) => jsonText(one)), id, partitionKey ?? null, delayUntil?.getTime() ?? null],
  );
}
