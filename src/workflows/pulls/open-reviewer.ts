import { createHmac } from 'node:crypto';
import { modelTrouble } from '../../claude/model-trouble.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { noteRefusedCall } from '../../ledger/note-refused-call.js';
import { keepCheckpoint } from '../../ledger/review-checkpoint.js';
import type { Reviewer } from '../../review/ask/reviewer.js';
import type { Change } from '../../review/types.js';
import type { ActionContext } from '../actions/action.js';
import { blameAt } from './blame-at.js';
import { graphLookup } from './graph-lookup.js';
import { memoryBase } from './memory-base.js';
import { memoryLookups } from './memory-lookups.js';
import { lookupsOf } from './lookups-of.js';
import { openClaude } from './open-claude.js';
import { targetOf } from './pull-writer.js';
import { relatedErrors } from './read-surroundings.js';

/**
 * The model for a review run, with read-only lookups on the run's repository, its budget, and what earlier attempts of
 * the run have paid for already; `change` is asked once it is read. Null: no model is configured. Throws what the database throws.
 */
export async function openReviewer(
  context: ActionContext,
  octokit: Octokit,
  change: () => Change | null,
): Promise<Reviewer | null> {
  const { ports, run, log, claudeGivenUp } = context;
  const opened = await openClaude(ports, run, {
    givenUp: claudeGivenUp,
    refused: (call) => noteRefusedCall(ports.source, run, call),
  });
  if (opened === null) return null;
  const queryGraph = await graphLookup(
    ports,
    run,
    blameAt(octokit, targetOf(run), async () => run.headSha),
  );
  return {
    ...opened,
    parallel: ports.parallelAgents,
    lookups: lookupsOf(octokit, targetOf(run), () => run.headSha, {
      ...(queryGraph && { queryGraph }),
      ...(await memoryLookups(
        ports,
        { ...run, of: run },
        () => change()?.authorId ?? null,
        (ref) => memoryBase(ports, run, octokit, ref),
      )),
      ...(await relatedErrors(ports, run, change)),
    }),
    nonce: createHmac('sha256', ports.markerKeys[0])
      .update(`fence ${run.githubRepoId} ${run.headSha}`)
      .digest('hex')
      .slice(0, 24),
    keep: (key, work) => keepCheckpoint(ports.source, run, key, work),
    trouble: (error) => modelTrouble(error, { waits: true, reader: 'author' }),
    toolCalled: ({ agent, tool, input, isError, characters }) =>
      log({
        level: 'INFO',
        message: `${agent} called ${tool}`,
        step: 'ask',
        metadata: { agent, tool, input, isError, characters },
      }),
    noted: (message, metadata) => log({ level: 'INFO', message, step: 'ask', metadata }),
  };
}
