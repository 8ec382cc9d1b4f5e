import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitHubLimitedError } from '../../../src/github/client/github-error.js';
import { requestReviewers } from '../../../src/github/publish/request-reviewers.js';
import { readRequestedReviewers } from '../../../src/github/read/read-requested-reviewers.js';
import { connect, fakeGitHub, PULL, TARGET } from '../fake-github.js';
import { openStage, type SandboxStage } from './sandbox-stage.js';

const NO_ACCESS = 'has no access to the repository';

describe('requestReviewers against the sandbox', () => {
  let stage: SandboxStage;
  beforeEach(async () => {
    stage = await openStage();
    stage.repository.teams.set('payments', { id: 71, slug: 'payments', name: 'Payments' });
  });
  afterEach(() => stage.close());

  const ask = (users: string[], teams: string[] = [], octokit = stage.octokit) =>
    requestReviewers(octokit, stage.target, { users, teams }, stage.assertLease);
  const requested = () => stage.pull.requestedReviewers.map(({ login }) => login);

  it('asks all at once, and nobody a second time', async () => {
    const sent = await stage.writesOf(async () => {
      expect(await ask(['bob', 'Dora', 'bob', ' ', 'BOB'])).toEqual({ requested: ['bob', 'Dora'], refused: [] });
    });
    expect(sent).toEqual([`POST /pulls/${stage.target.number}/requested_reviewers`]);
    expect(requested()).toEqual(['bob', 'dora']);
    expect(await stage.writesOf(() => ask(['DORA', 'bob']))).toEqual([]);
    expect(stage.leases).toBe(1);
    expect(await readRequestedReviewers(stage.octokit, stage.target)).toEqual({ users: ['bob', 'dora'], teams: [] });
  });

  it.each(['COMMENTED', 'APPROVED'] as const)('leaves out the author and who has reviewed (%s)', async (state) => {
    await stage.sandbox.submitReview(stage.repository, stage.target.number, { user: 'bob', state });
    expect(await ask(['Alice', 'bob', 'erin'])).toEqual({ requested: ['erin'], refused: [] });
    expect(requested()).toEqual(['erin']);
  });

  it('names who cannot be asked, and asks the others still', async () => {
    stage.sandbox.openIssue(stage.repository, { title: 'x', body: '', user: 'mallory' });
    expect(await ask(['mallory', 'bob', 'nobody-known', 'dora'])).toEqual({
      requested: ['bob', 'dora'],
      refused: [
        { login: 'mallory', reason: NO_ACCESS },
        { login: 'nobody-known', reason: NO_ACCESS },
      ],
    });
    expect(requested()).toEqual(['bob', 'dora']);
  });

  it('asks a team where the App may see teams, and says what to do where it may not', async () => {
    const refused = [
      { login: 'acme/payments', reason: 'the App may not see the team: give it read access to members' },
    ];
    expect(await ask(['bob'], ['payments'])).toEqual({ requested: ['bob'], refused });
    const seeing = await stage.connect({ pull_requests: 'write', members: 'read' });
    expect(await ask(['bob'], ['Payments', 'unknown'], seeing)).toEqual({
      requested: ['acme/Payments'],
      refused: [{ login: 'acme/unknown', reason: NO_ACCESS }],
    });
    expect(stage.pull.requestedTeams).toMatchObject([{ slug: 'payments' }]);
    expect(await stage.writesOf(() => ask([], ['payments'], seeing))).toEqual([]);
  });

  it('counts who was asked in spite of a lost answer, and tells each once', async () => {
    const match = { method: 'POST', path: /requested_reviewers$/ };
    stage.sandbox.state.faults.add({ kind: 'lost-answer', match, times: 2 });
    expect(await ask(['bob', 'dora'])).toEqual({ requested: ['bob', 'dora'], refused: [] });
    const told = stage.sandbox.state.deliveries.map(({ payload }) => [
      payload['action'],
      (payload['requested_reviewer'] as { login: string }).login,
    ]);
    expect(told).toEqual([
      ['review_requested', 'bob'],
      ['review_requested', 'dora'],
    ]);
  });

  it('asks nobody without the lease, which is looked at before each request', async () => {
    let left = 1;
    const assertLease = async () => (left-- > 0 ? undefined : Promise.reject(new Error('the lease is lost')));
    const users = ['bob', 'nobody-known'];
    const work = requestReviewers(stage.octokit, stage.target, { users, teams: [] }, assertLease);
    await expect(work).rejects.toThrow('the lease is lost');
    expect(requested()).toEqual([]);
  });

  it('throws what is no refusal of a person', async () => {
    const reader = await stage.connect({ pull_requests: 'read' });
    await expect(ask(['bob'], [], reader)).rejects.toMatchObject({ reason: 'forbidden' });
    stage.sandbox.state.faults.add({
      kind: 'secondary-limit',
      match: { path: /requested_reviewers$/, method: 'POST' },
      times: 1,
    });
    await expect(ask(['bob'])).rejects.toThrow(GitHubLimitedError);
    expect(requested()).toEqual([]);
  });
});

describe('requestReviewers with what GitHub answers', () => {
  afterEach(() => nock.cleanAll());

  it.each([
    [
      'leaves one out without a word',
      { status: 201, body: { ...PULL, requested_reviewers: [{ login: 'bob' }], requested_teams: [] } },
      { requested: ['bob'], refused: [{ login: 'dora', reason: 'GitHub did not add it to those who are asked' }] },
    ],
    [
      'refuses for a reason we do not know',
      { status: 422, body: { message: 'Too many reviewers' } },
      {
        requested: [],
        refused: ['bob', 'dora'].map((login) => ({ login, reason: expect.stringContaining('Too many reviewers') })),
      },
    ],
  ])('tells that GitHub %s', async (_name, answer, expected) => {
    fakeGitHub(({ method, path }) => {
      if (path.startsWith('/repos/acme/shop/pulls/5/reviews')) return { body: [] };
      if (!path.startsWith('/repos/acme/shop/pulls/5/requested_reviewers')) return undefined;
      return method === 'GET' ? { body: { users: [], teams: [] } } : answer;
    });
    const asked = { users: ['bob', 'dora'], teams: [] };
    expect(await requestReviewers(await connect(), TARGET, asked, async () => undefined)).toEqual(expected);
  });
});
