import { historyOfChange, type AskedChange, type AskedHistory } from '../../graph/ask/history-of-change.js';
import type { BlameOf } from '../../graph/ask/undone-fixes.js';
import { CODE_OWNERS_PATHS } from '../../graph/formulas/code-owners.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { sourceOfGitHub } from './source-of-github.js';

/**
 * What the graph tells of a pull request, as a source of its context. `readBase` reads a file of the base branch (null:
 * it is not there): its CODEOWNERS counts, not the one of the pull request. `blameOf` asks the host whose lines are
 * removed.
 */
export async function readHistory(
  { graph }: Pick<WorkflowPorts, 'graph'>,
  { installationId, githubRepoId }: Pick<RunRecord, 'installationId' | 'githubRepoId'>,
  change: AskedChange,
  readBase: (path: string) => Promise<string | null>,
  blameOf: BlameOf,
): Promise<AskedHistory> {
  const repository = { installationId, repoId: githubRepoId };
  return historyOfChange(graph, repository, change, {
    now: new Date(),
    codeOwners: () => sourceOfGitHub(readOwners(readBase)),
    blameOf,
  });
}

/**
 * The first that is there, as GitHub looks for it: one that cannot be read is not passed over, another would be the
 * wrong one.
 */
async function readOwners(readBase: (path: string) => Promise<string | null>): Promise<string | null> {
  for (const path of CODE_OWNERS_PATHS) {
    const text = await readBase(path);
    if (text !== null) return text;
  }
  return null;
}
