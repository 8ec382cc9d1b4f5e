import { answerQuestion } from '../../graph/ask/answer-question.js';
import type { BlameOf } from '../../graph/ask/history-of-change.js';
import type { GraphQuery } from '../../review/ask/lookups.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';

/** The answer of the graph about the run's repository; null: it gives none now. */
export function askGraph(
  { graph }: Pick<WorkflowPorts, 'graph'>,
  { installationId, githubRepoId }: Pick<RunRecord, 'installationId' | 'githubRepoId'>,
  query: GraphQuery,
  blameOf: BlameOf,
): Promise<string[] | null> {
  return answerQuestion(graph, { installationId, repoId: githubRepoId }, query, { now: new Date(), blameOf });
}
