import { z } from 'zod';
import { oneOf, UsageError } from '../command-line.js';
import { columns } from '../columns.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { askAll, type WorkflowsCall } from './call.js';

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
const Lines = z.array(
  z.looseObject({ at: z.string(), level: z.string(), step: z.string().nullable(), message: z.string() }),
);

/** `nectr workflows logs`: the log of one run, the oldest line first. */
export async function logs(call: WorkflowsCall): Promise<void> {
  const { level, json } = call.options;
  const [id, ...more] = call.args;
  if (id === undefined || more.length > 0)
    throw new UsageError('logs takes the id of a run; `nectr workflows executions <name>` lists them');
  const only = level === undefined ? undefined : oneOf('--level', LEVELS, level.toUpperCase());
  const lines = Lines.parse(await askAll(call, `/executions/${encodeURIComponent(id)}/logs`, { level: only }));
  const rows = lines.map((line) => [line.at, line.level, line.step ?? '', onOneLine(line.message)]);
  printResult(json, lines, lines.length === 0 ? 'Nothing is written of it.\n' : columns(rows));
}
