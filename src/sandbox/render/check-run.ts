import { fullName, nodeId, type SandboxState } from '../state.js';
import type { Annotation, CheckRun, Repository } from '../types.js';
import { renderApp } from './app.js';
import { repositoryUrl } from './repository.js';

type Json = Record<string, unknown>;

/** A check run, with the open pull requests of the repository itself that have its head. */
export function renderCheckRun(state: SandboxState, repository: Repository, run: CheckRun): Json {
  const api = repositoryUrl(state, repository);
  const html = `${state.url}/${fullName(repository)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url: `${api}/check-runs/${run.id}`,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    name: run.name,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    check_suite: { id: suiteId(run) },
    app: renderApp(state),
    pull_requests: pullsOf(state, repository, run),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${api}/check-runs/${run.id}/annotations`,
    },
  };
}

/** One annotation as it is read back. */
export function renderAnnotation(state: SandboxState, repository: Repository, run: CheckRun, row: Annotation): Json {
  return { ...row, blob_href: `${state.url}/${fullName(repository)}/blob/${run.headSha}/${encodeURI(row.path)}` };
}

/** All runs of one commit are in one suite. */
function suiteId(run: CheckRun): number {
  return Number.parseInt(run.headSha.slice(0, 8), 16);
}

function pullsOf(state: SandboxState, repository: Repository, run: CheckRun): Json[] {
  const api = repositoryUrl(state, repository);
  const repo = { id: repository.id, url: api, name: repository.name };
  return [...repository.issues.values()].flatMap(({ number, pull, state: condition }) =>
    pull && condition === 'open' && pull.head.fork === null && pull.head.sha === run.headSha
      ? [
          {
            id: pull.id,
            number,
            url: `${api}/pulls/${number}`,
            head: { ref: pull.head.ref, sha: pull.head.sha, repo },
            base: { ref: pull.base.ref, sha: pull.base.sha, repo },
          },
        ]
      : [],
  );
}
