import { ZodError } from 'zod';
import { definitionJsonSchema } from '../../workflows/definitions/definition-json-schema.js';
import { ServerError } from '../login/ask-server.js';
import type { WorkflowsCall } from './call.js';
import { executions } from './executions.js';
import { explain } from './explain.js';
import { list } from './list.js';
import { logs } from './logs.js';
import { run } from './run.js';
import { secrets } from './secrets.js';
import { show } from './show.js';

export { check } from './check.js';

/** What a server is asked for. */
export type WorkflowsVerb = 'list' | 'show' | 'run' | 'executions' | 'logs' | 'explain' | 'secrets';

const VERBS: Readonly<Record<WorkflowsVerb, (call: WorkflowsCall) => Promise<void>>> = {
  list,
  show,
  run,
  executions,
  logs,
  explain,
  secrets,
};

/** `nectr workflows` of a server. Sets the exit code as its help says; may throw UsageError. */
export async function askWorkflows(verb: WorkflowsVerb, call: WorkflowsCall): Promise<void> {
  try {
    await VERBS[verb](call);
  } catch (error) {
    if (!(error instanceof ServerError || error instanceof ZodError)) throw error;
    const isOther = error instanceof ZodError;
    const message = isOther ? 'the server answered what this version of nectr does not know' : error.message;
    process.stderr.write(`nectr workflows: ${message}\n`);
    process.exitCode = 1;
  }
}

/** `nectr workflows schema`. */
export function printSchema(): void {
  process.stdout.write(definitionJsonSchema());
}
