import type { DataSource } from 'typeorm';
import { GitHubTerminalError } from '../../github/client/github-error.js';
import { splitFullName } from '../../github/client/split-full-name.js';
import { setNamedCheck } from '../../github/publish/set-named-check.js';
import { readRepository } from '../../github/read/read-repository.js';
import { durableStep, outsideSlots, RunFailedError } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import type { WorkflowPorts } from '../ports.js';
import { listWorkflowFiles } from './list-workflow-files.js';
import { syncWorkflowFiles } from './sync-workflow-files.js';
import { workflowFilesCheck } from './workflow-files-check.js';

interface Place {
  installationId: number;
  githubInstallationId: number;
  githubRepoId: number;
  fullName: string;
}
const GONE: ReadonlySet<string> = new Set(['not-found', 'gone', 'blocked', 'suspended', 'archived']);
type Check = ReturnType<typeof workflowFilesCheck>;

/**
 * Brings the workflows of a repository to its files at a commit of the default branch, and shows on that commit what is
 * wrong with them. Durable; tried again for a while, then it is logged, and the next push that touches them comes with it.
 */
export async function readWorkflowFiles(ports: WorkflowPorts, repositoryId: number, sha: string): Promise<void> {
  const never = new AbortController().signal;
  try {
    const check = await durableStep(outsideSlots(ports), 'read workflow files', never, () =>
      follow(ports, repositoryId, sha).catch(gone),
    );
    if (check === null) return;
    await durableStep(outsideSlots(ports), 'show workflow files', never, () =>
      show(ports, repositoryId, sha, check).catch(gone),
    );
  } catch (error) {
    if (isEngineControl(error) || !(error instanceof RunFailedError)) throw error;
    ports.log.warn({ err: error, repositoryId, sha }, 'the workflow files could not be followed');
  }
}

/** The check run to show; null: none. */
async function follow(ports: WorkflowPorts, repositoryId: number, sha: string): Promise<Check | null> {
  const place = await placeOf(ports.source, repositoryId);
  if (place === undefined) return null;
  const target = splitFullName(place.fullName);
  const octokit = await octokitOf(ports, place, { contents: 'read', metadata: 'read' });
  const { id, defaultBranch, isFork } = await readRepository(octokit, target);
  // A fork has the files of where it comes from without anybody having asked for them.
  if (id !== place.githubRepoId || isFork) return null;
  const files = await listWorkflowFiles(octokit, target, { sha, branch: defaultBranch });
  if (files === null) return null;
  const owner = { installationId: place.installationId, repositoryId };
  const before = await ports.source.transaction((manager) => syncWorkflowFiles(manager, owner, files));
  const unusable = files.filter(({ read }) => !read.ok).length;
  ports.log.info({ repositoryId, sha, files: files.length, unusable }, 'workflow files followed');
  return before === true || (before === false && unusable > 0) ? workflowFilesCheck(files) : null;
}

async function show(ports: WorkflowPorts, repositoryId: number, sha: string, check: Check): Promise<void> {
  const place = await placeOf(ports.source, repositoryId);
  if (place === undefined) return;
  const octokit = await octokitOf(ports, place, { checks: 'write' });
  const key = {
    headSha: sha,
    key: `workflow-files:${repositoryId}`,
    detailsUrl: null,
    repositoryUrl: ports.github.repositoryUrl(place.fullName),
    refused: (live: readonly string[]) =>
      ports.log.warn({ repositoryId, live }, 'a text was posted as code: something in it would act'),
    // It belongs to no pull request, and one job at a time is at work on a repository.
    assertLease: () => Promise.resolve(),
  };
  await setNamedCheck(octokit, splitFullName(place.fullName), key, check);
}

function octokitOf(
  { github }: WorkflowPorts,
  { githubInstallationId, githubRepoId }: Place,
  permissions: Parameters<typeof github.octokit>[0]['permissions'],
) {
  return github.octokit({ installationId: githubInstallationId, repositoryIds: [githubRepoId], permissions });
}

/** Who took the repository away meanwhile wants nothing of it; a missing permission is told. */
function gone(error: unknown): null {
  if (error instanceof GitHubTerminalError && GONE.has(error.reason)) return null;
  throw error;
}

async function placeOf(source: DataSource, repositoryId: number): Promise<Place | undefined> {
  const rows: Place[] = await source.query(
    `SELECT r.installation_id AS "installationId", i.github_installation_id::float8 AS "githubInstallationId",
            r.github_repo_id::float8 AS "githubRepoId", r.full_name AS "fullName"
       FROM repositories r JOIN installations i ON i.id = r.installation_id WHERE r.id = $1 AND r.is_active AND i.is_active`,
    [repositoryId],
  );
  return rows[0];
}
