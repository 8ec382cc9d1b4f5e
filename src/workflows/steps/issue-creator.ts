import { z } from 'zod';
import { createIssue } from '../../github/publish/create-issue.js';
import type { Ticket, Tickets } from '../../integrations/services/integration-type.js';
import { ServiceRefusedError } from '../../integrations/services/service-error.js';
import { ticketReference, type TicketSubject } from '../../integrations/services/ticket-reference.js';
import { splitFullName } from '../../github/client/split-full-name.js';
import { assertAttempt } from '../runs/run-record.js';
import { RunFailedError } from '../durable/durable-step.js';
import type { ExecutionRecord } from '../executions/execution-record.js';
import { defineStep, done, type StepContext } from './step-action.js';
import { tellIssue, tellTicket, withReport } from './ticket-report.js';

const TARGETS = ['github', 'linear', 'jira'] as const;
/** An issue of ours cannot be older. */
const BEGINNING = new Date('2024-01-01T00:00:00Z');
const Config = z.strictObject({
  target: z.enum(TARGETS).default('github'),
  /** The integration to use, by name; the only one of the target unless told. */
  integration: z.string().min(1).max(255).optional(),
  title: z.string().min(1).max(250),
  body: z.string().max(20_000).default(''),
  /** The step before whose report stands below the body. */
  report: z.string().max(63).optional(),
  /** Said in a comment, with the report, where there is one already: once for each event. Nothing for an empty text. */
  again: z.string().max(2000).default(''),
  labels: z.array(z.string().min(1).max(50)).max(20).default([]),
  /** A team of Linear or a project of Jira. */
  project: z.string().min(1).max(200).optional(),
  assignees: z
    .array(z.string().regex(/^[\w-]{1,39}$/, 'must be a login'))
    .max(10)
    .default([]),
});

/** `issue_creator`: one ticket for each workflow, step and subject, searched before it is made; never closed. */
export const issueCreator = defineStep({
  type: 'issue_creator',
  title: 'Create an issue',
  description:
    'Creates an issue on GitHub or a ticket in Linear or Jira: one for each workflow, step and subject, searched for before it is made.',
  config: Config,
  result: z.object({ key: z.string(), url: z.string(), is_new: z.boolean() }),
  needs: 'nothing',
  targets: { body: 'markdown', again: 'markdown' },
  describe: async (_, { target, title, body, report }) =>
    `create an issue in ${target}: **${title}**\n\n${body}${report === undefined ? '' : `\n\n(with the report of ${report})`}`,
  run: async (context, given) => {
    const config = withReport(context, given);
    const reference = ticketReference({
      workflowId: context.run.workflowId,
      step: context.step.name,
      subject: subjectOf(context.run),
    });
    const made =
      config.target === 'github'
        ? await onGitHub(context, config, reference)
        : await inTracker(context, config, reference);
    if (!made.is_new && given.again !== '') await tellAgain(context, given, made.key);
    return done(made, `${made.is_new ? 'created' : 'there is already'} ${made.key}: ${made.url}`);
  },
});

async function tellAgain(context: StepContext, given: z.output<typeof Config>, key: string): Promise<void> {
  const { body: text } = withReport(context, { body: given.again, report: given.report });
  const { target, integration = target } = given;
  if (target === 'github') await tellIssue(context, Number(key.slice(1)), text);
  else await tellTicket(context, { integration, key, text });
}

type Made = { key: string; url: string; is_new: boolean };

const SentryIssue = z.object({ organization: z.string(), issue: z.object({ id: z.coerce.string() }) });

/** What the ticket is about: the error, the pull request, else what started the run. */
function subjectOf({ event, pull, repository, executionId }: ExecutionRecord): TicketSubject {
  const sentry = event?.source === 'sentry' ? SentryIssue.safeParse(event.payload).data : undefined;
  if (sentry !== undefined)
    return { kind: 'sentry_issue', organization: sentry.organization, issueId: sentry.issue.id };
  if (pull !== null && repository !== null)
    return { kind: 'pull_request', repositoryId: repository.id, number: pull.number };
  return { kind: 'event', eventId: event?.id ?? executionId };
}

async function onGitHub(
  { ports, run }: StepContext,
  config: z.output<typeof Config>,
  reference: string,
): Promise<Made> {
  const { repository } = run;
  if (repository === null) throw new RunFailedError('an issue on GitHub needs a repository, and this run has none');
  const octokit = await ports.github.octokit({
    installationId: run.githubInstallationId,
    repositoryIds: [repository.githubRepoId],
    permissions: { issues: 'write' },
  });
  const { title, body, labels, assignees } = config;
  const { number, url, isNew } = await createIssue(
    octokit,
    { ...splitFullName(repository.fullName), repositoryId: repository.githubRepoId },
    { title, body, labels: labels.map((name) => ({ name })), assignees },
    {
      reference,
      since: BEGINNING,
      self: await ports.github.self(),
      markerKeys: ports.markerKeys,
      repositoryUrl: ports.github.repositoryUrl(repository.fullName),
      refused: (live) =>
        ports.log.warn({ executionId: run.executionId, live }, 'a text was posted as code: something in it would act'),
      assertLease: () => assertAttempt(ports.source, run),
      lookupDelaysMs: ports.timings.lookups,
    },
  );
  return { key: `#${number}`, url, is_new: isNew };
}

async function inTracker(
  { ports, run, signal, once }: StepContext,
  config: z.output<typeof Config>,
  reference: string,
): Promise<Made> {
  const { title, body, labels, project = null } = config;
  const connected = await ports.integrations.open(run.installationId, config.integration ?? config.target);
  const { tickets } = connected.type as { tickets?: Tickets<unknown, unknown> };
  if (tickets === undefined) throw new ServiceRefusedError('invalid', `${connected.type.title} has no tickets`);
  const find = () => connected.use(signal, (call) => tickets.find(call, reference));
  const earlier = await find();
  if (earlier !== null) return { key: earlier.key, url: earlier.url, is_new: false };
  const created = await once<Ticket>('ticket', {
    find,
    work: () => connected.use(signal, (call) => tickets.create(call, { title, body, labels, project }, reference)),
  });
  if (created.kind === 'unknown') throw new RunFailedError('the ticket may have been created: its answer was lost');
  return { key: created.value.key, url: created.value.url, is_new: true };
}
