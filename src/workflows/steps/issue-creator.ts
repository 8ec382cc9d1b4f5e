import { z } from 'zod';
import { TargetIntegration } from './about-integration.js';
import { createIssue } from '../../github/publish/create-issue.js';
import { findIssueByReference } from '../../github/publish/find-issue-by-reference.js';
import type { Ticket, TicketDraft, Tickets } from '../../integrations/services/integration-type.js';
import { ServiceRefusedError } from '../../integrations/services/service-error.js';
import { ticketReference } from '../../integrations/services/ticket-reference.js';
import { RunFailedError } from '../durable/durable-step.js';
import { admission } from '../pulls/pull-writer.js';
import { findingDrafts, subjectOf, type Draft } from './issues/drafts.js';
import { issueAccess } from './issues/issue-access.js';
import { whileAlone } from './issues/while-alone.js';
import { defineStep, done, type StepContext } from './step-action.js';
import { tellIssue, tellTicket, withReport } from './ticket-report.js';

const TARGETS = ['github', 'linear', 'jira'] as const;
const Config = z.strictObject({
  target: z.enum(TARGETS).default('github').describe('Where it is created.'),
  integration: TargetIntegration,
  title: z
    .string()
    .min(1)
    .max(250)
    .optional()
    .describe('With `findings` it stands before the title of each, and may be left out.'),
  body: z.string().max(20_000).default('').describe('Markdown.'),
  findings: z
    .enum(['must-fix', 'should-fix'])
    .optional()
    .describe('One issue for each open finding of this severity or worse, at most 20, in place of one for the run.'),
  report: z.string().max(63).optional().describe('The name of an earlier step whose report stands below the body.'),
  again: z
    .string()
    .max(2000)
    .default('')
    .describe('A comment, with the report, where the issue exists already: once for each event. Empty: none.'),
  labels: z.array(z.string().min(1).max(50)).max(20).default([]).describe('Labels that it gets.'),
  project: z.string().min(1).max(200).optional().describe('A team of Linear or a project of Jira.'),
  assignees: z
    .array(z.string().regex(/^[\w-]{1,39}$/, 'must be a login'))
    .max(10)
    .default([])
    .describe('Logins of GitHub.'),
});

const Made = z.object({ key: z.string(), url: z.string(), is_new: z.boolean() });
type Made = z.output<typeof Made>;
type Config = z.output<typeof Config>;

/** `issue_creator`: one ticket for each workflow, step and subject, searched before it is made; never closed. */
export const issueCreator = defineStep({
  type: 'issue_creator',
  title: 'Create an issue',
  description:
    'Creates an issue on GitHub or a ticket in Linear or Jira: one for each workflow, step and subject, searched for before it is made. With `findings` one for each open finding of the review, at most 20; `key` and `url` are of the first.',
  config: Config,
  result: z.object({
    key: z.string().nullable(),
    url: z.string().nullable(),
    is_new: z.boolean(),
    issues: z.array(Made),
  }),
  needs: 'nothing',
  targets: { body: 'markdown', again: 'markdown' },
  check: ({ title, findings }) =>
    title === undefined && findings === undefined ? 'must have a title, or name findings' : null,
  describe: async (context, config) => {
    const { drafts, more } = await draftsOf(context, config);
    const to = [
      config.target,
      ...(config.project === undefined ? [] : [`project ${config.project}`]),
      ...(config.labels.length === 0 ? [] : [`labels ${config.labels.join(', ')}`]),
      ...(config.assignees.length === 0 ? [] : [`assigned to ${config.assignees.join(', ')}`]),
    ].join(', ');
    const below = config.report === undefined ? '' : `\n\n(with the report of ${config.report})`;
    const would: string[] = [];
    for (const draft of drafts) {
      const there = await known(context, config, referenceOf(context, draft));
      would.push(
        there === null
          ? `create an issue in ${to}: **${draft.title}**\n\n${draft.body}${below}`
          : `create no issue for **${draft.title}**: there is ${there.key}, ${there.url}`,
      );
    }
    if (more > 0) would.push(`create none for ${more} more findings`);
    return would.join('\n\n') || 'create no issue: no finding is open';
  },
  run: async (context, config) => {
    const { drafts, more } = await draftsOf(context, config);
    const issues = await (config.target === 'github' ? onGitHub : inTracker)(context, config, drafts);
    for (const { key, is_new } of issues) if (!is_new && config.again !== '') await tellAgain(context, config, key);
    const said = issues.map((made) => `${made.is_new ? 'created' : 'there is already'} ${made.key}: ${made.url}`);
    if (more > 0) said.push(`${more} more findings have none`);
    const { key = null, url = null } = issues[0] ?? {};
    const result = { key, url, is_new: issues.some((made) => made.is_new), issues };
    return done(result, said.join('; ') || 'no finding is open');
  },
});

/** In a dry run the step before gave no report. */
async function draftsOf(context: StepContext, config: Config): Promise<{ drafts: Draft[]; more: number }> {
  const { ports, run } = context;
  const { title, body, findings } = run.dryRun ? config : withReport(context, config);
  if (findings !== undefined)
    return findingDrafts(ports.source, run, { severity: findings, title, body }, ports.github.repositoryUrl);
  return { drafts: [{ title: title ?? '', body, subject: subjectOf(run) }], more: 0 };
}

async function tellAgain(context: StepContext, config: Config, key: string): Promise<void> {
  const { body: text } = withReport(context, { body: config.again, report: config.report });
  const { target, integration = target } = config;
  if (target === 'github') await tellIssue(context, placeOf(context), { number: Number(key.slice(1)), text });
  else await tellTicket(context, { integration, key, text });
}

function referenceOf({ run, step }: StepContext, { subject }: Draft): string {
  return ticketReference({ workflowId: run.workflowId, step: step.name, subject });
}

/** What is there for a reference, for a dry run; null: nothing, or nobody can say. */
async function known(context: StepContext, config: Config, reference: string): Promise<Omit<Made, 'is_new'> | null> {
  try {
    if (config.target !== 'github') {
      const { find } = await trackerOf(context, config);
      return await find(reference);
    }
    const { octokit, target, publish } = await issueAccess(context, placeOf(context), 'read');
    const found = await findIssueByReference(octokit, target, { ...publish, reference });
    return found && { key: `#${found.number}`, url: found.url };
  } catch (error) {
    if (error instanceof ServiceRefusedError || error instanceof RunFailedError) return null;
    throw error;
  }
}

function placeOf({ run: { repository } }: StepContext) {
  if (repository === null) throw new RunFailedError('an issue on GitHub needs a repository, and this run has none');
  return repository;
}

async function onGitHub(context: StepContext, config: Config, drafts: readonly Draft[]): Promise<Made[]> {
  const { ports, run, signal } = context;
  const admitted = admission(ports, run, drafts.length);
  const { octokit, target, publish } = await issueAccess(context, placeOf(context), 'write', admitted);
  const { labels, assignees } = config;
  const issues: Made[] = [];
  for (const draft of drafts) {
    signal.throwIfAborted();
    const reference = referenceOf(context, draft);
    const { title, body } = draft;
    const issue = { title, body, labels: labels.map((name) => ({ name })), assignees };
    const { number, url, isNew } = await whileAlone(ports.source, run, reference, () =>
      createIssue(octokit, target, issue, { ...publish, reference }),
    );
    issues.push({ key: `#${number}`, url, is_new: isNew });
  }
  return issues;
}

async function trackerOf({ ports, run, signal }: StepContext, { integration, target }: Config) {
  const connected = await ports.integrations.open(run.installationId, integration ?? target);
  const { tickets } = connected.type as { tickets?: Tickets<unknown, unknown> };
  if (tickets === undefined) throw new ServiceRefusedError('invalid', `${connected.type.title} has no tickets`);
  return {
    find: (reference: string) => connected.use(signal, (call) => tickets.find(call, reference)),
    create: (draft: TicketDraft, reference: string) =>
      connected.use(signal, (call) => tickets.create(call, draft, reference)),
  };
}

async function inTracker(context: StepContext, config: Config, drafts: readonly Draft[]): Promise<Made[]> {
  const tracker = await trackerOf(context, config);
  const { labels, project = null } = config;
  const issues: Made[] = [];
  for (const { title, body, subject } of drafts) {
    const reference = referenceOf(context, { title, body, subject });
    const find = () => tracker.find(reference);
    const earlier = await find();
    if (earlier !== null) {
      issues.push({ key: earlier.key, url: earlier.url, is_new: false });
      continue;
    }
    const created = await context.once<Ticket>(`ticket ${reference}`, {
      find,
      work: () => tracker.create({ title, body, labels, project }, reference),
    });
    if (created.kind === 'unknown') throw new RunFailedError('the ticket may have been created: its answer was lost');
    issues.push({ key: created.value.key, url: created.value.url, is_new: true });
  }
  return issues;
}
