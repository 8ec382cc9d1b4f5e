import { z } from 'zod';
import { IntegrationName, Recipient } from './about-integration.js';
import { GitHubTerminalError } from '../../github/client/github-error.js';
import { splitFullName } from '../../github/client/split-full-name.js';
import { upsertIssue } from '../../github/publish/upsert-issue.js';
import { ticketReference } from '../../integrations/services/ticket-reference.js';
import { admission } from '../pulls/pull-writer.js';
import { dropAnswered } from '../stale/drop-answered.js';
import { findStale, type StaleFinding, type StaleRepository } from '../stale/find-stale.js';
import { NOTHING_LEFT, renderStale, tellStale } from '../stale/render-stale.js';
import { rootOf } from '../executions/root-of.js';
import { issueAccess } from './issues/issue-access.js';
import { whileAlone } from './issues/while-alone.js';
import { openMessenger, sendOnce } from './notify.js';
import { defineStep, done, type StepContext } from './step-action.js';

const TITLE = 'Findings that nobody answered';
const MOST_DAYS = 365;
/** Repositories that one message names. */
const MOST_TOLD = 20;

const Config = z.strictObject({
  open_days: z
    .int()
    .min(1)
    .max(MOST_DAYS)
    .default(14)
    .describe('Findings of open pull requests count after so many days.'),
  merged_days: z
    .int()
    .min(1)
    .max(MOST_DAYS)
    .default(90)
    .describe('Findings of merged pull requests count for so many days.'),
  severities: z
    .array(z.enum(['must-fix', 'should-fix']))
    .min(1)
    .default(['must-fix', 'should-fix'])
    .describe('Which findings count.'),
  integration: IntegrationName.optional().describe(
    'The integration that a message goes to, by name or type. Empty: an issue in each repository.',
  ),
  to: Recipient,
});

/** `stale_findings`: what reviews found and nobody answered, in one issue for each repository, or in one message. */
export const staleFindings = defineStep({
  type: 'stale_findings',
  title: 'Report findings that nobody answered',
  description:
    'Lists open findings of merged pull requests, and of those that are open for long, that nobody answered: in one issue for each repository, which is kept up to date, or in one message. Says nothing where there are none.',
  config: Config,
  result: z.object({
    findings: z.int(),
    repositories: z.array(z.object({ repository: z.string(), findings: z.int(), url: z.string().nullable() })),
    refused: z.array(z.string()),
  }),
  needs: 'nothing',
  describe: async (context, config) => {
    const { reports, refused } = await look(context, config);
    const told = reports.map(({ repository: { fullName }, unanswered }) => tellStale(fullName, unanswered));
    return [...told, ...refused].join('\n') || 'say nothing: every finding was answered';
  },
  run: async (context, config) => {
    const { reports, refused, unread } = await look(context, config);
    const findings = reports.reduce((sum, { unanswered }) => sum + unanswered.length, 0);
    const urls = new Map<number, string | null>();
    if (config.integration !== undefined) await tell(context, config.integration, config.to ?? null, reports);
    else {
      const looked = [...reports.map(({ repository }) => repository.id), ...unread];
      const kept = [...reports, ...(await emptied(context, looked))];
      const admitted = admission(context.ports, context.run, kept.length);
      for (const report of kept) {
        const { id, fullName } = report.repository;
        urls.set(id, await orRefused(fullName, refused, () => write(context, report, admitted)));
      }
    }
    const repositories = reports.map(({ repository: { id, fullName }, unanswered }) => ({
      repository: fullName,
      findings: unanswered.length,
      url: urls.get(id) ?? null,
    }));
    const said =
      findings === 0
        ? 'every finding was answered'
        : `not answered: ${repositories.map(({ repository, findings: count }) => `${count} in ${repository}`).join(', ')}`;
    return done({ findings, repositories, refused }, [said, ...refused].join('; '));
  },
});

interface Report {
  repository: Pick<StaleRepository, 'id' | 'githubRepoId' | 'fullName'>;
  unanswered: StaleFinding[];
  /** Findings that were not looked at. */
  left: number;
}

/** `unread`: repositories (our ids) where GitHub refused, or too much is left: nobody can say that all was answered. */
async function look(
  { ports, run, signal }: StepContext,
  { open_days: openDays, merged_days: mergedDays, severities }: z.output<typeof Config>,
): Promise<{ reports: Report[]; refused: string[]; unread: number[] }> {
  const of = { installationId: run.installationId, repositoryId: run.repository?.id ?? null };
  const found = await findStale(ports.source, of, { openDays, mergedDays, severities });
  const self = await ports.github.self();
  const reports: Report[] = [];
  const refused: string[] = [];
  const unread: number[] = [];
  for (const repository of found) {
    signal.throwIfAborted();
    const { fullName, githubRepoId, findings } = repository;
    const target = { ...splitFullName(fullName), repositoryId: githubRepoId, installationId: run.githubInstallationId };
    const kept = await orRefused(fullName, refused, async () => {
      const octokit = await ports.github.octokit({
        installationId: run.githubInstallationId,
        repositoryIds: [githubRepoId],
        permissions: { pull_requests: 'read', issues: 'read' },
      });
      return dropAnswered(octokit, target, self, findings);
    });
    if (kept !== null && kept.unanswered.length > 0) reports.push({ repository, ...kept });
    else if (kept === null || kept.left > 0) unread.push(repository.id);
  }
  return { reports, refused, unread };
}

/** One repository that refuses, such as one without issues, keeps nothing from the others. */
async function orRefused<T>(fullName: string, refused: string[], work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitHubTerminalError)) throw error;
    refused.push(`${fullName}: ${error.message}`);
    return null;
  }
}

/** Repositories that the last report named and that are none of these (our ids): nothing is left there, and their issues say so. */
async function emptied({ ports, run, step }: StepContext, others: readonly number[]): Promise<Report[]> {
  const rows: Report['repository'][] = await ports.source.query(
    `SELECT p.id, p.github_repo_id::float8 AS "githubRepoId", p.full_name AS "fullName" FROM repositories p
      WHERE p.installation_id = $1 AND p.is_active AND p.id <> ALL ($5) AND p.full_name IN (
        SELECT one->>'repository' FROM jsonb_array_elements((
          SELECT s.result->'repositories' FROM execution_steps s JOIN workflow_runs r ON r.id = s.run_id
           WHERE r.workflow_id = $2 AND r.installation_id = $1 AND s.name = $3 AND s.status = 'completed' AND r.id <> $4
             AND jsonb_typeof(s.result->'repositories') = 'array'
           ORDER BY s.completed_at DESC LIMIT 1)) AS one)
      ORDER BY p.full_name`,
    [run.installationId, run.workflowId, step.name, run.id, others],
  );
  return rows.map((repository) => ({ repository, unanswered: [], left: 0 }));
}

async function write(
  context: StepContext,
  { repository, unanswered, left }: Report,
  admitted: () => Promise<void>,
): Promise<string | null> {
  const { ports, run, step } = context;
  const { octokit, target, publish } = await issueAccess(context, repository, 'write', admitted);
  const isEmpty = unanswered.length === 0;
  const reference = ticketReference({
    workflowId: run.workflowId,
    step: step.name,
    subject: { kind: 'repository', repositoryId: repository.id },
  });
  const body = isEmpty ? NOTHING_LEFT : renderStale(unanswered, left, publish.repositoryUrl);
  const issue = await whileAlone(ports.source, run, reference, () =>
    upsertIssue(octokit, target, { title: TITLE, body, onlyIfThere: isEmpty }, { ...publish, reference }),
  );
  return issue?.url ?? null;
}

async function tell(
  context: StepContext,
  integration: string,
  to: string | null,
  reports: readonly Report[],
): Promise<void> {
  if (reports.length === 0) return;
  const lines = reports
    .slice(0, MOST_TOLD)
    .map(({ repository: { fullName }, unanswered }) => `- ${tellStale(fullName, unanswered)}`);
  const more = reports.length > MOST_TOLD ? [`- ${reports.length - MOST_TOLD} more repositories`] : [];
  const text = [...lines, ...more].join('\n');
  await sendOnce(
    context,
    await openMessenger(context.ports, context.run, integration),
    { to, title: TITLE, text, url: null, level: 'info', fields: [], buttons: [] },
    { key: 'report', name: `${rootOf(context.run.executionId)} ${context.step.position} report` },
  );
}
