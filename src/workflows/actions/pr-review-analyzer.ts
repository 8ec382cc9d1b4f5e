import { z } from 'zod';
import { CommentRequest } from '../../conversation/comment-request.js';
import { addEyes } from '../../github/publish/add-eyes.js';
import { startCheckRun } from '../../github/publish/check-run.js';
import { fetchChange } from '../../github/read/fetch-change.js';
import { WritesQueuedError } from '../../github/client/github-error.js';
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
import { openShare, type ThreadLoss } from '../../review/analyzers/thread-share.js';
import { cleanForModel } from '../../review/analyzers/clean-for-model.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import {
  reviewPullRequest,
  type ReviewResult,
  type ReviewSources,
  type StepName,
} from '../../review/review-pull-request.js';
import { originOf } from '../../graph/history/origin-of.js';
import { memoryOf } from '../../review/memory-of.js';
import type { ToolResult } from '../../review/leads/tool-result.js';
import type { Change } from '../../review/types.js';
import { blameAt } from '../pulls/blame-at.js';
import { asksForAll, isUnasked } from '../pulls/asked-for.js';
import { admitComment } from '../pulls/admit-comment.js';
import { concludeComment } from '../pulls/conclude-comment.js';
import { memoryBase } from '../pulls/memory-base.js';
import { logCandidates } from '../pulls/log-candidates.js';
import { openReviewer } from '../pulls/open-reviewer.js';
import { postOutcome } from '../pulls/post-outcome.js';
import { followMemoryFile } from '../pulls/follow-memory-file.js';
import { postWaiting } from '../pulls/post-waiting.js';
import { readHeadFile, readSnapshot } from '../pulls/read-head.js';
import { alertReaderOf, octokitOf, readerOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import { readHistory } from '../pulls/read-history.js';
import { readEarlierRounds } from '../pulls/read-earlier-rounds.js';
import { readMemories } from '../pulls/read-memories.js';
import { readSurroundings } from '../pulls/read-surroundings.js';
import { readSymbols, withSymbols } from '../pulls/read-symbols.js';
import { moveRun, type RunRecord } from '../runs/run-record.js';
import { PushedSettings } from '../events/settings-push.js';
import { learnHead } from '../events/upsert-pull.js';
import { whyPaused } from '../pulls/why-paused.js';
import { whyUnmet } from '../pulls/why-unmet.js';
import { defineAction, type ActionContext } from './action.js';

/** What every review reads of the repository before its snapshot. */
const FILES_FIRST: readonly WantedFile[] = [
  { path: SETTINGS_FILE, onDefault: false },
  { path: MISNAMED_FILE, onDefault: false },
  { path: MEMORY_FILE, onDefault: true },
];

/** How long a review waits for what the team said (memory.md, "Faults"). */
const MEMORIES_MS = 2000;

/** What the analyzer hands to the actions after it. */
export type Analyzed =
  | {
      kind: 'review';
      result: ReviewResult;
      startedAt: number;
      /** Of the check run that shows it under way. Absent: there is none yet, or an older version kept this. */
      checkRunId?: number | null;
      /** What its renamed files were called, by their names: the first hundred. */
      oldNames?: Record<string, string>;
    }
  /** Another run has posted the review of this head for the same trigger, or it was not allowed to be asked for. */
  | { kind: 'none'; reason: string };

/** Reads a pull request and reviews it; posts nothing but 👀 and the check run that shows it is under way. */
export const prReviewAnalyzer = defineAction({
  type: 'pr_review_analyzer',
  config: z.strictObject({}),
  showWait: postWaiting,
  run: async (context) => {
    const analyzed = await context.step('review', () => analyzePull(context));
    if (analyzed.kind === 'none') {
      return { value: analyzed, outcome: { kind: 'skipped', reason: analyzed.reason }, stop: true };
    }
    context.ports.reached('after-llm');
    return { value: analyzed, outcome: analyzed.result.rendered.outcome };
  },
  settle: async (ports, run, outcome) => {
    await postOutcome(ports, run, outcome);
    await concludeComment(ports, run);
  },
});

async function analyzePull(context: ActionContext): Promise<Analyzed> {
  const { ports, run } = context;
  const startedAt = Date.now();
  const [octokit, writer] = [await readerOf(ports, run), await octokitOf(ports, run)];
  const request = CommentRequest.safeParse(run.triggerData);
  if (request.success) {
    const admission = await admitComment(ports, run, writer, request.data);
    if (admission.kind === 'turned away') return { kind: 'none', reason: admission.reason };
  }
  const refused = isUnasked(run)
    ? ((await whyPaused(ports, run, writer)) ?? (await whyUnmet(ports, run, context.signal)))
    : null;
  if (refused !== null) {
    await postOutcome(ports, run, { kind: 'skipped', reason: refused });
    return { kind: 'none', reason: refused };
  }
  const share = memoryShare(context);
  let read: Change | null = null;
  let checkRunId: number | null = null;
  const opened = async (change: Change): Promise<void> => {
    read = change;
    await followHead(context, change);
    await refuseRepeated(context, change);
    checkRunId = await showUnderWay(context, writer);
    ports.reached('after-fetch');
  };
  try {
    const reviewer = await openReviewer(context, octokit, () => read);
    const sources = sourcesOf(context, octokit, writer, { admit: share.admit, opened });
    const result = await reviewPullRequest(sources, traceOf(context, writer), {
      signal: context.signal,
      clean: cleanText,
      cleanForModel,
      full: asksForAll(run),
      repositoryId: run.githubRepoId,
      repositoryUrl: ports.github.repositoryUrl(run.fullName),
      threads: openShare({ turn: run.installationId, lost: (loss) => threadLost(context, loss) }),
      ...(reviewer === null ? {} : { reviewer }),
    });
    // What is worth a look stands in the summary by now, and what other services said is theirs to keep.
    const { surroundings: _said, ...kept } = result.context;
    const { candidates = [], ...told } = result;
    await logCandidates(context, candidates);
    return {
      kind: 'review',
      result: { ...told, context: kept, leads: { ...result.leads, open: [] } },
      startedAt,
      checkRunId,
      oldNames: oldNamesOf(read),
    };
  } catch (error) {
    if (error instanceof AlreadyReviewedError) return { kind: 'none', reason: error.message };
    throw error;
  } finally {
    share.release();
  }
}

function oldNamesOf(change: Change | null): Record<string, string> {
  const renamed = (change?.files ?? []).flatMap(({ path, oldPath, status }) =>
    status === 'renamed' && oldPath !== null ? [[path, oldPath] as const] : [],
  );
  return Object.fromEntries(renamed.slice(0, 100));
}

function threadLost({ ports, run }: ActionContext, loss: ThreadLoss): void {
  ports.threadLost(loss.cause);
  ports.log.warn({ ...loss, executionId: run.executionId }, 'an analyzer thread was thrown away');
}

/**
 * This review's share of the memory; it is given back before a larger one is taken, so that no two wait for each other.
 */
function memoryShare({ ports, run }: ActionContext) {
  let release = (): void => undefined;
  return {
    admit: async (size: { files: number; lines: number }): Promise<void> => {
      release();
      release = await ports.reviewMemory(run.installationId, memoryOf(size));
    },
    release: (): void => release(),
  };
}

class AlreadyReviewedError extends Error {
  override readonly name = 'AlreadyReviewedError';
}

function sourcesOf(
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

/** A push came between the event and now: the head of the event is told that it is not reviewed. */
async function followHead({ ports, run }: ActionContext, change: Change): Promise<void> {
  const { headSha } = change;
  if (run.headSha === headSha) return;
  if (run.headSha === '') await learnHead(ports.source, run.pullRequestId, change);
  else await postOutcome(ports, run, { kind: 'skipped', reason: `superseded by ${headSha}` });
  await moveRun(ports.source, run, headSha);
}

/** Whether a head still needs a review is decided here, not at the door (behaviour.md, "Duplicates"). */
async function refuseRepeated({ ports, run }: ActionContext, change: Change): Promise<void> {
  const rows = await ports.source.query(
    `SELECT 1 FROM reviews WHERE repository_id = $1 AND pull_number = $2 AND head_sha = $3 AND trigger = $4
        AND outcome IN ('reviewed', 'partial')`,
    [run.repositoryId, run.pullNumber, change.headSha, run.triggerKey],
  );
  if (rows.length > 0) throw new AlreadyReviewedError(`${change.headSha.slice(0, 7)} is reviewed already`);
}

/** Every step of the review stands in the execution log; an unwanted run ends before its next step. */
function traceOf(context: ActionContext, octokit: Octokit) {
  return {
    step: async <T>(name: StepName, work: () => Promise<T>): Promise<T> => {
      context.signal.throwIfAborted();
      if (name === 'gather') await showEyes(context, octokit);
      const from = performance.now();
      try {
        const value = await work();
        const ms = Math.round(performance.now() - from);
        await context.log({ level: 'INFO', message: `${name} took ${ms} ms`, step: name, metadata: { ms } });
        return value;
      } catch (error) {
        const message = `${name}: ${error instanceof Error ? error.message : String(error)}`;
        await context.log({ level: 'ERROR', message, step: name });
        throw error;
      }
    },
  };
}

/**
 * Shows that the review is under way. Returns the id of its check run. Null: many write first, and the review does not
 * wait for this; its check run is made when it ends.
 */
async function showUnderWay({ ports, run }: ActionContext, octokit: Octokit): Promise<number | null> {
  try {
    return await withPullLease(ports, run, (publish) =>
      startCheckRun(octokit, targetOf(run), { ...publish, headSha: run.headSha }),
    );
  } catch (error) {
    if (!(error instanceof WritesQueuedError)) throw error;
    ports.log.info({ executionId: run.executionId }, 'others write first: the check run comes with the outcome');
    return null;
  }
}

/** Only for a pull request that will be reviewed: a skipped one shows nothing but its check run. */
async function showEyes({ ports, run }: ActionContext, octokit: Octokit): Promise<void> {
  try {
    await withPullLease(ports, run, async ({ assertLease }) => {
      await assertLease();
      await addEyes(octokit, targetOf(run));
    });
  } catch (error) {
    ports.log.warn({ err: error, executionId: run.executionId }, 'no 👀 on the pull request');
  }
}
