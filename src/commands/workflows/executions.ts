import { z } from 'zod';
import { wholeNumber } from '../command-line.js';
import { columns } from '../columns.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { ask, type WorkflowsCall } from './call.js';
import { findWorkflow } from './find-workflow.js';

const Page = z.object({
  items: z.array(
    z.looseObject({
      execution_id: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      waiting_for: z.string().nullable(),
      dry_run: z.boolean(),
      repo: z.string().nullable(),
      pr_number: z.int().nullable(),
      trigger_type: z.string().nullable(),
      queued_at: z.string(),
    }),
  ),
});
type Execution = z.infer<typeof Page>['items'][number];

/** `nectr workflows executions`: its runs, the newest first. */
export async function executions(call: WorkflowsCall): Promise<void> {
  const { limit = '20', json } = call.options;
  wholeNumber('--limit', limit, { least: 1, most: 100 });
  const { path, query } = await findWorkflow(call);
  const { items } = Page.parse(await ask(call, `${path}/executions`, { ...query, limit }));
  printResult(json, items, items.length === 0 ? 'It has not run yet.\n' : columns(items.map(rowOf)));
}

function rowOf({ execution_id: id, status, dry_run: isDry, repo, pr_number: pull, ...run }: Execution): string[] {
  const about = repo === null ? '' : `${repo}${pull === null ? '' : `#${pull}`}`;
  const why = run.waiting_for === null ? (run.reason ?? '') : `waits for ${run.waiting_for}`;
  return [run.queued_at, isDry ? `${status}, dry` : status, run.trigger_type ?? '', about, id, onOneLine(why)];
}
