import { createHmac } from 'node:crypto';
import { modelTrouble } from '../../claude/model-trouble.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import type { Reviewer } from '../../review/ask/reviewer.js';
import type { Change } from '../../review/types.js';
import type { WorkflowPorts } from '../ports.js';
import { lookupsOf } from '../pulls/lookups-of.js';
import { openClaude } from '../pulls/open-claude.js';
import { targetOf } from '../pulls/pull-writer.js';
import { keepInRow } from '../durable/keep-in-row.js';
import type { ReplayItem, ReplayRecord } from './replay-record.js';

/**
 * The model for one review of a replay: the budgets of a review, lookups on the pull request's head, and what earlier
 * attempts have paid for already. `refused` hears why a budget of the installation or the repository has no room. Null:
 * no model is configured. Throws what the database throws.
 */
export async function openReplayReviewer(
  ports: WorkflowPorts,
  record: ReplayRecord,
  { id, pullNumber }: ReplayItem,
  { octokit, change, refused }: { octokit: Octokit; change(): Change | null; refused(reason: string): void },
): Promise<Reviewer | null> {
  const { source, log, markerKeys, parallelAgents } = ports;
  const { installationId, repositoryId, githubRepoId } = record;
  const run = { id, installationId, repositoryId, of: 'replay' as const };
  const opened = await openClaude(ports, run, {
    refused: async (_, reason) => {
      refused(reason);
      return '';
    },
  });
  if (opened === null) return null;
  const target = targetOf({ ...record, pullNumber });
  return {
    ...opened,
    parallel: parallelAgents,
    lookups: lookupsOf(octokit, target, () => change()?.headSha ?? '', {}),
    nonce: createHmac('sha256', markerKeys[0]).update(`fence ${githubRepoId} ${id}`).digest('hex').slice(0, 24),
    keep: (key, work) => keepInRow(source, { table: 'replay_reviews', id }, key, work),
    trouble: (error) => modelTrouble(error, { waits: true, reader: 'author' }),
    toolCalled: async (call) => log.debug({ replay: record.id, ...call }, 'the model called a tool'),
    noted: async (message, details) => log.info({ replay: record.id, ...details }, message),
  };
}
