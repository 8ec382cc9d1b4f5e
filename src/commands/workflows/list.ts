import { z } from 'zod';
import { columns } from '../columns.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { askAll, type WorkflowsCall } from './call.js';
import { isOf, ListedWorkflow } from './find-workflow.js';

/** `nectr workflows list`. */
export async function list(call: WorkflowsCall): Promise<void> {
  const { installation, repo, json } = call.options;
  const all = await askAll(call, '/workflows', { installation_id: installation });
  const rows = z.array(z.looseObject(ListedWorkflow.shape)).parse(all);
  const found = rows.filter((row) => isOf(row, repo));
  const none =
    repo === undefined
      ? 'There are no workflows that you can see.'
      : `${repo} has no files of workflows that you can see.`;
  printResult(json, found, found.length === 0 ? `${none}\n` : columns(found.map(rowOf)));
}

function rowOf({ id, name, origin, status, enabled, repo, triggers }: ListedWorkflow): string[] {
  const state = origin === 'builtin' ? `built in, ${enabled ? 'on' : 'off'}` : status;
  const started = [...new Set(triggers.map(({ type }) => type))].join(', ');
  return [onOneLine(name), state, started, repo ?? '', id];
}
