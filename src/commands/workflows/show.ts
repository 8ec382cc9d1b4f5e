import { z } from 'zod';
import { Definition } from '../../workflows/definitions/definition-schema.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { ask, type WorkflowsCall } from './call.js';
import { definitionLines } from './definition-lines.js';
import { findWorkflow, ListedWorkflow } from './find-workflow.js';

const Shown = z.looseObject({
  ...ListedWorkflow.omit({ triggers: true }).shape,
  description: z.string().nullable(),
  on: z.unknown(),
  if: z.string().nullable(),
  do: z.array(z.looseObject({ name: z.string(), type: z.string() })),
  triggers: z.array(z.looseObject({ type: z.string(), url: z.string().nullable(), next_at: z.string().nullable() })),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })),
});

/** What is shown of a definition that is whole; the review has no limits of its own, other code of ours actions alone. */
const Whole = Definition.pick({ on: true, if: true, do: true, concurrency: true })
  .extend({ config: z.union([Definition.shape.config, z.strictObject({})]) })
  .strip();

/** `nectr workflows show`. */
export async function show(call: WorkflowsCall): Promise<void> {
  const { path, query } = await findWorkflow(call);
  const answer = await ask(call, path, query);
  const workflow = Shown.parse(answer);
  const { name, version, repo, description, triggers, errors } = workflow;
  const state = workflow.origin === 'builtin' ? `built in, ${workflow.enabled ? 'on' : 'off'}` : workflow.status;
  const whole = Whole.safeParse(workflow);
  const lines = [
    `${onOneLine(name)} (${state}), version ${version}${repo === null ? '' : `, of ${repo}`}`,
    ...(description === null ? [] : [`  ${onOneLine(description)}`]),
    ...errors.map(({ field, detail }) => `  wrong ${field === '' ? '' : `${onOneLine(field)}: `}${onOneLine(detail)}`),
    ...(whole.success ? definitionLines(whole.data) : workflow.do.map(({ type }) => `  do    ${onOneLine(type)}`)),
    ...triggers.flatMap(({ url, next_at: next }) => [
      ...(url === null ? [] : [`  url   ${onOneLine(url)}`]),
      ...(next === null ? [] : [`  next  ${next}`]),
    ]),
    `  id    ${workflow.id}`,
  ];
  printResult(call.options.json, answer, `${lines.join('\n')}\n`);
}
