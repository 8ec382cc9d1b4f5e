import { readPastPull } from '../../github/read/read-past-pull.js';
import { pullRecord } from '../../graph/history/pull-record.js';
import { readVerdicts } from '../../ledger/read-verdicts.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import type { WorkflowPorts } from '../ports.js';
import { ifKnown } from './if-known.js';
import { learnOrigin } from '../events/upsert-pull.js';
import { historyReader } from './history-reader.js';

export interface PullToIndex {
  /** Ours. */
  installationId: number;
  repositoryId: number;
  githubInstallationId: number;
  githubRepoId: number;
  fullName: string;
  number: number;
  /** The run that has changed it; absent: none. */
  executionId?: string;
  /** What its renamed files were called, by their names, as far as it is known. */
  oldNames?: Readonly<Record<string, string>>;
}

/**
 * Brings a pull request in the graph to what GitHub says of it now: state, title, files, reviews, issues it closes, and
 * our verdict; credentials in its texts are masked. One that is gone is left as it was; a repository that the graph
 * does not know stays unknown. Throws what GitHub and the store throw.
 */
export async function indexPull(
  ports: Pick<WorkflowPorts, 'source' | 'graph' | 'github'>,
  { installationId, repositoryId, githubRepoId, number, oldNames = {}, ...where }: PullToIndex,
): Promise<'indexed' | 'unknown' | 'gone'> {
  const { octokit, target } = await historyReader(ports, { ...where, githubRepoId });
  const pull = await readPastPull(octokit, { ...target, number }, oldNames);
  if (pull === null) return 'gone';
  const verdict = (await readVerdicts(ports.source, repositoryId, [number])).get(number) ?? null;
  const record = maskValues(pullRecord(pull, verdict));
  await learnOrigin(ports.source, repositoryId, record);
  return ifKnown(() => ports.graph.indexPulls({ installationId, repoId: githubRepoId }, [record]));
}
