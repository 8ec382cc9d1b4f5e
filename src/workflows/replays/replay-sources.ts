import type { Octokit } from '../../github/client/installation-octokit.js';
import { fetchChange } from '../../github/read/fetch-change.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readLinkedIssues } from '../../github/read/read-linked-issues.js';
import { readRepositorySettings } from '../../github/settings/read-repository-settings.js';
import { effectiveSettings, type GivenSettings } from '../../github/settings/settings-layers.js';
import { noHistory } from '../../graph/ask/no-history.js';
import { within } from '../../graph/ask/within.js';
import { readSettingsLayers } from '../../ledger/read-settings-layers.js';
import type { ReviewSources } from '../../review/review-contract.js';
import type { Change } from '../../review/types.js';
import { languageOf } from '../../syntax/language-of.js';
import type { WorkflowPorts } from '../ports.js';
import { compareContracts } from '../pulls/compare-contracts.js';
import { targetOf } from '../pulls/pull-writer.js';
import { readHeadFile, readSnapshot } from '../pulls/read-head.js';
import { withSymbols } from '../pulls/read-symbols.js';
import type { ReplayRecord } from './replay-record.js';

const CONTRACTS_MS = 8000;

/** What one review of a replay reads by. */
export interface ReplayRead {
  octokit: Octokit;
  pullNumber: number;
  /** What is tried. */
  values: GivenSettings;
  /** The commit of the default branch whose settings hold below. */
  headSha: string;
  /** Takes the memory for a change of a size. */
  admit(size: { files: number; lines: number }): Promise<void>;
  /** The change is read, and nothing is planned yet. */
  opened(change: Change): void;
}

/**
 * Where the review of a merged pull request reads from: the change as it was merged, as if it were open now. What was
 * learned since would tell the answer, so the graph's history, memories, dismissals and other services are left out, as
 * by `nectr replay`; open pull requests have nothing to do with it.
 */
export function replaySources(ports: WorkflowPorts, record: ReplayRecord, read: ReplayRead): ReviewSources {
  const { octokit, pullNumber, values, headSha, admit, opened } = read;
  const target = targetOf({ ...record, pullNumber });
  const snapshotAt = (sha: string) => readSnapshot(() => ports.openSnapshot(octokit, target, sha));
  return {
    fetchChange: async () => {
      const fetched = await fetchChange(octokit, target, admit);
      const change: Change = { ...fetched, state: 'open', draft: false };
      opened(change);
      return change;
    },
    fetchSettings: async () => {
      const dashboard = await readSettingsLayers(ports.source, record.repositoryId);
      const { given, notices } = await readRepositorySettings(octokit, target, headSha, dashboard.layers);
      const layers = [...dashboard.layers, { source: 'file' as const, given }];
      const { settings } = effectiveSettings([...layers, { source: 'dashboard', given: values }]);
      return { settings, notices: [...notices, ...dashboard.notices] };
    },
    openSnapshot: (_, sha) => snapshotAt(sha),
    readFile: (change, path) => readHeadFile(octokit, target, path, change.headSha),
    readBase: async ({ baseSha }, path) => (await readBlob(octokit, target, path, baseSha))?.toString('utf8') ?? null,
    gather: [
      {
        name: 'linked issues',
        read: async (change) => ({ linkedIssues: await readLinkedIssues(octokit, target, change) }),
      },
      {
        name: 'contracts',
        read: async (change) => {
          if (!change.files.some(({ path }) => languageOf(path) !== null)) return {};
          const snapshot = await snapshotAt(change.headSha);
          const headText = async (path: string) => (await snapshot.readFile(path))?.toString('utf8') ?? null;
          const of = { symbols: ports.symbols.atOnce, turn: record.installationId };
          const contracts = await within(CONTRACTS_MS, compareContracts(of, change.files, headText));
          return { history: withSymbols(noHistory('git'), { contracts, isCut: false, unread: null }, change) };
        },
      },
    ],
    earlier: async () => ({ findings: [], round: 1, lastHeadSha: null }),
  };
}
