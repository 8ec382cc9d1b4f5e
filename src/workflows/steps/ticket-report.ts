import { sha256 } from '../../access/sha256.js';
import { upsertReply } from '../../github/publish/upsert-reply.js';
import type { Tickets } from '../../integrations/services/integration-type.js';
import { RunFailedError } from '../durable/durable-step.js';
import { rootOf } from '../executions/root-of.js';
import { issueAccess } from './issues/issue-access.js';
import type { StepContext } from './step-action.js';

/** Steps whose `report` is Markdown that we have written: what others wrote is inert in it. */
const REPORTING: ReadonlySet<string> = new Set(['error_suspects']);

interface Texts {
  body: string;
  report?: string | undefined;
}

/** A text with the report of an earlier step below it. Throws RunFailedError where that step has none. */
export function withReport<T extends Texts>({ run, facts }: Pick<StepContext, 'run' | 'facts'>, config: T): T {
  const { report: name, body } = config;
  if (name === undefined) return config;
  const type = run.definition.do.find((step) => step.name === name)?.type ?? '';
  const { report } = (facts.steps?.[name] ?? {}) as { report?: unknown };
  if (!REPORTING.has(type) || typeof report !== 'string') throw new RunFailedError(`the step ${name} gave no report`);
  return { ...config, body: body === '' ? report : `${body}\n\n${report}` };
}

/** What made the run look at a ticket that was there already: the same again is the same comment. */
function occasionOf({ run, step }: Pick<StepContext, 'run' | 'step'>): string {
  return sha256(`${run.workflowId} ${step.name} ${run.event?.id ?? rootOf(run.executionId)}`).slice(0, 32);
}

/** Says something on an issue of GitHub, once for each event. Throws what GitHub throws. */
export async function tellIssue(
  context: StepContext,
  repository: { fullName: string; githubRepoId: number },
  { number, text }: { number: number; text: string },
): Promise<void> {
  const { octokit, target, publish } = await issueAccess(context, repository, 'write');
  const { executionId } = context.run;
  const ports = { ...publish, runKey: executionId, trigger: executionId, requestChanges: false, recordIds: noIds };
  const since = publish.since.toISOString();
  const reply = { key: `again-${occasionOf(context)}`, text, thread: null, since };
  await upsertReply(octokit, ports, { ...target, number }, reply);
}

const noIds = () => Promise.resolve();

/** Says something on a ticket of Linear or Jira, once for each event. Throws what the service throws. */
export async function tellTicket(
  context: StepContext,
  { integration, key, text }: { integration: string; key: string; text: string },
): Promise<void> {
  const { ports, run, signal } = context;
  const connected = await ports.integrations.open(run.installationId, integration);
  const { tickets } = connected.type as { tickets?: Tickets<unknown, unknown> };
  await connected.use(signal, async (call) =>
    tickets?.comment(call, key, { body: text, reference: `again:${occasionOf(context)}` }),
  );
}
