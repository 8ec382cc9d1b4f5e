import { jsonText } from '../../database/json-text.js';
import { ClaudeRefusedError } from '../../claude/claude-error.js';
import { guardClaude } from '../../claude/guard-claude.js';
import { askModel, NoAnswerError } from '../../conversation/ask-model.js';
import { GitHubTerminalError } from '../../github/client/github-error.js';
import { splitFullName } from '../../github/client/split-full-name.js';
import { readPullComments, type PullComment } from '../../github/read/read-pull-comments.js';
import { checkProposals } from '../../memory/extract/check-proposals.js';
import { ANSWER_TOKENS, EXTRACTION_SYSTEM, extractionParts } from '../../memory/extract/extraction-prompt.js';
import { keepCandidates, type Kept } from '../../memory/extract/keep-candidates.js';
import { Proposals, type PersonComment } from '../../memory/extract/types.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { speaksToModel } from '../../review/verify/detect-injection.js';
import { durableStep, outsideSlots, RunFailedError, RunStoppedError } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import { openClaude } from '../pulls/open-claude.js';
import type { WorkflowPorts } from '../ports.js';
import { learningBudgets } from './learning-budgets.js';
import { readLearning, type Learning } from './read-learning.js';
import { readWords } from './read-words.js';
import { supportOf } from './support-of.js';
import { waitForReviews } from './wait-for-reviews.js';

/** Shorter ones say nothing that holds for other pull requests. */
const SHORTEST = 20;

/** What became of one look at what people wrote. */
export type Learned = { nothing: string } | (Kept & { dropped: Record<string, number> });

/**
 * Reads what people wrote in a pull request since the last look and keeps what they said for other pull requests, as
 * candidates. Called by the engine after a review and after a merge; reviews come first. What fails is tried again for a
 * while; then it is logged, and the next look reads those words too. Nothing of it is seen on the pull request.
 */
export async function learnFromPull(ports: WorkflowPorts, pullRequestId: string): Promise<void> {
  if (ports.smallClaude === null) return;
  const never = new AbortController().signal;
  try {
    const pull = await durableStep(outsideSlots(ports), 'read', never, () => readLearning(ports.source, pullRequestId));
    if (pull === null) return;
    await waitForReviews(ports, pull.installationId);
    const learned = await durableStep(outsideSlots(ports), 'learn', never, () => learn(ports, pull, never));
    ports.log.info({ pull: `${pull.fullName}#${pull.number}`, ...learned }, 'learned from a pull request');
  } catch (error) {
    if (isEngineControl(error) || !(error instanceof RunFailedError || error instanceof RunStoppedError)) throw error;
    ports.log.warn({ err: error, pullRequestId }, 'nothing was learned from a pull request');
  }
}

/** One look; safe to repeat. Throws what GitHub, Claude and the database throw while they may give an answer later. */
export async function learn(
  ports: Pick<WorkflowPorts, 'source' | 'log' | 'github' | 'smallClaude' | 'claudeBudgets' | 'thinking'>,
  pull: Learning,
  signal: AbortSignal,
): Promise<Learned> {
  const { source } = ports;
  const words = await readNewWords(ports, pull).catch(gone);
  if (words === null) return { nothing: 'the pull request is gone, or may not be read' };
  const said = words.fresh.filter(({ text }) => text.length >= SHORTEST);
  if (said.length === 0) return { nothing: 'nobody who may write said anything new' };
  const opened = await openClaude(
    { ...ports, claude: ports.smallClaude, claudeBudgets: ports.claudeBudgets && learningBudgets(ports.claudeBudgets) },
    { id: pull.pullRequestId, installationId: pull.installationId, repositoryId: pull.repositoryId, of: 'pull' },
  );
  if (opened === null) return { nothing: 'no model is configured' };
  let answer;
  try {
    const prompt = {
      system: EXTRACTION_SYSTEM,
      parts: extractionParts(said),
      maxTokens: ANSWER_TOKENS,
      effort: 'low',
    } as const;
    answer = await askModel(guardClaude(opened.claude, opened.budget), prompt, Proposals, { clean: cleanText, signal });
  } catch (error) {
    if (!(error instanceof NoAnswerError || error instanceof ClaudeRefusedError)) throw error;
    ports.log.warn({ err: error, pull: `${pull.fullName}#${pull.number}` }, 'the model gave nothing to remember');
    return { nothing: error.message };
  }
  const { candidates, dropped } = checkProposals(answer.memories, said, {
    clean: cleanText,
    speaksToModel,
    developerMemories: pull.developerMemories,
  });
  const supported = candidates.map((candidate) => supportOf(candidate, words.all, pull.author));
  const kept = await keepCandidates(source, pull, supported);
  await source.query('UPDATE pull_requests SET learned_through = $2 WHERE id = $1', [
    pull.pullRequestId,
    jsonText(words.through),
  ]);
  return { ...kept, dropped: countOf(dropped.map(({ why }) => why)) };
}

/** `fresh`: what came since the last look; an edit of what was read is not read again. */
async function readNewWords(
  { github }: Pick<WorkflowPorts, 'github'>,
  pull: Learning,
): Promise<{ all: PersonComment[]; fresh: PersonComment[]; through: Learning['learnedThrough'] }> {
  const octokit = await github.octokit({
    installationId: pull.githubInstallationId,
    repositoryIds: [pull.githubRepoId],
    permissions: { pull_requests: 'read', issues: 'read', metadata: 'read' },
  });
  const target = { ...splitFullName(pull.fullName), number: pull.number };
  const comments = await readPullComments(octokit, target);
  const through = { ...pull.learnedThrough };
  for (const { kind, id } of comments) through[kind] = Math.max(through[kind] ?? 0, id);
  const isFresh = ({ kind, id }: Pick<PullComment, 'kind' | 'id'>) => id > (pull.learnedThrough[kind] ?? 0);
  // Where nobody wrote anything, nobody is asked about.
  if (!comments.some(isFresh)) return { all: [], fresh: [], through };
  const fresh = new Set(comments.filter(isFresh).map(({ link }) => link));
  const all = await readWords(octokit, target, comments, { self: await github.self(), findings: pull.findings });
  return { all, fresh: all.filter(({ link }) => fresh.has(link)), through };
}

/** Who took the repository or its permissions away meanwhile wants nothing of it to be known. */
function gone(error: unknown): null {
  if (error instanceof GitHubTerminalError) return null;
  throw error;
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
