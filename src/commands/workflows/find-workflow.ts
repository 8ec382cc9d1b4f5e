import { z } from 'zod';
import { UsageError } from '../command-line.js';
import { ServerError } from '../login/ask-server.js';
import { askAll, type WorkflowsCall } from './call.js';

/** What is read of a workflow in a list. */
export const ListedWorkflow = z.object({
  id: z.uuid(),
  installation_id: z.int(),
  name: z.string(),
  origin: z.string(),
  status: z.string(),
  enabled: z.boolean(),
  repo: z.string().nullable(),
  version: z.int(),
  triggers: z.array(z.object({ type: z.string() })),
});
export type ListedWorkflow = z.infer<typeof ListedWorkflow>;

/** Longer parts of a name are not looked for. */
const LONGEST_PART = 100;

/** Where a workflow stands in the API. */
export interface WorkflowPlace {
  path: string;
  query: { installation_id: string | undefined };
}

/**
 * The workflow with an id, or the only one of that name; a file is found as `file:<name>`. Throws ServerError if there is
 * none, or several: --repo and --installation say which.
 */
export async function findWorkflow(call: WorkflowsCall): Promise<WorkflowPlace> {
  const { args, options } = call;
  const [given, ...more] = args;
  if (given === undefined) throw new UsageError('the name or id of a workflow is missing');
  if (more[0] !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(more[0])}`);
  const { installation, repo } = options;
  if (z.uuid().safeParse(given).success) return placeOf(given, installation);
  const query = { q: given.slice(0, LONGEST_PART), installation_id: installation };
  const listed = z.array(ListedWorkflow).parse(await askAll(call, '/workflows', query));
  const named = listed.filter(({ name }) => name === given);
  const ofRepo = named.filter((one) => isOf(one, repo));
  // Only files belong to a repository; for others it says where to run.
  const found = ofRepo.length > 0 ? ofRepo : named;
  const [workflow] = found;
  if (workflow === undefined || found.length > 1)
    throw new ServerError(workflow === undefined ? missing(given) : several(found));
  return placeOf(workflow.id, String(workflow.installation_id));
}

/** Whether a workflow is a file of a repository; of any, where none is named. */
export function isOf(workflow: ListedWorkflow, repo: string | undefined): boolean {
  return repo === undefined || workflow.repo?.toLowerCase() === repo.toLowerCase();
}

function placeOf(id: string, installation: string | undefined): WorkflowPlace {
  return { path: `/workflows/${id}`, query: { installation_id: installation } };
}

function missing(name: string): string {
  return `there is no workflow ${JSON.stringify(name)} that you can see; \`nectr workflows list\` shows them`;
}

function several(found: readonly ListedWorkflow[]): string {
  const lines = found.map(
    ({ id, repo, installation_id: installation }) =>
      `  ${id}  ${repo === null ? `--installation ${installation}` : `--repo ${repo}`}`,
  );
  return [`${found.length} workflows have this name; say which one:`, ...lines].join('\n');
}
