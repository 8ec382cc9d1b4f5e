import { answerQuestion } from '../../graph/ask/answer-question.js';
import type { BlameOf } from '../../graph/ask/undone-fixes.js';
import { questionsOf } from '../../graph/ask/questions-of.js';
import type { Lookups } from '../../review/ask/lookups.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';

/**
 * What the model may ask of the graph about the run's repository; undefined: nothing is known there, or the store gives
 * no answer. A fault of it is logged: no review and no answer ends because of the graph.
 */
export async function graphLookup(
  { graph, log }: Pick<WorkflowPorts, 'graph' | 'log'>,
  { installationId, githubRepoId }: Pick<RunRecord, 'installationId' | 'githubRepoId'>,
  blameOf: BlameOf,
): Promise<Lookups['queryGraph']> {
  const repository = { installationId, repoId: githubRepoId };
  const questions = await questionsOf(graph, repository).catch((error: unknown) => {
    log.warn({ err: error, repository: githubRepoId }, 'the model is not told of the graph');
    return null;
  });
  if (questions === null || questions.length === 0) return undefined;
  return { questions, ask: (query) => answerQuestion(graph, repository, query, { now: new Date(), blameOf }) };
}
