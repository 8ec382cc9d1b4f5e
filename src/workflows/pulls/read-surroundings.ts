import { McpError } from '../../integrations/mcp-client/mcp-error.js';
import type { AskedChange } from '../../integrations/mcp-client/types.js';
import type { Lookups } from '../../review/ask/lookups.js';
import type { Change, ReviewContext } from '../../review/types.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';

type Ports = Pick<WorkflowPorts, 'surroundings' | 'log'> & { github: Pick<WorkflowPorts['github'], 'repositoryUrl'> };
type Run = Pick<RunRecord, 'installationId' | 'executionId' | 'fullName'>;

/**
 * What Linear, Sentry, Slack and other servers say of a change, as a source of its context. Nothing for a pull request
 * from a fork: a stranger's words would choose what is read there (threat S25). Throws what the database throws.
 */
export async function readSurroundings(
  ports: Ports,
  run: Run,
  change: Change,
  signal: AbortSignal,
): Promise<Pick<ReviewContext, 'surroundings' | 'missing'>> {
  if (change.fromFork === true) {
    ports.log.info({ executionId: run.executionId }, 'a pull request from a fork: no MCP server is asked about it');
    return { missing: [] };
  }
  const { items, missing } = await ports.surroundings.read(run.installationId, askedChange(ports, run, change), signal);
  return { ...(items.length > 0 && { surroundings: items }), missing };
}

/**
 * Errors of production, for the model's tools; absent where no Sentry is set. `change` is known once the review has
 * read it.
 */
export async function relatedErrors(
  ports: Ports,
  run: Run,
  change: () => Change | null,
): Promise<Pick<Lookups, 'relatedErrors'>> {
  if (!(await ports.surroundings.hasErrors(run.installationId))) return {};
  return {
    relatedErrors: async (path, signal) => {
      const read = change();
      if (read === null || read.fromFork === true)
        return { refused: 'Errors are not looked up for a pull request from a fork.' };
      try {
        const asked = askedChange(ports, run, read);
        return { errors: await ports.surroundings.relatedErrors(run.installationId, asked, path, signal) };
      } catch (error) {
        if (error instanceof McpError) return { refused: `Errors cannot be looked up: ${error.message}.` };
        throw error;
      }
    },
  };
}

function askedChange(
  { github }: Ports,
  { fullName }: Run,
  { repository, number, title, body, headRef, files }: Change,
): AskedChange {
  return {
    repository,
    number,
    title,
    body,
    branch: headRef,
    paths: files.map(({ path }) => path),
    url: `${github.repositoryUrl(fullName)}/pull/${number}`,
  };
}
