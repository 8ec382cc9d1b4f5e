import { Hono } from 'hono';
import { z } from 'zod';
import { cachedDiff } from '../cached-diff.js';
import type { Environment, SandboxContext } from '../environment.js';
import { resolveCommit } from '../resolve-commit.js';
import { GitHubError, notFound } from '../github-error.js';
import { assertUnlocked, openPullOf, openRepository } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { findAnchor, hunkUpTo, readPatch } from '../patch-anchor.js';
import { spendContent } from '../rate-limit.js';
import { assertBody, assertLength, readRequest } from '../read-request.js';
import { renderReaction } from '../render/render-issue.js';
import { ReactionRequest, react, reactionsOf, takeBack } from '../react.js';
import { renderReview, renderReviewComment } from '../render/render-review.js';
import { addReply } from '../reply.js';
import { takeId, timestamp, type SandboxState } from '../state.js';
import type { Anchor, Issue, Pull, Repository, Review, ReviewComment, ReviewState, User } from '../types.js';

const READ = { any: ['pull_requests'], level: 'read' } as const;
const WRITE = { any: ['pull_requests'], level: 'write' } as const;
const SideName = z.enum(['LEFT', 'RIGHT']);
const Event = z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']);
const DraftComment = z.object({
  path: z.string(),
  body: z.string(),
  line: z.number().int().optional(),
  side: SideName.default('RIGHT'),
  start_line: z.number().int().nullish(),
  start_side: SideName.nullish(),
});
const CreateReview = z.object({
  commit_id: z.string().optional(),
  body: z.string().default(''),
  event: Event.optional(),
  comments: z.array(DraftComment).default([]),
});
const SubmitReview = z.object({ body: z.string().optional(), event: Event });
const Dismissal = z.object({ message: z.string(), event: z.literal('DISMISS').optional() });
const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
const BASE = '/repos/:owner/:repo/pulls/:number/reviews';

/**
 * Reviews with GitHub's rules: one pending review for each author, each comment on a line of the diff or none at all,
 * a pending one is seen by its author only. https://docs.github.com/rest/pulls/reviews
 */
export function reviewRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get(BASE, (c) => {
    const { repository, user } = openRepository(state, c, READ);
    const { issue, pull } = openPullOf(repository, c);
    const visible = [...pull.reviews.values()].filter((each) => each.state !== 'PENDING' || each.user.id === user.id);
    return c.json(paginate(state, c, visible).map((each) => renderReview(state, repository, issue, each)));
  });
  routes.post(BASE, async (c) => {
    const { repository, caller, user } = openRepository(state, c, WRITE);
    const { issue, pull } = openPullOf(repository, c);
    const asked = await readRequest(c, CreateReview);
    assertUnlocked(issue);
    assertLength(asked.body, 'PullRequestReview');
    if ([...pull.reviews.values()].some((each) => each.state === 'PENDING' && each.user.id === user.id)) {
      throw new GitHubError(422, 'Unprocessable Entity', ['User can only have one pending review per pull request']);
    }
    if (asked.event !== undefined) assertEvent(issue, user, asked.event, asked.body, asked.comments.length);
    const commitId = await commitOf(repository, asked.commit_id ?? pull.head.sha);
    const anchors = await Promise.all(asked.comments.map((each) => anchorOf(state, repository, pull, commitId, each)));
    spendContent(state, c, caller.installation.id);
    const review: Review = {
      kind: 'review',
      id: takeId(state),
      user,
      body: asked.body,
      state: asked.event === undefined ? 'PENDING' : STATES[asked.event],
      commitId,
      submittedAt: asked.event === undefined ? null : timestamp(),
      minimized: null,
    };
    pull.reviews.set(review.id, review);
    for (const [index, anchor] of anchors.entries()) {
      addComment(state, pull, review, anchor, asked.comments[index]?.body ?? '');
    }
    return c.json(renderReview(state, repository, issue, review), 200);
  });
  routes.get(`${BASE}/:id`, (c) => {
    const { repository, user } = openRepository(state, c, READ);
    const { issue, pull } = openPullOf(repository, c);
    return c.json(renderReview(state, repository, issue, reviewOf(pull, c, user)));
  });
  routes.put(`${BASE}/:id`, async (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    const { issue, pull } = openPullOf(repository, c);
    const review = reviewOf(pull, c, user);
    const { body } = await readRequest(c, z.object({ body: z.string() }));
    assertBody(body, 'PullRequestReview');
    review.body = body;
    return c.json(renderReview(state, repository, issue, review));
  });
  routes.delete(`${BASE}/:id`, (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    const { issue, pull } = openPullOf(repository, c);
    const review = reviewOf(pull, c, user);
    if (review.state !== 'PENDING') {
      throw new GitHubError(422, 'Unprocessable Entity', ['Can not delete a non-pending pull request review']);
    }
    pull.reviews.delete(review.id);
    for (const comment of commentsOf(pull, review.id)) pull.reviewComments.delete(comment.id);
    return c.json(renderReview(state, repository, issue, review));
  });
  routes.post(`${BASE}/:id/events`, async (c) => {
    const { repository, caller, user } = openRepository(state, c, WRITE);
    const { issue, pull } = openPullOf(repository, c);
    const review = reviewOf(pull, c, user);
    const { event, body = review.body } = await readRequest(c, SubmitReview);
    if (review.state !== 'PENDING') {
      throw new GitHubError(422, 'Unprocessable Entity', ['Could not submit a non-pending pull request review']);
    }
    assertLength(body, 'PullRequestReview');
    assertEvent(issue, user, event, body, commentsOf(pull, review.id).length);
    spendContent(state, c, caller.installation.id);
    review.body = body;
    review.state = STATES[event];
    review.submittedAt = timestamp();
    return c.json(renderReview(state, repository, issue, review));
  });
  routes.put(`${BASE}/:id/dismissals`, async (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    const { issue, pull } = openPullOf(repository, c);
    const review = reviewOf(pull, c, user);
    const { message } = await readRequest(c, Dismissal);
    assertBody(message, 'PullRequestReview');
    if (review.state !== 'CHANGES_REQUESTED' && review.state !== 'APPROVED') {
      const kind = review.state.toLowerCase();
      throw new GitHubError(422, 'Unprocessable Entity', [`Can not dismiss a ${kind} pull request review`]);
    }
    review.state = 'DISMISSED';
    return c.json(renderReview(state, repository, issue, review));
  });
  routes.get(`${BASE}/:id/comments`, (c) => {
    const { repository, user } = openRepository(state, c, READ);
    const { issue, pull } = openPullOf(repository, c);
    const comments = commentsOf(pull, reviewOf(pull, c, user).id);
    return c.json(paginate(state, c, comments).map((each) => renderReviewComment(state, repository, issue, each)));
  });
  routes.get('/repos/:owner/:repo/pulls/:number/comments', (c) => {
    const { repository } = openRepository(state, c, READ);
    const { issue, pull } = openPullOf(repository, c);
    const since = c.req.query('since') ?? '';
    const submitted = [...pull.reviewComments.values()].filter(
      ({ reviewId, updatedAt }) => pull.reviews.get(reviewId)?.state !== 'PENDING' && updatedAt >= since,
    );
    return c.json(paginate(state, c, submitted).map((each) => renderReviewComment(state, repository, issue, each)));
  });
  routes.get('/repos/:owner/:repo/pulls/comments/:id', (c) => {
    const { repository } = openRepository(state, c, READ);
    const { issue, comment } = commentNamed(repository, Number(c.req.param('id')));
    return c.json(renderReviewComment(state, repository, issue, comment));
  });
  routes.patch('/repos/:owner/:repo/pulls/comments/:id', async (c) => {
    const { repository } = openRepository(state, c, WRITE);
    const { issue, comment } = commentNamed(repository, Number(c.req.param('id')));
    const { body } = await readRequest(c, z.object({ body: z.string() }));
    assertBody(body, 'PullRequestReviewComment');
    comment.body = body;
    comment.updatedAt = timestamp();
    return c.json(renderReviewComment(state, repository, issue, comment));
  });
  routes.get('/repos/:owner/:repo/pulls/comments/:id/reactions', (c) => {
    const { repository } = openRepository(state, c, READ);
    const { comment } = commentNamed(repository, Number(c.req.param('id')));
    const reactions = reactionsOf(c, comment.reactions);
    return c.json(paginate(state, c, reactions).map((each) => renderReaction(state, each)));
  });
  routes.delete('/repos/:owner/:repo/pulls/comments/:id/reactions/:reaction', (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    return takeBack(c, commentNamed(repository, Number(c.req.param('id'))).comment.reactions, user);
  });
  routes.post('/repos/:owner/:repo/pulls/:number/comments/:id/replies', async (c) => {
    const { repository, caller, user } = openRepository(state, c, WRITE);
    const { issue, pull } = openPullOf(repository, c);
    const { body } = await readRequest(c, z.object({ body: z.string() }));
    assertBody(body, 'PullRequestReviewComment');
    assertUnlocked(issue);
    const parent = pull.reviewComments.get(Number(c.req.param('id')));
    // GitHub takes no reply to a reply.
    if (!parent || parent.inReplyTo !== null) throw notFound();
    spendContent(state, c, caller.installation.id);
    return c.json(renderReviewComment(state, repository, issue, addReply(state, pull, parent, user, body)), 201);
  });
  routes.post('/repos/:owner/:repo/pulls/comments/:id/reactions', async (c) => {
    const { repository, user } = openRepository(state, c, WRITE);
    const { comment } = commentNamed(repository, Number(c.req.param('id')));
    const { content } = await readRequest(c, ReactionRequest);
    return react(state, c, comment.reactions, user, content);
  });
  return routes;
}

function assertEvent(issue: Issue, user: User, event: z.output<typeof Event>, body: string, comments: number): void {
  if (event !== 'COMMENT' && issue.user.id === user.id) {
    const verb = event === 'APPROVE' ? 'approve' : 'request changes on';
    throw new GitHubError(422, 'Unprocessable Entity', [`Can not ${verb} your own pull request`]);
  }
  if (event !== 'APPROVE' && body.trim() === '' && comments === 0) {
    throw new GitHubError(422, 'Unprocessable Entity', ['Body cannot be blank']);
  }
}

async function commitOf(repository: Repository, sha: string): Promise<string> {
  const found = await resolveCommit(repository.folder, sha);
  if (found === null)
    throw new GitHubError(422, 'Validation Failed', [
      {
        resource: 'PullRequestReview',
        code: 'custom',
        field: 'commit_id',
        message: 'commit_id is not part of the pull request',
      },
    ]);
  return found;
}

/** Throws 422 for the whole review if one comment has no line of the diff, as GitHub does. */
async function anchorOf(
  state: SandboxState,
  repository: Repository,
  pull: Pull,
  commitId: string,
  comment: z.output<typeof DraftComment>,
): Promise<Anchor> {
  assertBody(comment.body, 'PullRequestReviewComment');
  const files = await cachedDiff(state, repository, pull.base.sha, commitId);
  const patch = files.find(({ path }) => path === comment.path)?.patch;
  if (patch === undefined) throw new GitHubError(422, 'Unprocessable Entity', ['Path could not be resolved']);
  const refuse = () => new GitHubError(422, 'Unprocessable Entity', ['Line could not be resolved']);
  if (patch === null || comment.line === undefined) throw refuse();
  const lines = readPatch(patch);
  const end = findAnchor(lines, comment.side, comment.line);
  if (!end) throw refuse();
  const startLine = comment.start_line ?? null;
  if (startLine !== null) {
    const start = findAnchor(lines, comment.start_side ?? comment.side, startLine);
    if (!start || start.hunk !== end.hunk || start.position >= end.position) throw refuse();
  }
  return {
    path: comment.path,
    side: comment.side,
    line: comment.line,
    startLine,
    startSide: startLine === null ? null : (comment.start_side ?? comment.side),
    position: end.position,
    diffHunk: hunkUpTo(patch, end.position),
  };
}

function addComment(state: SandboxState, pull: Pull, review: Review, anchor: Anchor, body: string): void {
  const now = timestamp();
  const comment: ReviewComment = {
    kind: 'review-comment',
    id: takeId(state),
    reviewId: review.id,
    inReplyTo: null,
    user: review.user,
    body,
    original: anchor,
    current: anchor,
    commitId: review.commitId,
    originalCommitId: review.commitId,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    minimized: null,
    resolvedBy: null,
  };
  pull.reviewComments.set(comment.id, comment);
}

function commentsOf(pull: Pull, reviewId: number): ReviewComment[] {
  return [...pull.reviewComments.values()].filter((each) => each.reviewId === reviewId);
}

function reviewOf(pull: Pull, c: SandboxContext, user: User): Review {
  const review = pull.reviews.get(Number(c.req.param('id')));
  if (!review || (review.state === ('PENDING' satisfies ReviewState) && review.user.id !== user.id)) throw notFound();
  return review;
}

function commentNamed(repository: Repository, id: number): { issue: Issue; comment: ReviewComment } {
  for (const issue of repository.issues.values()) {
    const comment = issue.pull?.reviewComments.get(id);
    if (comment) return { issue, comment };
  }
  throw notFound();
}
