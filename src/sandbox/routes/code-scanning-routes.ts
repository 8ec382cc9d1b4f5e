import { Hono } from 'hono';
import type { Environment } from '../environment.js';
import { GitHubError } from '../github-error.js';
import { openRepository } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { apiUrl, type SandboxState } from '../state.js';
import type { CodeScanningAlert, Repository } from '../types.js';

/** Alerts of code scanning: https://docs.github.com/rest/code-scanning/code-scanning */
export function codeScanningRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/repos/:owner/:repo/code-scanning/alerts', (c) => {
    const { repository } = openRepository(state, c, { any: ['security_events'], level: 'read' });
    // Nothing was ever uploaded: GitHub does not answer with an empty list then.
    if (repository.codeScanningAlerts.length === 0) throw new GitHubError(404, 'no analysis found');
    const { ref = `refs/heads/${repository.defaultBranch}`, state: wanted } = c.req.query();
    const alerts = repository.codeScanningAlerts.filter(
      (alert) => alert.ref === ref && (wanted === undefined || alert.state === wanted),
    );
    return c.json(paginate(state, c, alerts.toReversed()).map((alert) => renderAlert(state, repository, alert)));
  });
  return routes;
}

function renderAlert(sandbox: SandboxState, repository: Repository, alert: CodeScanningAlert) {
  const full = `${repository.owner.login}/${repository.name}`;
  const url = `${apiUrl(sandbox)}/repos/${full}/code-scanning/alerts/${alert.number}`;
  const { number, state, tool, rule, path, startLine, endLine, message, ref, commitSha } = alert;
  return {
    number,
    created_at: repository.createdAt,
    url,
    html_url: `${sandbox.url}/${full}/security/code-scanning/${number}`,
    instances_url: `${url}/instances`,
    state,
    dismissed_by: null,
    dismissed_at: null,
    dismissed_reason: null,
    fixed_at: null,
    rule: {
      id: rule.id,
      name: rule.id,
      severity: rule.severity,
      security_severity_level: rule.securitySeverity,
      description: rule.description,
      tags: rule.tags,
    },
    tool: { name: tool, guid: null, version: '1.0.0' },
    most_recent_instance: {
      ref,
      analysis_key: '.github/workflows/scan.yml:analyze',
      category: '.github/workflows/scan.yml:analyze',
      environment: '{}',
      state,
      commit_sha: commitSha,
      message: { text: message },
      location: { path, start_line: startLine, end_line: endLine, start_column: 1, end_column: 2 },
      classifications: [],
    },
  };
}
