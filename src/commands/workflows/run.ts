import { z } from 'zod';
import { UsageError, wholeNumber } from '../command-line.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { ask, type WorkflowsCall } from './call.js';
import { findWorkflow } from './find-workflow.js';

const MOST_PULLS = 2_147_483_647;
const Inputs = z.object({ on: z.array(z.looseObject({ inputs: z.record(z.string(), z.string()).optional() })) });
const Started = z.looseObject({ execution_id: z.string(), workflow: z.string(), status: z.string() });

/** `nectr workflows run`: starts it by hand, and says what its run is called. */
export async function run(call: WorkflowsCall): Promise<void> {
  const { input = [], repo, pr, json, 'dry-run': isDry } = call.options;
  const given = input.map(partsOf);
  const pull = pr === undefined ? undefined : wholeNumber('--pr', pr, { least: 1, most: MOST_PULLS });
  if (pull !== undefined && repo === undefined)
    throw new UsageError('--pr needs --repo: a pull request belongs to a repository');
  const { path, query } = await findWorkflow(call);
  const types = given.length === 0 ? {} : await inputTypes(call, path, query);
  const inputs = Object.fromEntries(given.map(([name, text]) => [name, valueOf(types[name], text)]));
  const body = {
    inputs,
    dry_run: isDry,
    ...(repo !== undefined && { repo }),
    ...(pull !== undefined && { pr_number: pull }),
  };
  const answer = await ask(call, `${path}/run`, query, body);
  const { execution_id: id, workflow, status } = Started.parse(answer);
  const text = `${onOneLine(workflow)}: ${status}${isDry ? ', as a dry run' : ''}\n  nectr workflows logs ${id}\n`;
  printResult(json, answer, text);
}

function partsOf(given: string): [string, string] {
  const at = given.indexOf('=');
  if (at < 1) throw new UsageError(`--input takes name=value, not ${JSON.stringify(given)}`);
  return [given.slice(0, at), given.slice(at + 1)];
}

async function inputTypes(call: WorkflowsCall, path: string, query: { installation_id: string | undefined }) {
  const { on } = Inputs.parse(await ask(call, path, query));
  return Object.assign({}, ...on.map(({ inputs = {} }) => inputs)) as Record<string, string>;
}

/** What is no number or boolean stays a text: the server says what is wrong with it. */
function valueOf(type: string | undefined, text: string): string | number | boolean {
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && ['true', 'false'].includes(text)) return text === 'true';
  return text;
}
