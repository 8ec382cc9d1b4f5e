import { z } from 'zod';
import { weighing } from '../../review/leads/parse-sarif.js';
import type { ToolResult } from '../../review/leads/tool-result.js';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const MOST_ALERTS = 100;
/** GitHub's words for the score of a security alert; the lowest of each. */
const SCORES: Record<string, number> = { low: 0.1, medium: 4, high: 7, critical: 9 };
const Alerts = z.array(
  z.object({
    rule: z.object({
      id: z.string().nullish(),
      severity: z.string().nullish(),
      security_severity_level: z.string().nullish(),
      description: z.string().nullish(),
      tags: z.array(z.string()).nullish(),
    }),
    tool: z.object({ name: z.string().nullish() }),
    most_recent_instance: z.object({
      message: z.object({ text: z.string().nullish() }).nullish(),
      location: z
        .object({ path: z.string().nullish(), start_line: z.number().nullish(), end_line: z.number().nullish() })
        .nullish(),
    }),
  }),
);

/**
 * What code scanning says of a pull request and nobody has closed: its hundred newest alerts, our own left out. Asked
 * once. None where `open` gives no token or it may not read them (403) or the repository has no analysis (404); throws
 * what GitHub throws else.
 * https://docs.github.com/en/rest/code-scanning/code-scanning#list-code-scanning-alerts-for-a-repository
 */
export async function readCodeScanningAlerts(
  open: () => Promise<Octokit>,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
): Promise<ToolResult[]> {
  try {
    const alerts = await readJson(await open(), Alerts, 'GET /repos/{owner}/{repo}/code-scanning/alerts', {
      owner,
      repo,
      ref: `refs/pull/${number}/merge`,
      state: 'open',
      per_page: MOST_ALERTS,
    });
    return alerts.flatMap(toolResult);
  } catch (error) {
    if (error instanceof GitHubTerminalError && (error.reason === 'forbidden' || error.reason === 'not-found'))
      return [];
    throw error;
  }
}

function toolResult({ rule, tool, most_recent_instance: instance }: z.output<typeof Alerts>[number]): ToolResult[] {
  const { path, start_line: startLine, end_line: endLine } = instance.location ?? {};
  const name = tool.name ?? 'code scanning';
  if (!path || !startLine || name.toLowerCase() === 'nectr') return [];
  const level = rule.severity === 'error' || rule.severity === 'warning' ? rule.severity : 'note';
  return [
    {
      tool: name,
      rule: rule.id ?? 'unnamed',
      ...weighing(level, SCORES[rule.security_severity_level ?? ''] ?? NaN, rule.tags ?? []),
      message: instance.message?.text ?? rule.description ?? '',
      path,
      startLine,
      endLine: endLine ?? startLine,
    },
  ];
}
