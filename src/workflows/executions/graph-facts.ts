import { historyOfChange } from '../../graph/ask/history-of-change.js';
import type { ChangeHistory } from '../../review/history/types.js';
import type { ChangedFile } from '../../review/types.js';
import { languageOf } from '../../syntax/language-of.js';
import type { Facts } from '../conditions/variables.js';
import type { WorkflowPorts } from '../ports.js';
import { pullRunOf, type Judgeable } from './execution-record.js';

type GraphFacts = NonNullable<Facts['graph']>;

/**
 * What the graph knows of the changed files of a run's pull request. Null: it gives no answer, or does not know the
 * repository.
 */
export async function graphFacts(
  { graph }: Pick<WorkflowPorts, 'graph'>,
  run: Judgeable,
  files: ChangedFile[],
): Promise<GraphFacts | null> {
  const { installationId, githubRepoId: repoId, pullNumber: number } = pullRunOf(run);
  const change = { number, title: '', author: '', files };
  const { history } = await historyOfChange(graph, { installationId, repoId }, change, { now: new Date() });
  if (history.absent !== null) return null;
  const { files: records, experts, busFactor } = history;
  return {
    callers: callersElsewhere(history, files),
    bug_prone: records.filter(({ bugProne }) => bugProne > 0).map(({ path }) => path),
    hotspots: records.filter(({ hotspot }) => hotspot !== null).map(({ path }) => path),
    experts: experts.filter(({ isInactive }) => !isInactive).map(({ name }) => name),
    bus_factor: busFactor,
  };
}

/** Undefined: which lines of a file with code changed is not known, so that anybody may call what was. */
function callersElsewhere({ called }: ChangeHistory, files: readonly ChangedFile[]): number | undefined {
  if (files.some(({ path, oldPath, unread }) => unread !== null && languageOf(oldPath ?? path) !== null))
    return undefined;
  const changed = new Set(files.flatMap(({ path, oldPath }) => [path, oldPath ?? path]));
  const callers = called.flatMap((one) => one.callers).filter(({ path }) => !changed.has(path));
  return new Set(callers.map(({ path, name }) => `${path}\0${name}`)).size;
}
