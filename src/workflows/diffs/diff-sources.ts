import { errorStatus } from '../../github/client/classify-error.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readBranchHead } from '../../github/read/read-branch-head.js';
import { readConflictingPulls } from '../../github/read/read-conflicting-pulls.js';
import { readRepositorySettings } from '../../github/settings/read-repository-settings.js';
import { within } from '../../graph/ask/within.js';
import { readSettingsLayers } from '../../ledger/read-settings-layers.js';
import type { ReviewSources } from '../../review/review-contract.js';
import type { Change } from '../../review/types.js';
import { languageOf } from '../../syntax/language-of.js';
import type { WorkflowPorts } from '../ports.js';
import { blameAt } from '../pulls/blame-at.js';
import { compareContracts } from '../pulls/compare-contracts.js';
import { memoryBase } from '../pulls/memory-base.js';
import { targetOf } from '../pulls/pull-writer.js';
import { readDecisions } from '../pulls/read-earlier-rounds.js';
import { readSnapshot } from '../pulls/read-head.js';
import { readHistory } from '../pulls/read-history.js';
import { readMemories } from '../pulls/read-memories.js';
import { withSymbols } from '../pulls/read-symbols.js';
import { applyToSnapshot, type AppliedDiff } from './apply-to-snapshot.js';
import { noteBase, type DiffReviewRecord } from './diff-review-record.js';
import { filesOfDiff } from './files-of-diff.js';
import { UnusableDiffError } from './unusable-diff-error.js';

const MEMORIES_MS = 2000;
const CONTRACTS_MS = 8000;
const NO_SKIP = { labels: [], titles: [], branches: [] };

/**
 * Where the review of a diff reads from: the base is the commit that the diff was made from, settings and memories are
 * those of the default branch, and no other service is asked: whoever may read a repository could choose by a diff what
 * is read there (threat S25). `admit` takes the memory for a change of a size.
 */
export function diffSources(
  ports: WorkflowPorts,
  record: DiffReviewRecord,
  octokit: Octokit,
  admit: (size: { files: number; lines: number }) => Promise<void>,
): ReviewSources {
  const target = targetOf(record);
  const { defaultBranch } = record;
  let applied: AppliedDiff | null = null;
  const after = (): AppliedDiff => {
    if (applied === null) throw new Error('the diff is not applied yet');
    return applied;
  };
  const readBase = async (path: string) =>
    (await readBlob(octokit, target, path, `refs/heads/${defaultBranch}`))?.toString('utf8') ?? null;
  return {
    fetchChange: async () => {
      const files = filesOfDiff(record.diff);
      await admit({ files: files.length, lines: files.reduce((sum, one) => sum + one.additions + one.deletions, 0) });
      const sha = await baseOf(ports, record, octokit);
      const snapshot = await readSnapshot(() => ports.openSnapshot(octokit, target, sha));
      applied = await applyToSnapshot(snapshot, files, { sha: record.key, at: sha.slice(0, 12) });
      return changeOf(record, sha, applied.files);
    },
    fetchSettings: async () => {
      const dashboard = await readSettingsLayers(ports.source, record.repositoryId);
      const { settings, notices } = await readRepositorySettings(octokit, target, null, dashboard.layers);
      return { settings: { ...settings, skip: NO_SKIP }, notices: [...notices, ...dashboard.notices] };
    },
    openSnapshot: async () => after().snapshot,
    readBase: async ({ baseSha }, path) => (await readBlob(octokit, target, path, baseSha))?.toString('utf8') ?? null,
    gather: [
      {
        name: 'open pull requests',
        read: async ({ files }) => ({
          conflicts: await readConflictingPulls(
            octokit,
            target,
            files.map(({ path }) => path),
          ),
        }),
      },
      {
        name: 'history',
        read: async (change) => {
          const blameOf = blameAt(octokit, target, async () => change.baseSha);
          const asked = await readHistory(ports, record, change, readBase, blameOf);
          const contracts = await contractsOf(ports, record, change, after());
          return { ...asked, history: withSymbols(asked.history, contracts, change) };
        },
      },
      {
        name: 'memories',
        deadlineMs: MEMORIES_MS,
        read: (change, signal) =>
          readMemories(ports, record, change, memoryBase(ports, record, octokit, defaultBranch), signal),
      },
    ],
    earlier: async () => ({
      findings: [],
      round: 1,
      lastHeadSha: null,
      ...(await readDecisions(ports, { ...record, pullRequestId: null })),
    }),
  };
}

/** The commit that the diff is applied to, the same one in every attempt. */
async function baseOf({ source }: WorkflowPorts, record: DiffReviewRecord, octokit: Octokit): Promise<string> {
  if (record.baseSha !== null) return record.baseSha;
  const named = record.base ?? record.defaultBranch;
  const sha = await readBranchHead(octokit, targetOf(record), named).catch((error: unknown) => {
    if (errorStatus(error) === 422) return null;
    throw error;
  });
  if (sha === null) throw new UnusableDiffError(`GitHub has no branch or commit ${named} of ${record.fullName}.`);
  await noteBase(source, record.id, sha);
  record.baseSha = sha;
  return sha;
}

function changeOf(
  { fullName, title, author, authorId, base, defaultBranch, key }: DiffReviewRecord,
  baseSha: string,
  files: Change['files'],
): Change {
  return {
    repository: fullName,
    number: 0,
    title,
    body: '',
    author,
    authorId,
    authorIsBot: false,
    draft: false,
    state: 'open',
    labels: [],
    baseRef: base ?? defaultBranch,
    baseSha,
    headRef: '',
    headSha: key,
    changedFiles: files.length,
    files,
  };
}

/** What the diff means for those who call its symbols; what cannot be read, or not in time, is told in `unread`. */
async function contractsOf(
  { symbols, log }: WorkflowPorts,
  { installationId, id }: DiffReviewRecord,
  { files }: Change,
  { snapshot }: AppliedDiff,
): Promise<Parameters<typeof withSymbols>[1]> {
  if (!files.some(({ path }) => languageOf(path) !== null)) return { isCut: false, unread: null };
  const headText = async (path: string) => (await snapshot.readFile(path))?.toString('utf8') ?? null;
  try {
    const of = { symbols: symbols.atOnce, turn: installationId };
    return {
      contracts: await within(CONTRACTS_MS, compareContracts(of, files, headText)),
      isCut: false,
      unread: null,
    };
  } catch (error) {
    log.warn({ err: error, diff: id }, 'contracts of a diff are not told');
    return { isCut: false, unread: 'contracts: no answer' };
  }
}
