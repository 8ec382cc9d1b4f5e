import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReviewsOfPull, type PullReview } from '../../../src/github/read/read-reviews-of-pull.js';
import { standingDecisions } from '../../../src/github/read/standing-decisions.js';
import { openStage, type SandboxStage } from '../publish/sandbox-stage.js';

const HEAD = { sha: 'a'.repeat(40), since: new Date('2026-01-01T12:00:00Z') };
const at = (minutes: number) => new Date(HEAD.since.getTime() + minutes * 60_000);

function review(login: string, state: PullReview['state'], minutes: number, commitId = HEAD.sha): PullReview {
  return { user: { id: login.length, login, isBot: false }, state, commitId, submittedAt: at(minutes) };
}

describe('standingDecisions', () => {
  it.each<[string, PullReview[], [string, string, boolean][]]>([
    ['nothing', [], []],
    ['an approval', [review('bob', 'approved', 1)], [['bob', 'approved', true]]],
    ['a comment after it', [review('bob', 'approved', 1), review('bob', 'commented', 2)], [['bob', 'approved', true]]],
    [
      'a change of mind',
      [review('bob', 'approved', 1), review('bob', 'changes-requested', 2)],
      [['bob', 'changes-requested', true]],
    ],
    ['a dismissal', [review('bob', 'approved', 1), review('bob', 'dismissed', 2)], []],
    ['an earlier head', [review('bob', 'approved', -9, 'b'.repeat(40))], [['bob', 'approved', false]]],
    ['a review that a push moved along', [review('bob', 'approved', -9)], [['bob', 'approved', false]]],
    ['the second of the push', [review('bob', 'approved', 0)], [['bob', 'approved', false]]],
    [
      'each person for themselves',
      [review('bob', 'approved', 1), review('alice', 'changes-requested', 2)],
      [
        ['bob', 'approved', true],
        ['alice', 'changes-requested', true],
      ],
    ],
    ['an account that is gone', [{ ...review('bob', 'approved', 1), user: null }], []],
  ])('%s', (_name, reviews, expected) => {
    const standing = standingDecisions(reviews, HEAD);
    expect(standing.map(({ user, decision, onHead }) => [user.login, decision, onHead])).toEqual(expected);
  });
});

describe('readReviewsOfPull', () => {
  let stage: SandboxStage;
  beforeEach(async () => void (stage = await openStage()));
  afterEach(() => stage.close());
  const say = (user: string, state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED') =>
    stage.sandbox.submitReview(stage.repository, stage.target.number, { user, state });

  it('reads what was submitted, oldest first, and no draft', async () => {
    const first = await say('bob', 'APPROVED');
    const second = await say('dora', 'CHANGES_REQUESTED');
    await stage.octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      owner: 'acme',
      repo: 'orchard',
      pull_number: stage.target.number,
      body: 'a draft of ours',
    });
    await stage.sandbox.dismissReview(stage.repository, stage.target.number, { reviewId: second.id, user: 'owner' });
    expect(await readReviewsOfPull(stage.octokit, stage.target)).toEqual([
      {
        user: { id: first.user.id, login: 'bob', isBot: false },
        state: 'approved',
        commitId: stage.pull.head.sha,
        submittedAt: new Date(first.submittedAt ?? ''),
      },
      expect.objectContaining({ user: expect.objectContaining({ login: 'dora' }), state: 'dismissed' }),
    ]);
  });

  it('shows an approval as one of an earlier head after a push, though GitHub names the new one', async () => {
    const { submittedAt } = await say('bob', 'APPROVED');
    const opened = new Date(Date.parse(submittedAt ?? '') - 60_000);
    const sha = stage.pull.head.sha;
    const before = await readReviewsOfPull(stage.octokit, stage.target);
    expect(standingDecisions(before, { sha, since: opened })).toMatchObject([{ onHead: true }]);
    const pushed = stage.pull.base.sha;
    await stage.sandbox.push(stage.repository, stage.target.number, pushed, false);
    const after = await readReviewsOfPull(stage.octokit, stage.target);
    expect(after).toMatchObject([{ commitId: pushed }]);
    const since = new Date(stage.issue.updatedAt);
    expect(standingDecisions(after, { sha: pushed, since })).toMatchObject([{ decision: 'approved', onHead: false }]);
  });
});
