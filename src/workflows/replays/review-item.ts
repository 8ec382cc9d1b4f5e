import { readCommentedLines, type CommentedLines } from '../../github/read/read-commented-lines.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { cleanForModel } from '../../review/analyzers/clean-for-model.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { openShare } from '../../review/analyzers/thread-share.js';
import { memoryOf } from '../../review/memory-of.js';
import { randomBlocks, seededRandom, type Block } from '../../review/replay/random-blocks.js';
import type { ReviewResult, ReviewTrace } from '../../review/review-contract.js';
import { reviewPullRequest } from '../../review/review-pull-request.js';
import type { Change, ChangedFile, Finding } from '../../review/types.js';
import { buildDiffResult, worstFirst } from '../diffs/build-diff-result.js';
import type { WorkflowPorts } from '../ports.js';
import { readerOf, targetOf } from '../pulls/pull-writer.js';
import { followLines, type Fate } from './follow-lines.js';
import { openReplayReviewer } from './open-replay-reviewer.js';
import { beginItem, endItem, type ReplayItem, type ReplayRecord } from './replay-record.js';
import type { ReplayResult } from './replay-result.js';
import { replaySources } from './replay-sources.js';

/** Drawn for each finding, as `nectr replay` does, so that the base rate is not the noisier of the two. */
const DRAWS = 20;
/** A comment this close to a finding speaks of it. */
const NEAR_LINES = 3;

/** What became of one review; `no budget`: it is not kept, since not all of it could be asked. */
export type ReviewedItem = { kind: 'done' } | { kind: 'no budget'; reason: string };

/**
 * One merged pull request with one of the settings: the pipeline of a pull request, nothing is posted. The result is
 * written here: it is large, and the engine would keep it for longer than it is wanted.
 */
export async function reviewItem(
  ports: WorkflowPorts,
  record: ReplayRecord,
  item: ReplayItem,
  { headSha, signal }: { headSha: string; signal: AbortSignal },
): Promise<ReviewedItem> {
  const { source } = ports;
  const { installationId } = record;
  const startedAt = performance.now();
  await beginItem(source, item.id);
  let release = (): void => undefined;
  let change: Change | null = null;
  let refusal: string | null = null;
  try {
    const octokit = await readerOf(ports, { ...record, pullNumber: item.pullNumber });
    const reviewer = await openReplayReviewer(ports, record, item, {
      octokit,
      change: () => change,
      refused: (reason) => (refusal ??= reason),
    });
    const sources = replaySources(ports, record, {
      octokit,
      pullNumber: item.pullNumber,
      values: record.settings[item.setting]?.values ?? {},
      headSha,
      admit: async (size) => {
        release();
        release = await ports.reviewMemory(installationId, memoryOf(size));
      },
      opened: (read) => (change = read),
    });
    const result = await reviewPullRequest(sources, traceOf(signal), {
      signal,
      clean: cleanText,
      cleanForModel,
      threads: openShare({ turn: installationId, lost: ({ cause }) => ports.threadLost(cause) }),
      ...(reviewer === null ? {} : { reviewer }),
    });
    if (refusal !== null) return { kind: 'no budget', reason: refusal };
    // The model is paid, and nothing of it is kept but what it answered.
    ports.reached('mid-replay');
    const durationMs = Math.round(performance.now() - startedAt);
    const kept = await judged(ports, record, item, { octokit, change, result, headSha, durationMs });
    signal.throwIfAborted();
    await endItem(source, { id: item.id, replayId: record.id }, { result: kept });
    return { kind: 'done' };
  } finally {
    release();
  }
}

/** The result with what became of its findings. */
async function judged(
  ports: WorkflowPorts,
  record: ReplayRecord,
  { pullNumber, mergeSha }: ReplayItem,
  {
    octokit,
    change,
    result,
    headSha,
    durationMs,
  }: { octokit: Octokit; change: Change | null; result: ReviewResult; headSha: string; durationMs: number },
): Promise<ReplayResult> {
  const told = worstFirst(result.round);
  const inline = new Set(result.rendered.comments.map(({ findingId }) => findingId));
  const [blocks, target] = [told.map(blockOf), targetOf({ ...record, pullNumber })];
  const drawn = change === null ? [] : drawBlocks(blocks, filesRead(change, result), pullNumber);
  const followed = [...blocks.flatMap((block) => block ?? []), ...drawn];
  const commented = told.length === 0 ? [] : await readCommentedLines(octokit, target);
  const open = (sha: string) => ports.openSnapshot(octokit, target, sha);
  const fates =
    change === null || mergeSha === null || followed.length === 0
      ? followed.map((): Fate => 'unknown')
      : await followLines(followed, {
          head: await open(change.headSha),
          merged: await open(mergeSha),
          tip: await open(headSha),
        });
  const ofFindings = fates.slice(0, fates.length - drawn.length);
  const ofDrawn = fates.slice(fates.length - drawn.length);
  const shown = buildDiffResult(result, cleanText);
  const { model } = result;
  return {
    ...shown,
    findings: shown.findings.map((finding, at) => ({
      ...finding,
      inline: inline.has(told[at]?.id ?? ''),
      fate: blocks[at] == null ? 'unknown' : (ofFindings.shift() ?? 'unknown'),
      named_by_people: commented.some((lines) => speaksOf(lines, finding)),
    })),
    drawn: {
      changed: ofDrawn.filter((fate) => fate === 'changed').length,
      known: ofDrawn.filter((fate) => fate !== 'unknown').length,
    },
    tokens: { input: model?.tokensIn ?? 0, output: model?.tokensOut ?? 0, cached: model?.tokensCached ?? 0 },
    duration_ms: durationMs,
    effort: model?.effort ?? null,
  };
}

/** The lines of a finding at the head; null: they are gone there. */
function blockOf({ path, side, line, startLine }: Pick<Finding, 'path' | 'side' | 'line' | 'startLine'>): Block | null {
  if (side === 'LEFT') return null;
  const first = startLine ?? line;
  return { path, lines: Array.from({ length: line - first + 1 }, (_, at) => first + at) };
}

/** Lines are drawn only from what was read: elsewhere nothing could have been found. */
function filesRead({ files }: Change, { coverage }: ReviewResult): ChangedFile[] {
  const read = new Set(coverage.read);
  return files.filter(({ path }) => read.has(path));
}

function drawBlocks(blocks: readonly (Block | null)[], files: ChangedFile[], seed: number): Block[] {
  const random = seededRandom(seed);
  const found = blocks.flatMap((block) => block ?? []);
  const excluded = new Set(found.flatMap(({ path, lines }) => lines.map((line) => `${path}:${line}`)));
  return found.flatMap(({ lines }) => randomBlocks(files, { length: lines.length, count: DRAWS, excluded, random }));
}

function speaksOf(
  { path, first, last }: CommentedLines,
  finding: { path: string; side: 'LEFT' | 'RIGHT'; line: number; start_line: number | null },
): boolean {
  const from = (finding.start_line ?? finding.line) - NEAR_LINES;
  return finding.side === 'RIGHT' && path === finding.path && last >= from && first <= finding.line + NEAR_LINES;
}

function traceOf(signal: AbortSignal): ReviewTrace {
  return {
    step: (_, work) => {
      signal.throwIfAborted();
      return work();
    },
  };
}
