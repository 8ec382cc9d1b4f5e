import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { InlineComment } from '../../review/types.js';
import { errorStatus } from '../client/classify-error.js';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { deleteOwnPendingReview, listOwnReviews } from '../read/own-reviews.js';
import { signMarker, verifyMarker } from './marker.js';
import { postedBody } from './posted-body.js';
import type { PublishPorts } from './publish-ports.js';
import { sendText } from './send-text.js';
import { suggestionBlock, withSuggestion } from './suggestion-block.js';
import type { PullTarget } from '../client/target.js';

const Created = z.object({ id: z.number() });
const MAX_REQUESTS = 24;

export interface PendingReview {
  id: number;
  /** Comments that GitHub would not place; they belong into the body. */
  demoted: InlineComment[];
}

/** The comments out of a list that GitHub takes, tried by creating a review of them and deleting it. */
type Probe = (comments: InlineComment[]) => Promise<InlineComment[]>;

interface Draft {
  commitId: string;
  markerId: string;
  body: string;
  comments: InlineComment[];
}

/**
 * Creates our pending review with all comments in one request. GitHub refuses a whole review for one bad comment
 * without naming it: the comments are then halved until the bad ones are found. Null: none could be placed, and no
 * review was left behind. An answer that was lost is looked up by our marker; it cannot create a second review,
 * because GitHub allows one pending review per author.
 */
export async function createPendingReview(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  draft: Draft,
): Promise<PendingReview | { id: null; demoted: InlineComment[] }> {
  const sound = draft.comments.filter(isSound);
  const unsound = draft.comments.filter((comment) => !isSound(comment));
  const budget = { left: MAX_REQUESTS };
  const create = (comments: InlineComment[]) => tryCreate(octokit, ports, target, { ...draft, comments }, budget);
  const first = sound.length > 0 ? await create(sound) : null;
  if (first !== null) return { id: first, demoted: unsound };
  const probe: Probe = async (comments) => {
    // One request is kept for the review itself; what was not tried is demoted, not lost.
    if (budget.left < 2) return [];
    if ((await create(comments)) === null) return findPlaceable(comments, probe);
    await deleteOwnPendingReview(octokit, target, ports.self, ports.assertLease);
    return comments;
  };
  const placeable = await findPlaceable(sound, probe);
  const demoted = draft.comments.filter((comment) => !placeable.includes(comment));
  const id = placeable.length > 0 ? await create(placeable) : null;
  return id === null ? { id, demoted: draft.comments } : { id, demoted };
}

/** Those of `refused` (a list that GitHub refuses as a whole) that it takes. */
async function findPlaceable(refused: InlineComment[], probe: Probe): Promise<InlineComment[]> {
  if (refused.length < 2) return [];
  const middle = Math.ceil(refused.length / 2);
  const [left, right] = [refused.slice(0, middle), refused.slice(middle)];
  const fromLeft = await probe(left);
  // If the left half is fine, the fault is in the right one: it need not be tried as a whole.
  const fromRight = fromLeft.length === left.length ? await findPlaceable(right, probe) : await probe(right);
  return [...fromLeft, ...fromRight];
}

/** The id of the created review, or null if GitHub refuses one of its comments. */
async function tryCreate(
  octokit: Octokit,
  ports: PublishPorts,
  target: PullTarget,
  draft: Draft,
  budget: { left: number },
): Promise<number | null> {
  const [key] = ports.markerKeys;
  const body = postedBody(draft.body, signMarker('review', draft.markerId, target, key), ports);
  const comments = draft.comments.map((comment) => toGitHub(comment, ports, target));
  for (let attempt = 1; ; attempt++) {
    budget.left--;
    await ports.assertLease();
    try {
      const data = await sendText(
        octokit,
        'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
        { owner: target.owner, repo: target.repo, pull_number: target.number, commit_id: draft.commitId },
        { body, comments },
      );
      return Created.parse(data).id;
    } catch (error) {
      const lost = error instanceof GitHubUnavailableError || error instanceof z.ZodError;
      const second = error instanceof Error && /one pending review/i.test(error.message);
      if (errorStatus(error) === 422 && !second) return null;
      if ((!lost && !second) || attempt >= 3) throw error;
      const found = await lookUp(octokit, ports, target, draft.markerId);
      if (found !== null) return found;
      if (second) await deleteOwnPendingReview(octokit, target, ports.self, ports.assertLease);
    }
  }
}

async function lookUp(octokit: Octokit, ports: PublishPorts, target: PullTarget, markerId: string) {
  for (const delay of ports.lookupDelaysMs) {
    await sleep(delay);
    const found = (await listOwnReviews(octokit, target, ports.self)).find(
      ({ state, body }) => state === 'PENDING' && verifyMarker(body, 'review', target, ports.markerKeys) === markerId,
    );
    if (found) return found.id;
  }
  return null;
}

function isSound({ path, line, body }: InlineComment): boolean {
  return path !== '' && Number.isSafeInteger(line) && line > 0 && body.trim() !== '';
}

function toGitHub(comment: InlineComment, ports: PublishPorts, target: PullTarget) {
  const { path, side, line, startLine } = comment;
  const marker = signMarker('finding', comment.findingId, target, ports.markerKeys[0]);
  const suggestion = comment.suggestion ?? null;
  const block = suggestion === null ? null : suggestionBlock(path, suggestion);
  const body =
    block === null
      ? postedBody(comment.body, marker, ports)
      : postedBody(withSuggestion(comment.body, block), marker, { ...ports, suggestion });
  // GitHub: the start "must precede the end line".
  const range =
    startLine !== null && startLine > 0 && startLine < line ? { start_line: startLine, start_side: side } : {};
  return { path, side, line, ...range, body };
}
