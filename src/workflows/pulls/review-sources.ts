import { fetchChange } from '../../github/read/fetch-change.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { mergeBase } from '../../github/read/merge-base.js';
import { readBlob } from '../../github/read/read-blob.js';
import { isOwn } from '../../github/client/own-identity.js';
import { readCodeScanningAlerts } from '../../github/read/read-code-scanning-alerts.js';
import { reviewReads, type WantedFile } from '../../github/read/review-reads.js';
import {
  MISNAMED_FILE,
  readRepositorySettings,
  SETTINGS_FILE,
} from '../../github/settings/read-repository-settings.js';
import { MEMORY_FILE } from '../../memory/files/memory-file.js';
import { mayReadAlerts } from '../../ledger/may-read-alerts.js';
import { readSettingsLayers } from '../../ledger/read-settings-layers.js';
import type { ReviewSources } from '../../review/review-contract.js';
import { originOf } from '../../graph/history/origin-of.js';
import type { ToolResult } from '../../review/leads/tool-result.js';
import type { Change } from '../../review/types.js';
import { blameAt } from './blame-at.js';
import { memoryBase } from './memory-base.js';
import { followMemoryFile } from './follow-memory-file.js';
import { readHeadFile, readSnapshot } from './read-head.js';
import { alertReaderOf, targetOf } from './pull-writer.js';
import { readHistory } from './read-history.js';
import { readEarlierRounds } from './read-earlier-rounds.js';
import { readMemories } from './read-memories.js';
import { readSurroundings } from './read-surroundings.js';
import { readSymbols, withSymbols } from './read-symbols.js';
import type { RunRecord } from '../runs/run-record.js';
import { PushedSettings } from '../events/settings-push.js';
import type { ActionContext } from '../actions/action.js';

/** What every review reads of the repository before its snapshot. */
export const FILES_FIRST: readonly WantedFile[] = [
  { path: SETTINGS_FILE, onDefault: false },
  { path: MISNAMED_FILE, onDefault: false },
  { path: MEMORY_FILE, onDefault: true },
];

/** How long a review waits for what the team said (memory.md, "Faults"). */
const MEMORIES_MS = 2000;

/**
 * Where the review of an open pull request reads from: GitHub, the ledger, the graph, what the team said, other services.
 * `octokit` reads, `writer` is asked where the rights of the App itself are needed.
 */
export function reviewSources(
  context: ActionContext,
  octokit: Octokit,
  writer: Octokit,
  {
    admit,
    opened,
  }: {
    admit(size: { files: number; lines: number }): Promise<void>;
    /** The change is read, and nothing is planned yet. */
    opened(change: Change): Promise<void>;
  },
): ReviewSources {
  const { ports, run } = context;
  const target = targetOf(run);
  const reads = reviewReads(octokit, target, {
    files: FILES_FIRST,
    filesAt: (pull) => settingsCommit(run, pull),
    apart: (error) =>
      ports.log.warn(
        { err: error, executionId: run.executionId },
        'GitHub is asked in parts: one query for all failed',
      ),
  });
  return {
    fetchChange: async () => {
      const fetched = await fetchChange(octokit, target, admit, reads);
      const author = { login: fetched.author, isBot: fetched.authorIsBot };
      const origin = originOf({ author, headRef: fetched.headRef, messages: reads.messages() });
      const change = { ...fetched, origin, authorIsUs: isOwn(loginOf(fetched), await ports.github.self()) };
      await opened(change);
      return change;
    },
    fetchSettings: async (change) => {
      const dashboard = await readSettingsLayers(ports.source, run.repositoryId);
      const commit = settingsCommit(run, change);
      const read = (path: string) => reads.file(path, commit);
      const { settings, notices } = await readRepositorySettings(octokit, target, commit, dashboard.layers, read);
      const wrong = await followMemoryFile(ports, run, (path) => reads.file(path, null));
      return { settings, notices: [...notices, ...dashboard.notices, ...wrong] };
    },
    openSnapshot: (_, sha) => readSnapshot(() => ports.openSnapshot(octokit, target, sha)),
    readFile: (change, path) => readHeadFile(octokit, target, path, change.headSha),
    readBase: async (change, path) => (await readBlob(octokit, target, path, change.baseSha))?.toString('utf8') ?? null,
    gather: [
      {
        name: 'linked issues',
        read: async (change) => ({ linkedIssues: await reads.linkedIssues(change) }),
      },
      {
        name: 'open pull requests',
        read: async (change) => ({
          conflicts: await reads.conflicts(change.files.map(({ path }) => path)),
        }),
      },
      {
        name: 'history',
        read: async (change) => {
          const asked = await readHistory(
            ports,
            run,
            change,
            async (path) => (await readBlob(octokit, target, path, change.baseSha))?.toString('utf8') ?? null,
            blameAt(octokit, target, mergeBase(octokit, target, change)),
          );
          // Not beside it: the graph has 2 s to answer, and this one unpacks a repository.
          const symbols = await readSymbols(ports, octokit, target, run, change);
          return { ...asked, history: withSymbols(asked.history, symbols, change) };
        },
      },
      {
        name: 'memories',
        deadlineMs: MEMORIES_MS,
        read: (change, signal) =>
          readMemories(ports, run, change, memoryBase(ports, run, octokit, change.baseRef), signal),
      },
      { name: 'other services', read: (change, signal) => readSurroundings(ports, run, change, signal) },
      { name: 'code scanning', read: async () => ({ alerts: await readAlerts(context) }) },
    ],
    earlier: () => readEarlierRounds(ports, run, writer),
  };
}

/** What is not granted is not asked for, and none where it was taken away meanwhile. */
async function readAlerts({ ports, run }: ActionContext): Promise<ToolResult[]> {
  if (!(await mayReadAlerts(ports.source, run.installationId))) return [];
  return readCodeScanningAlerts(() => alertReaderOf(ports, run), targetOf(run));
}

/**
 * GitHub moves the base of a pull request with its pushes, not with those to its base: what the push brought counts.
 */
function settingsCommit({ triggerData }: RunRecord, { baseRef, baseSha }: Pick<Change, 'baseRef' | 'baseSha'>): string {
  const asked = PushedSettings.safeParse(triggerData['settings']);
  return asked.success && asked.data.branch === baseRef ? asked.data.sha : baseSha;
}

/** GitHub gives every App's bot the login `<slug>[bot]`, and to nobody else one with brackets. */
function loginOf({ author, authorIsBot }: Change) {
  return { id: 0, login: author, type: authorIsBot ? 'Bot' : 'User' };
}
