import { createHmac } from 'node:crypto';
import { modelTrouble } from '../../claude/model-trouble.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import type { Reviewer } from '../../review/ask/reviewer.js';
import type { WorkflowPorts } from '../ports.js';
import { blameAt } from '../pulls/blame-at.js';
import { graphLookup } from '../pulls/graph-lookup.js';
import { lookupsOf } from '../pulls/lookups-of.js';
import { memoryBase } from '../pulls/memory-base.js';
import { memoryLookups } from '../pulls/memory-lookups.js';
import { openClaude } from '../pulls/open-claude.js';
import { targetOf } from '../pulls/pull-writer.js';
import { keepInRow } from '../durable/keep-in-row.js';
import type { DiffReviewRecord } from './diff-review-record.js';

/**
 * The model for the review of a diff, with the same lookups and budgets as that of a pull request. Somebody waits: a
 * limit of Claude is named in the result, and not waited for. Null: no model is configured. Throws what the database
 * throws.
 */
export async function openDiffReviewer(
  ports: WorkflowPorts,
  record: DiffReviewRecord,
  octokit: Octokit,
): Promise<Reviewer | null> {
  const { source, log, markerKeys, parallelAgents } = ports;
  const { id, installationId, repositoryId, defaultBranch, author, authorId, githubRepoId, key } = record;
  const opened = await openClaude(ports, { id, installationId, repositoryId, of: 'diff' });
  if (opened === null) return null;
  const target = targetOf(record);
  const base = () => record.baseSha ?? defaultBranch;
  const queryGraph = await graphLookup(
    ports,
    record,
    blameAt(octokit, target, async () => base()),
  );
  const memories = await memoryLookups(
    ports,
    { installationId, repositoryId, of: { baseRef: defaultBranch, author } },
    () => authorId,
    (ref) => memoryBase(ports, record, octokit, ref),
  );
  return {
    ...opened,
    parallel: parallelAgents,
    lookups: lookupsOf(octokit, target, base, { ...(queryGraph && { queryGraph }), ...memories }),
    nonce: createHmac('sha256', markerKeys[0]).update(`fence ${githubRepoId} ${key}`).digest('hex').slice(0, 24),
    keep: (name, work) => keepInRow(source, { table: 'diff_reviews', id }, name, work),
    trouble: (error) => modelTrouble(error, { waits: false, reader: 'author' }),
    toolCalled: async (call) => log.debug({ diff: id, ...call }, 'the model called a tool'),
    noted: async (message, details) => log.info({ diff: id, ...details }, message),
  };
}
