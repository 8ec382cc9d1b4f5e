import { Hono } from 'hono';
import { z } from 'zod';
import type { Environment, SandboxContext } from '../environment.js';
import { resolveCommit } from '../resolve-commit.js';
import { GitHubError, notFound } from '../github-error.js';
import { openRepository } from '../open-repository.js';
import { pageSize, paginate } from '../paginate.js';
import { readRequest } from '../read-request.js';
import { renderAnnotation, renderCheckRun } from '../render/render-check-run.js';
import { takeId, timestamp, type SandboxState } from '../state.js';
import type { CheckRun, Repository } from '../types.js';

const READ = { any: ['checks'], level: 'read' } as const;
const WRITE = { any: ['checks'], level: 'write' } as const;
const AnnotationRequest = z.object({
  path: z.string(),
  start_line: z.number().int().positive(),
  end_line: z.number().int().positive(),
  start_column: z.number().nullable().default(null),
  end_column: z.number().nullable().default(null),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string().min(1),
  title: z.string().nullable().default(null),
  raw_details: z.string().nullable().default(null),
});
const Output = z.object({
  title: z.string().optional(),
  summary: z.string().max(65_535).optional(),
  text: z.string().max(65_535).optional(),
  /** GitHub takes fifty at a time and appends them. */
  annotations: z.array(AnnotationRequest).max(50).default([]),
});
const Conclusion = z.enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out']);
const Update = z.object({
  name: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: Conclusion.optional(),
  output: Output.optional(),
});
const Create = Update.extend({ name: z.string().min(1), head_sha: z.string() });

/** Check runs: https://docs.github.com/rest/checks/runs */
export function checkRunRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.post('/repos/:owner/:repo/check-runs', async (c) => {
    const { repository } = openRepository(state, c, WRITE);
    const asked = await readRequest(c, Create);
    if ((await resolveCommit(repository.folder, asked.head_sha)) === null) {
      throw new GitHubError(422, `No commit found for SHA: ${asked.head_sha}`);
    }
    const check: CheckRun = {
      id: takeId(state),
      name: asked.name,
      headSha: asked.head_sha,
      externalId: '',
      detailsUrl: null,
      status: 'queued',
      conclusion: null,
      startedAt: timestamp(),
      completedAt: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
    };
    change(check, asked);
    repository.checkRuns.set(check.id, check);
    return c.json(renderCheckRun(state, repository, check), 201);
  });
  routes.patch('/repos/:owner/:repo/check-runs/:id', async (c) => {
    const { repository } = openRepository(state, c, WRITE);
    const check = checkRunOf(repository, c);
    change(check, await readRequest(c, Update));
    return c.json(renderCheckRun(state, repository, check));
  });
  routes.get('/repos/:owner/:repo/check-runs/:id', (c) => {
    const { repository } = openRepository(state, c, READ);
    return c.json(renderCheckRun(state, repository, checkRunOf(repository, c)));
  });
  routes.get('/repos/:owner/:repo/check-runs/:id/annotations', (c) => {
    const { repository } = openRepository(state, c, READ);
    const check = checkRunOf(repository, c);
    const page = paginate(state, c, check.annotations);
    return c.json(page.map((each) => renderAnnotation(state, repository, check, each)));
  });
  routes.get('/repos/:owner/:repo/commits/:ref/check-runs', async (c) => {
    const { repository } = openRepository(state, c, READ);
    const sha = await resolveCommit(repository.folder, c.req.param('ref'));
    if (sha === null) throw notFound();
    const name = c.req.query('check_name');
    const found = [...repository.checkRuns.values()]
      .filter((check) => check.headSha === sha && (name === undefined || check.name === name))
      .toReversed();
    const listed = c.req.query('filter') === 'all' ? found : newestOfEachName(found);
    const page = Math.max(1, Number(c.req.query('page') ?? 1));
    const shown = listed.slice((page - 1) * pageSize(c), page * pageSize(c));
    return c.json({
      total_count: listed.length,
      check_runs: shown.map((each) => renderCheckRun(state, repository, each)),
    });
  });
  return routes;
}

function change(check: CheckRun, asked: z.output<typeof Update>): void {
  check.name = asked.name ?? check.name;
  check.externalId = asked.external_id ?? check.externalId;
  check.detailsUrl = asked.details_url ?? check.detailsUrl;
  check.title = asked.output?.title ?? check.title;
  check.summary = asked.output?.summary ?? check.summary;
  check.text = asked.output?.text ?? check.text;
  check.annotations.push(...(asked.output?.annotations ?? []));
  check.status = asked.conclusion === undefined ? (asked.status ?? check.status) : 'completed';
  check.conclusion = asked.conclusion ?? check.conclusion;
  if (check.status === 'completed') check.completedAt ??= timestamp();
}

function newestOfEachName(checks: CheckRun[]): CheckRun[] {
  return checks.filter((check, index) => checks.findIndex(({ name }) => name === check.name) === index);
}

function checkRunOf(repository: Repository, c: SandboxContext): CheckRun {
  const check = repository.checkRuns.get(Number(c.req.param('id')));
  if (!check) throw notFound();
  return check;
}
