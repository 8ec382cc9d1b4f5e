import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { setLabels } from '../../github/publish/set-labels.js';
import { readLabels } from '../../github/read/read-labels.js';
import type { PullOrigin } from '../../graph/types.js';
import { gatherFacts } from '../executions/gather-facts.js';
import { pullRunOf, type ExecutionRecord } from '../executions/execution-record.js';
import { octokitOf, readerOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { LabelConfig, labelsFor, type LabelPlan } from './size-label.js';
import { defineStep, done, type StepContext } from './step-action.js';

/** `label_pr`: labels by name, path, size, origin and risk; it takes away only what it set itself. */
export const labelPr = defineStep({
  type: 'label_pr',
  title: 'Set labels',
  description:
    'Sets labels on the pull request: named ones, by changed paths, by size (S, M, L, XL), by who wrote it, by risk. Removes only labels that it set itself.',
  config: LabelConfig,
  result: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  needs: 'pull request',
  describe: async (context, config) => {
    const { add, remove } = await plan(context, config);
    return listed(add, remove, 'set', 'remove');
  },
  run: async (context, config) => {
    const { ports, run, once } = context;
    const pullRun = pullRunOf(run);
    const planned = await plan(context, config);
    // Before the call: a crash in between must not make ours somebody else's.
    const intent = await once('intent', { isIdempotent: true, work: async () => planned });
    const { add, remove } = intent.kind === 'done' ? intent.value : planned;
    const octokit = await octokitOf(ports, pullRun);
    const { added, removed } = await withPullLease(
      ports,
      pullRun,
      ({ assertLease }) =>
        setLabels(octokit, targetOf(pullRun), { add: add.map((name) => ({ name })), remove }, assertLease),
      { writes: add.length + remove.length },
    );
    return done({ added, removed }, listed(added, removed, 'set', 'removed'));
  },
});

async function plan({ ports, run, step }: StepContext, config: LabelConfig): Promise<LabelPlan> {
  const { event = {}, review } = await gatherFacts(ports, run, new Set(['files', 'review']));
  const pullRun = pullRunOf(run);
  const risk = z
    .enum(['low', 'medium', 'high'])
    .nullable()
    .catch(null)
    .parse(review?.risk ?? null);
  const { additions, deletions } = event;
  return labelsFor(config, {
    changedLines: additions === undefined || deletions === undefined ? null : Number(additions) + Number(deletions),
    paths: event.changed_files ?? null,
    origin: (event.origin as PullOrigin | undefined) ?? null,
    risk,
    present: await readLabels(await readerOf(ports, pullRun), targetOf(pullRun)),
    ours: await earlierOurs(ports.source, run, step.name),
  });
}

/** What the last run of this step meant to leave there. */
async function earlierOurs(source: DataSource, { workflowId, pull }: ExecutionRecord, step: string): Promise<string[]> {
  const rows: { ours: string[] | null }[] = await source.query(
    `SELECT e.result->'ours' AS ours FROM effects e JOIN workflow_runs r ON r.id = e.run_id
       JOIN execution_steps s ON s.run_id = e.run_id AND s.position = e.position
      WHERE r.workflow_id = $1 AND r.pull_request_id = $2 AND s.name = $3 AND e.key LIKE '%:intent' AND e.state = 'done'
      ORDER BY e.created_at DESC LIMIT 1`,
    [workflowId, pull?.id, step],
  );
  return rows[0]?.ours ?? [];
}

function listed(add: readonly string[], remove: readonly string[], set: string, take: string): string {
  const parts = [
    ...(add.length > 0 ? [`${set} ${add.join(', ')}`] : []),
    ...(remove.length > 0 ? [`${take} ${remove.join(', ')}`] : []),
  ];
  return parts.join('; ') || 'no label to change';
}
