import { renderApp } from './render-app.js';
import { apiUrl, fullName, nodeId, type SandboxState } from '../state.js';
import type { Annotation, CheckRun, Repository } from '../types.js';

/** A check run of our App. */
export function renderCheckRun(state: SandboxState, repository: Repository, check: CheckRun) {
  const url = `${apiUrl(state)}/repos/${fullName(repository)}/check-runs/${check.id}`;
  const page = `${state.url}/${fullName(repository)}/runs/${check.id}`;
  const pulls = [...repository.issues.values()].filter(
    ({ pull }) => pull?.head.sha === check.headSha && !pull.head.fork,
  );
  return {
    id: check.id,
    node_id: nodeId('CR', check.id),
    name: check.name,
    head_sha: check.headSha,
    external_id: check.externalId,
    url,
    html_url: page,
    details_url: check.detailsUrl ?? page,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      title: check.title,
      summary: check.summary,
      text: check.text,
      annotations_count: check.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: check.id },
    app: renderApp(state),
    // A fork's pull request is in no list.
    pull_requests: pulls.flatMap(({ number, pull }) =>
      pull
        ? [
            {
              id: pull.id,
              number,
              url: `${apiUrl(state)}/repos/${fullName(repository)}/pulls/${number}`,
              head: { ref: pull.head.ref, sha: pull.head.sha, repo: shortRepository(state, repository) },
              base: { ref: pull.base.ref, sha: pull.base.sha, repo: shortRepository(state, repository) },
            },
          ]
        : [],
    ),
  };
}

function shortRepository(state: SandboxState, repository: Repository) {
  return { id: repository.id, name: repository.name, url: `${apiUrl(state)}/repos/${fullName(repository)}` };
}

/** One annotation, with the page of its file. */
export function renderAnnotation(state: SandboxState, repository: Repository, check: CheckRun, annotation: Annotation) {
  return { ...annotation, blob_href: `${state.url}/${fullName(repository)}/blob/${check.headSha}/${annotation.path}` };
}
