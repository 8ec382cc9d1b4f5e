import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addEyes } from '../../../src/github/publish/add-eyes.js';
import { startCheckRun } from '../../../src/github/publish/check-run.js';
import { GitHubLimitedError } from '../../../src/github/client/github-error.js';
import type { Octokit } from '../../../src/github/client/installation-octokit.js';
import { signMarker, verifyMarker } from '../../../src/github/publish/marker.js';
import type { PostedIds, PublishPorts } from '../../../src/github/publish/publish-ports.js';
import { PullNotWantedError } from '../../../src/github/read/pull-not-wanted-error.js';
import { publishReview } from '../../../src/github/publish/publish-review.js';
import { upsertSummary } from '../../../src/github/publish/upsert-summary.js';
import { foldLastReview } from '../../../src/review/render/fold-last-review.js';
import { suggestionBlock } from '../../../src/github/publish/suggestion-block.js';
import type { InlineComment, RenderedReview } from '../../../src/review/types.js';
import { connect, fakeGitHub, PULL, TARGET, TOKEN, type Answer, type Request } from '../fake-github.js';
import { fakeReviews, type FakeReviews } from '../fake-reviews.js';

const KEY = Buffer.alloc(32, 1);
const LOST: Answer = { status: 502, body: { message: 'Bad gateway' } };
const LIMITED: Answer = { status: 403, body: { message: 'secondary rate limit' }, headers: { 'retry-after': '30' } };

let fake: FakeReviews;
let journal: Request[];
let octokit: Octokit;
let recorded: PostedIds[];
let ports: PublishPorts;
let refused: (readonly string[])[];

beforeEach(async () => {
  fake = fakeReviews();
  journal = fakeGitHub((request) => fake.route(request));
  octokit = await connect();
  recorded = [];
  refused = [];
  ports = {
    self: { botUserId: 77 },
    markerKeys: [KEY],
    runKey: 'run-1',
    trigger: 'auto:main',
    requestChanges: false,
    repositoryUrl: 'https://github.com/acme/shop',
    assertLease: async () => undefined,
    refused: (live) => refused.push(live),
    recordIds: async (ids) => void recorded.push(ids),
    lookupDelaysMs: [0, 1, 1],
  };
});
afterEach(() => nock.cleanAll());

function comment(line: number, change: Partial<InlineComment> = {}): InlineComment {
  return {
    findingId: `f-${line}`,
    handle: line,
    path: 'a.ts',
    side: 'RIGHT',
    line,
    startLine: null,
    body: `Finding ${line}`,
    ...change,
  };
}

function rendered(change: Partial<RenderedReview> = {}): RenderedReview {
  return {
    outcome: { kind: 'reviewed' },
    verdict: 'NEEDS_DISCUSSION',
    newMustFix: true,
    headSha: PULL.head.sha,
    round: 1,
    summary: '### Review: 1 finding',
    reviewBody: 'One finding.',
    comments: [comment(1), comment(2), comment(3)],
    resolved: [],
    check: { conclusion: 'success', title: '1 finding', summary: 'All read.', annotations: [] },
    ...change,
  };
}

function writes(method: string, path: RegExp): Request[] {
  return journal.filter((request) => request.method === method && path.test(request.path));
}
const submitted = () => fake.reviews.filter(({ state }) => state !== 'PENDING');
const publish = (review = rendered()) => publishReview(octokit, ports, review, TARGET);

describe('publishReview', () => {
  it('posts one review, one summary, one check run', async () => {
    const published = await publish();
    expect(published).toMatchObject({ superseded: null, demoted: [], failures: [] });
    expect(submitted()).toHaveLength(1);
    expect(submitted()[0]).toMatchObject({ state: 'COMMENTED', commit_id: PULL.head.sha });
    expect(fake.comments).toHaveLength(1);
    expect(fake.checks).toMatchObject([{ external_id: 'run-1', status: 'completed', conclusion: 'success' }]);
    expect(recorded.find((ids) => ids.comments)?.comments?.map(({ findingId }) => findingId)).toEqual([
      'f-1',
      'f-2',
      'f-3',
    ]);
  });

  it('leads from each row of the table to its comment, and from the check run to the review', async () => {
    const table = '| 🔴 | F1 Red | `a.ts:1` | open |\n| 🟠 | F9 Not on a line | `a.ts:9` | open |';
    const check = { conclusion: 'neutral' as const, title: '1 finding', summary: table, annotations: [] };
    await publish(rendered({ summary: `### Review: 1 finding\n\n${table}`, comments: [comment(1)], check }));
    const [review] = submitted();
    const page = 'https://github.com/acme/shop/pull/5#';
    const linked = table.replace('F1 Red', `[\`F1\`](${page}discussion_r${review?.comments[0]?.id}) Red`);
    expect(fake.comments[0]?.body).toContain(`\n\n${linked}\n`);
    expect(fake.checks[0]).toMatchObject({ summary: linked, details_url: `${page}pullrequestreview-${review?.id}` });
    expect(refused).toEqual([]);
    // The table is written once, when the ids are known: no edit comes after it.
    expect(writes('POST', /\/issues\/5\/comments$/)).toHaveLength(1);
    expect(writes('PATCH', /\/issues\/comments\//)).toEqual([]);
  });

  it('leads from the check run to the summary where no comment was made', async () => {
    await publish(rendered({ comments: [] }));
    expect(fake.checks[0]?.details_url).toBe(
      `https://github.com/acme/shop/pull/5#issuecomment-${fake.comments[0]?.id}`,
    );
  });

  it('D17: needs one review request for 65 findings', async () => {
    await publish(rendered({ comments: Array.from({ length: 65 }, (_unused, index) => comment(index + 1)) }));
    expect(writes('POST', /\/reviews$/)).toHaveLength(1);
    expect(submitted()[0]?.comments).toHaveLength(65);
  });

  it('submits no review without inline comments', async () => {
    await publish(rendered({ comments: [] }));
    expect(fake.reviews).toHaveLength(0);
    expect(fake.comments).toHaveLength(1);
  });

  it('posts nothing but the check run when it was skipped', async () => {
    await publish(rendered({ comments: [], summary: null }));
    expect([fake.reviews, fake.comments]).toEqual([[], []]);
    expect(fake.checks).toHaveLength(1);
  });

  it.each([
    [false, true, 'COMMENTED'],
    [true, false, 'COMMENTED'],
    [true, true, 'CHANGES_REQUESTED'],
  ])('requests changes only if told, and for something new: %s, %s', async (requestChanges, newMustFix, state) => {
    ports = { ...ports, requestChanges };
    await publish(rendered({ verdict: 'REQUEST_CHANGES', newMustFix }));
    expect(submitted()[0]?.state).toBe(state);
  });

  it('changes nothing on GitHub the second time', async () => {
    const first = await publish();
    const second = await publish();
    expect(second).toEqual(first);
    expect(submitted()).toHaveLength(1);
    expect(fake.comments).toHaveLength(1);
    expect(fake.checks).toHaveLength(1);
  });

  it.each(['create', 'submit', 'comment', 'create-check', 'update-check'])(
    'D2: survives a 502 after %s was done',
    async (name) => {
      let lost = 1;
      fake.afterWrite = (write) => (write === name && lost-- > 0 ? LOST : undefined);
      const annotations = Array.from({ length: 120 }, (_unused, index) => annotation(index + 1));
      await publish(rendered({ check: { conclusion: 'neutral', title: 't', summary: 's', annotations } }));
      expect([fake.reviews.length, submitted().length, fake.comments.length, fake.checks.length]).toEqual([1, 1, 1, 1]);
      expect(fake.checks[0]?.annotations).toHaveLength(120);
    },
  );

  it.each(['create', 'submit', 'comment'])('D13: survives a 502 after %s with reads that lag behind', async (name) => {
    let lost = 1;
    fake.afterWrite = (write) => {
      if (write !== name || lost-- <= 0) return undefined;
      fake.staleReads = 2;
      return LOST;
    };
    await publish();
    expect([fake.reviews.length, submitted().length, fake.comments.length]).toEqual([1, 1, 1]);
  });

  it.each(['create', 'submit', 'comment', 'update-check'])(
    'D5: throws a limit before %s and finishes later',
    async (name) => {
      let limits = 1;
      fake.beforeWrite = (write) => (write === name && limits-- > 0 ? LIMITED : undefined);
      await expect(publish()).rejects.toBeInstanceOf(GitHubLimitedError);
      await publish();
      expect([fake.reviews.length, submitted().length, fake.comments.length, fake.checks.length]).toEqual([1, 1, 1, 1]);
    },
  );

  it('D5: a limit between the pending review and its submission costs no second one: the same is submitted later', async () => {
    let limits = 1;
    fake.beforeWrite = (write) => (write === 'submit' && limits-- > 0 ? LIMITED : undefined);
    await expect(publish()).rejects.toBeInstanceOf(GitHubLimitedError);
    const [pending] = fake.reviews;
    await publish();
    expect(submitted()).toEqual([pending]);
    expect(writes('POST', /\/reviews$/)).toHaveLength(1);
    expect(writes('DELETE', /reviews/)).toHaveLength(0);
  });

  it.each<[string, () => void, number]>([
    ['a comment was lost from it', () => fake.reviews[0]?.comments.pop(), 3],
    ['it is of another head', () => (fake.reviews[0]!.body = signMarker('review', 'x', TARGET, KEY)), 3],
    ['a comment in it is not ours', () => (fake.reviews[0]!.comments[0]!.body = 'text'), 3],
  ])('D14: a pending review is not used when %s', async (_, damage, comments) => {
    let limits = 1;
    fake.beforeWrite = (write) => (write === 'submit' && limits-- > 0 ? LIMITED : undefined);
    await expect(publish()).rejects.toBeInstanceOf(GitHubLimitedError);
    damage();
    await publish();
    expect(fake.reviews).toHaveLength(1);
    expect(submitted()[0]?.comments).toHaveLength(comments);
    expect(
      submitted()[0]
        ?.comments.map(({ body }) => body)
        .join(),
    ).toContain('Finding 1');
  });

  it('D12: a pending review that appears in between makes way', async () => {
    let others = 1;
    fake.beforeWrite = (write) => {
      if (write !== 'create' || others-- <= 0) return undefined;
      const user = { id: 77, login: 'nectr[bot]', type: 'Bot' };
      fake.reviews.push({ id: 1, user, state: 'PENDING', body: 'left', commit_id: '', comments: [] });
      return { status: 422, body: { message: 'User can only have one pending review per pull request' } };
    };
    await publish();
    expect(fake.reviews).toMatchObject([{ state: 'COMMENTED' }]);
    expect(fake.reviews[0]?.comments).toHaveLength(3);
  });

  it('D12: a review that GitHub refuses for its head is not posted line by line', async () => {
    fake.badLines = new Set([1, 2, 3]);
    await publish();
    expect(fake.reviews).toEqual([]);
    expect(writes('POST', /\/reviews$/).length).toBeLessThanOrEqual(24);
    for (const line of [1, 2, 3]) expect(fake.comments[0]?.body).toContain(`Finding ${line}`);
  });

  it('D13: an answer 201 that no list shows yet leads to no second one', async () => {
    fake.afterWrite = (write) => {
      if (write === 'create' || write === 'submit' || write === 'comment') fake.staleReads = 1;
      return undefined;
    };
    await publish();
    expect([fake.reviews.length, submitted().length, fake.comments.length]).toEqual([1, 1, 1]);
  });

  it('S12: offers a suggestion only as one, in its own file, and none where a click could do harm', async () => {
    const body = 'Do this:\n\n```suggestion\nsteal()\n```';
    await publish(
      rendered({
        comments: [
          comment(1, { body }),
          comment(2, { suggestion: 'const a = 1;' }),
          comment(3, { path: '.github/workflows/ci.yml', suggestion: 'run: x' }),
        ],
      }),
    );
    const [text, offered, workflow] = submitted()[0]?.comments.map((one) => one.body) ?? [];
    expect(text).toMatch(/^````\nDo this:\n\n```suggestion\nsteal\(\)\n```\n````\n\n<!--/);
    expect(refused).toEqual([['a block that is drawn or taken over']]);
    expect(offered).toContain('Finding 2\n\n```suggestion\nconst a = 1;\n```\n\n<!--');
    expect(workflow).not.toContain('suggestion');
  });

  it('writes nothing once the lease is lost', async () => {
    for (let allowed = 0; allowed < 3; allowed++) {
      let left = allowed;
      const before = writes('POST', /\/repos\//).length + writes('PATCH', /./).length;
      ports.assertLease = async () => {
        if (left-- <= 0) throw new Error('lease lost');
      };
      await expect(publish(rendered({ headSha: PULL.head.sha, round: allowed }))).rejects.toThrow('lease lost');
      expect(writes('POST', /\/repos\//).length + writes('PATCH', /./).length - before).toBeLessThanOrEqual(allowed);
    }
  });

  it('E1: takes its pending review back when the head moved', async () => {
    fake.afterWrite = (write) => {
      if (write === 'create') fake.head = 'd'.repeat(40);
      return undefined;
    };
    expect(await publish()).toEqual({ superseded: 'd'.repeat(40) });
    expect([fake.reviews, fake.comments, fake.checks]).toEqual([[], [], []]);
  });

  it.each<[string, object]>([
    ['locked', { locked: true }],
    ['archived', { base: { ...PULL.base, repo: { full_name: 'acme/shop', archived: true } } }],
    ['closed', { state: 'closed' }],
    ['a draft', { draft: true }],
  ])('E4: takes its pending review back when the pull request became %s', async (_, change) => {
    ports.refusal = ({ state, draft }) => (state === 'closed' || draft ? 'not wanted' : null);
    fake.afterWrite = (write) => {
      if (write === 'create') fake.pull = change;
      return undefined;
    };
    await expect(publish()).rejects.toBeInstanceOf(PullNotWantedError);
    expect([fake.reviews, fake.comments, fake.checks]).toEqual([[], [], []]);
    expect(await publish(rendered({ summary: null, comments: [] }))).toMatchObject({ superseded: null });
    expect(fake.checks).toHaveLength(1);
  });

  it.each(['Unable to create comment because issue is locked.', 'Repository was archived so is read-only.'])(
    'E4: ends when already the first write is refused: %s',
    async (message) => {
      fake.beforeWrite = () => ({ status: 403, body: { message } });
      await expect(publish()).rejects.toBeInstanceOf(PullNotWantedError);
      expect(fake.reviews).toEqual([]);
    },
  );

  it('E2: a push after the last look gets the review of the head that was read, and it says so', async () => {
    const read = PULL.head.sha;
    fake.beforeWrite = (write) => {
      if (write === 'submit') fake.head = 'd'.repeat(40);
      return undefined;
    };
    await publish(rendered({ reviewBody: `Review: 1 must-fix · reviewed ${read.slice(0, 7)}` }));
    expect(submitted()).toMatchObject([{ commit_id: read, body: expect.stringContaining(read.slice(0, 7)) }]);
    expect(fake.checks).toMatchObject([{ head_sha: read, status: 'completed' }]);
  });

  it('D14: deletes what a crash left pending, and only what is ours', async () => {
    const left = { state: 'PENDING', body: '', commit_id: '', comments: [] };
    fake.reviews.push({ ...left, id: 1, user: { id: 77, login: 'nectr[bot]', type: 'Bot' } });
    const other = { ...left, state: 'COMMENTED', id: 2, user: { id: 5, login: 'alice', type: 'User' } };
    fake.reviews.push(other);
    await publish();
    expect(fake.reviews.map(({ id }) => id)).not.toContain(1);
    expect(fake.reviews).toContain(other);
  });

  it.each([[[2]], [[1, 3]], [[3]]])('D12: demotes lines %j and keeps the rest', async (bad) => {
    fake.badLines = new Set(bad);
    const published = await publish();
    expect(published).toMatchObject({ demoted: bad.map((line) => `f-${line}`) });
    const [review] = submitted();
    expect(review?.comments.map(({ line }) => line)).toEqual([1, 2, 3].filter((line) => !bad.includes(line)));
    for (const line of bad) expect(review?.body).toContain(`Finding ${line}`);
    expect(fake.reviews).toHaveLength(1);
  });

  it('D12: finds 3 bad lines among 40 within its budget', async () => {
    fake.badLines = new Set([7, 8, 31]);
    await publish(rendered({ comments: Array.from({ length: 40 }, (_unused, index) => comment(index + 1)) }));
    expect(submitted()[0]?.comments.length).toBeGreaterThan(25);
    expect(writes('POST', /\/reviews$/).length).toBeLessThanOrEqual(24);
  });

  it('D12: puts everything into the summary if no line can be commented', async () => {
    fake.badLines = new Set([1, 2, 3]);
    expect(await publish()).toMatchObject({ reviewId: null, demoted: ['f-1', 'f-2', 'f-3'] });
    expect(fake.reviews).toHaveLength(0);
    expect(fake.comments[0]?.body).toContain('Finding 3');
  });

  it.each([
    [6, undefined],
    [0, undefined],
    [4, 4],
  ])('D12: sends the start line %d of line 6 only if it precedes it', async (startLine, expected) => {
    await publish(rendered({ comments: [comment(6, { startLine })] }));
    const sent = JSON.stringify(writes('POST', /\/reviews$/)[0]?.body.comments);
    expect(/"start_line":(\d+)/.exec(sent)?.[1]).toBe(expected?.toString());
  });

  it('S10, S11, S27: posts inert, short text without secrets', async () => {
    const body = `@all ${TOKEN} ${'🔴'.repeat(20_000)}`;
    await publish(rendered({ summary: body, comments: [comment(1, { body })] }));
    for (const text of [fake.comments[0]?.body, submitted()[0]?.comments[0]?.body]) {
      expect(text).toMatch(/^```\n> @all \[redacted\]/);
      expect(Buffer.byteLength(text ?? '')).toBeLessThanOrEqual(60_000);
    }
  });

  it('S13: edits only a summary that is ours by author and marker', async () => {
    const marker = signMarker('summary', '9', TARGET, KEY);
    fake.comments.push({ id: 1, user: { id: 5, login: 'mallory', type: 'User' }, body: marker });
    fake.comments.push({ id: 2, user: { id: 77, login: 'nectr[bot]', type: 'Bot' }, body: 'an answer to a command' });
    await publish();
    expect(fake.comments[0]?.body).toBe(marker);
    expect(fake.comments[1]?.body).toBe('an answer to a command');
    await publish(rendered({ summary: '### Round 2' }));
    expect(fake.comments).toHaveLength(3);
    expect(fake.comments[2]?.body).toContain('Round 2');
  });

  it('folds the last review under a failure, once however often it fails, and leaves it there no longer than that', async () => {
    const review =
      '### Review: 1 must-fix\n\n| | Finding |\n|-|-|\n| 🔴 | F1 key |\n\n<details><summary>Coverage</summary>\n\nx\n\n</details>';
    const fail = (text: string) =>
      upsertSummary(octokit, ports, TARGET, (earlier) => foldLastReview(`### Review failed · ${text}`, earlier));
    await fail('first');
    expect(fake.comments[0]?.body).toMatch(/^### Review failed · first\n\n<!--/);
    await publish(rendered({ summary: review }));
    for (const text of ['second', 'third', 'third']) await fail(text);
    expect(fake.comments).toHaveLength(1);
    const [body = ''] = fake.comments.map((comment) => comment.body);
    expect(body).toMatch(
      /^### Review failed · third\n\n<details><summary>The last review<\/summary>\n\n### Review: 1 must-fix/,
    );
    expect(body.split(/F1`\]\(\S+\) key/)).toHaveLength(2);
    expect(body.match(/<\/details>/g)).toHaveLength(2);
    const edits = writes('PATCH', /issues\/comments/).length;
    await fail('third');
    expect(writes('PATCH', /issues\/comments/)).toHaveLength(edits);
    await publish(rendered({ summary: '### Round 2' }));
    expect(fake.comments[0]?.body).toMatch(/^### Round 2\n\n<!--/);
  });

  it('edits and minimises fixed comments, and says what did not work', async () => {
    await publish();
    const [first] = submitted()[0]?.comments ?? [];
    const resolved = [
      { findingId: 'f-1', commentId: first?.id ?? 0, commentNodeId: null, body: 'Fixed in abc' },
      { findingId: 'f-9', commentId: 999, commentNodeId: 'x', body: 'Fixed' },
    ];
    const published = await publish(rendered({ comments: [], resolved }));
    expect(first?.body).toMatch(/^Fixed in abc\n\n<!-- nectr:finding:v1:f-1:/);
    expect(fake.minimised).toEqual([first?.node_id]);
    expect(published).toMatchObject({ failures: ['Comment 999 is gone'] });
  });

  it.each([0, 1, 50, 51, 120])('D18: sends %d annotations fifty at a time', async (count) => {
    const annotations = Array.from({ length: count }, (_unused, index) => annotation(index + 1));
    await publish(
      rendered({ check: { conclusion: 'neutral', title: 't', summary: '🔴'.repeat(17_500), annotations } }),
    );
    expect(fake.checks[0]?.annotations).toHaveLength(count);
    expect(writes('PATCH', /check-runs/)).toHaveLength(Math.max(1, Math.ceil(count / 50)));
    expect(Buffer.byteLength(fake.checks[0]?.summary ?? '')).toBeLessThanOrEqual(60_000);
  });
});

it('starts a check run once for each run', async () => {
  const key = {
    headSha: PULL.head.sha,
    runKey: 'run-2',
    repositoryUrl: ports.repositoryUrl,
    assertLease: async () => undefined,
    refused: () => undefined,
  };
  expect(await startCheckRun(octokit, TARGET, key)).toBe(await startCheckRun(octokit, TARGET, key));
  expect(fake.checks).toHaveLength(1);
  expect(fake.checks[0]?.details_url).toBe('https://github.com/acme/shop/pull/5');
});

it('shows that it saw the pull request', async () => {
  await addEyes(octokit, TARGET);
  expect(writes('POST', /reactions/)[0]?.body).toEqual({ content: 'eyes' });
});

describe('S13: markers', () => {
  const marker = signMarker('finding', 'f-1', TARGET, KEY);
  it.each<[string, string, Buffer[], object, string | null]>([
    ['ours', marker, [KEY], TARGET, 'f-1'],
    ['signed with the old key', marker, [Buffer.alloc(32, 2), KEY], TARGET, 'f-1'],
    ['of another app', marker, [Buffer.alloc(32, 2)], TARGET, null],
    ['copied to another pull request', marker, [KEY], { ...TARGET, number: 6 }, null],
    ['with another id', marker.replace('f-1', 'f-2'), [KEY], TARGET, null],
    ['of another kind', marker.replace('finding', 'review'), [KEY], TARGET, null],
    ['before a forged one', `${marker}\n${marker.replace('f-1', 'f-2')}`, [KEY], TARGET, 'f-1'],
    [
      'behind one of ours that we repeated',
      `${signMarker('finding', 'f-2', TARGET, KEY)}\n${marker}`,
      [KEY],
      TARGET,
      'f-1',
    ],
    [
      'repeated in something else of ours',
      `${marker}\n${signMarker('reply', 'r-1', TARGET, KEY)}`,
      [KEY],
      TARGET,
      null,
    ],
    ['behind a forged one', `${marker.replace('f-1', 'f-2')}\n${marker}`, [KEY], TARGET, 'f-1'],
  ])('%s', (_name, text, keys, scope, expected) => {
    expect(verifyMarker(text, 'finding', scope as typeof TARGET, keys)).toBe(expected);
  });
});

describe('S12: suggestionBlock', () => {
  it.each([
    ['src/a.ts', 'a\n  b', true],
    ['docs/github/a.md', 'a', true],
    ['src/package.json.ts', 'a', true],
    ['.github/workflows/ci.yml', 'a', false],
    ['web/package.json', 'a', false],
    ['yarn.lock', 'a', false],
    ['scripts/release.sh', 'a', false],
    ['src/a.ts', 'fetch("https://evil.example")', false],
    ['src/a.ts', 'a\n```\n@alice', false],
    ['src/a.ts', 'a\u202eb', false],
    ['src/a.ts', 'a\u001b[1m', false],
    ['src/a.ts', 'a'.repeat(2001), false],
    ['src/a.ts', "send('Authorization: Bearer abc')", false],
  ])('%s: %j is offered: %s', (path, text, offered) => {
    expect(suggestionBlock(path, text) !== null).toBe(offered);
  });
});

function annotation(line: number) {
  return { path: 'a.ts', line, startLine: line, level: 'warning' as const, title: 't', message: 'm' };
}
