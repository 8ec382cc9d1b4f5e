import type { Octokit } from '../../github/client/installation-octokit.js';
import { readBlob } from '../../github/read/read-blob.js';
import { askOnce } from '../../memory/stale/ask-once.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { contractOf } from './contract-of.js';
import type { MemoryBase } from './drop-stale.js';
import { targetOf, type RunPlace } from './pull-writer.js';

/**
 * The base branch of a pull request, each file read once, as it is now: GitHub moves the base of a pull request with its
 * own pushes only.
 */
export function memoryBase(
  { graph }: Pick<WorkflowPorts, 'graph'>,
  run: RunPlace & Pick<RunRecord, 'installationId'>,
  octokit: Octokit,
  ref: string,
): MemoryBase {
  const target = targetOf(run);
  return {
    ref,
    readBase: askOnce(
      async (path) => (await readBlob(octokit, target, path, `refs/heads/${ref}`))?.toString('utf8') ?? null,
    ),
    contractOf: contractOf(graph, { installationId: run.installationId, repoId: run.githubRepoId }),
  };
}
