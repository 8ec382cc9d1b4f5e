import { GitHubLimitedError } from '../../github/client/github-error.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { readDismissals } from '../../ledger/read-dismissals.js';
import { readEarlier } from '../../ledger/read-earlier.js';
import { readJudgedLeads } from '../../ledger/read-judged-leads.js';
import { readLeadRules } from '../../ledger/read-lead-rules.js';
import { pullAddress } from '../../markdown/own-link.js';
import type { Earlier } from '../../review/review-contract.js';
import { isDismissed, type ActiveDismissal } from '../../review/rounds/is-dismissed.js';
import type { AppliedMemory } from '../../review/memories/types.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import type { WorkflowPorts } from '../ports.js';
import type { RunRecord } from '../runs/run-record.js';
import { readSignals } from './read-signals.js';

/**
 * What was told before, after people's thumbs and resolved threads have been read; without these if GitHub gives none.
 */
export async function readEarlierRounds(ports: WorkflowPorts, run: RunRecord, octokit: Octokit): Promise<Earlier> {
  const { source } = ports;
  const { findings } = await readEarlier(source, run.pullRequestId);
  try {
    await readSignals(ports, run, octokit, findings);
  } catch (error) {
    if (error instanceof GitHubLimitedError || isEngineControl(error)) throw error;
    ports.log.warn(
      { err: error, executionId: run.executionId },
      'thumbs and threads of earlier findings were not read',
    );
  }
  const known = await readDecisions(ports, run);
  return {
    ...(await readEarlier(source, run.pullRequestId)),
    leads: await readJudgedLeads(source, run.pullRequestId),
    ...known,
  };
}

/** What people of a repository have decided of its findings, and of no pull request where that is null. */
export async function readDecisions(
  { source, github }: Pick<WorkflowPorts, 'source' | 'github'>,
  run: Pick<RunRecord, 'repositoryId' | 'fullName'> & { pullRequestId: string | null },
): Promise<Required<Pick<Earlier, 'leadRules' | 'dismissalOf'>>> {
  const dismissals = await readDismissals(source, run);
  return {
    leadRules: await readLeadRules(source, run.repositoryId),
    dismissalOf: (finding) => {
      const dismissal = isDismissed(finding, dismissals, new Date());
      return dismissal && appliedDismissal(dismissal, github.repositoryUrl(run.fullName));
    },
  };
}

/** A dismissal that kept something silent, as the summary tells it. */
function appliedDismissal(
  { id, number, reason, dismissedBy, rule, path, pullNumber }: ActiveDismissal,
  repositoryUrl: string,
): AppliedMemory {
  return {
    id,
    number,
    text: `${rule ?? 'the same claim'} in ${path ?? 'this repository'}: ${reason}`,
    source: `dismissed by ${dismissedBy}`,
    link: pullNumber == null ? null : pullAddress(repositoryUrl, pullNumber),
    silenced: 0,
  };
}
