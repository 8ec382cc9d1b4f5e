import { z } from 'zod';
import { UsageError } from '../command-line.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { ask, type WorkflowsCall } from './call.js';

const Explained = z.object({
  items: z.array(
    z.object({
      workflow: z.object({ name: z.string() }),
      ran: z.boolean(),
      execution_id: z.string().nullable(),
      reason: z.string(),
      condition: z.array(
        z.object({ text: z.string(), value: z.union([z.boolean(), z.string()]), why: z.string().optional() }),
      ),
    }),
  ),
});

type Explained = z.infer<typeof Explained>;

/** `nectr workflows explain`: why an event started each workflow, or why not. */
export async function explain(call: WorkflowsCall): Promise<void> {
  const [id, ...more] = call.args;
  if (id === undefined || more.length > 0 || !z.uuid().safeParse(id).success)
    throw new UsageError('explain takes the id of an event; `nectr api /events` lists them');
  const answer = await ask(call, '/workflows/explain', {}, { event_id: id });
  const { items } = Explained.parse(answer);
  const text = items.map((item) => `${linesOf(item).join('\n')}\n`).join('');
  printResult(call.options.json, answer, text === '' ? 'There are no workflows in its installation.\n' : text);
}

function linesOf({ workflow, reason, condition, execution_id: run }: Explained['items'][number]): string[] {
  return [
    `${onOneLine(workflow.name)}: ${onOneLine(reason)}`,
    ...condition.map(
      ({ text, value, why }) =>
        `  ${String(value).padEnd(7)}  ${onOneLine(text)}${why === undefined ? '' : ` (${onOneLine(why)})`}`,
    ),
    ...(run === null ? [] : [`  nectr workflows logs ${onOneLine(run)}`]),
  ];
}
