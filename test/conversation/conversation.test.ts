import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Issue, ReviewComment } from '../../src/sandbox/types.js';
import { buildConversationStage, type ConversationStage } from './stage.js';

let stage: ConversationStage;
let issue: Issue;
let findings: Awaited<ReturnType<ConversationStage['review']>>;

beforeAll(async () => {
  stage = await buildConversationStage();
});
beforeEach(async () => {
  stage.ports.claude = null;
  issue = await stage.openPull();
  findings = await stage.review(issue);
});
afterAll(() => stage.close());

const say = async (user: string, body: string) => {
  const made = await stage.sandbox.comment(stage.repository, issue.number, user, body);
  await stage.settle();
  return made.reactions.map(({ content }) => content);
};
const answerIn = async (commentId: number, user: string, body: string) => {
  const made = await stage.sandbox.replyTo(stage.repository, issue.number, commentId, user, body);
  await stage.settle();
  return made;
};
const lastIn = () => [...(issue.pull?.reviewComments.values() ?? [])].at(-1);
const startOf = (text: string) => new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}`);
const comment = (id: number): ReviewComment => {
  const found = issue.pull?.reviewComments.get(id);
  if (!found) throw new Error(`no review comment ${id}`);
  return found;
};
const summary = () =>
  [...stage.repository.comments.values()].find(
    (each) => each.issueNumber === issue.number && each.body.includes('nectr:summary'),
  )?.body ?? '';
const states = async (): Promise<string[]> => {
  const rows: { state: string }[] = await stage.source.query(
    `SELECT f.state FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id WHERE p.number = $1 ORDER BY handle`,
    [issue.number],
  );
  return rows.map(({ state }) => state);
};
const inline = () => findings.filter(({ commentId }) => commentId !== null);

describe('E15: who may command', () => {
  it.each([
    ['dora', '/nectr pause', ['+1'], 'are paused'],
    ['acme', '/nectr dismiss F1 not a bug', ['+1'], null],
    ['reader', '/nectr pause', ['confused'], 'needs write permission to the repository; yours is: read'],
    ['stranger', '/nectr review', ['confused'], 'needs write permission to the repository; yours is: none'],
    ['stranger', '/nectr ask why?', ['confused'], 'needs write permission'],
    ['stranger', '/nectr help', ['+1'], '`/nectr review [full]`'],
    ['reader', '/nectr config', ['+1'], 'min_severity: minor  # default'],
    ['stranger', '/nectr approve', ['confused'], 'There is no command `approve`'],
    // A rule's finding is explained in the rule's own words; Claude is not configured here.
    ['dora', '/nectr explain F1', ['+1'], 'F1: '],
    ['dora', '/nectr explain F99', ['confused'], 'There is no F99 on this pull request'],
    ['dora', '/nectr dismiss not a bug', ['confused'], 'Say which finding you mean'],
    ['dora', '/nectr reopen F1', ['confused'], 'F1 is not dismissed: it is open'],
    ['dora', '/nectr ask why?', ['confused'], 'Claude is not configured'],
    ['stranger', '/nectr', ['+1'], '`/nectr review [full]`'],
    ['stranger', '@nectr why is this wrong?', ['+1'], '`/nectr review [full]`'],
    ['dora', '@nectr[bot]', ['+1'], '`/nectr review [full]`'],
    ['dora', '/nectr review', ['+1'], 'Review: 2 must-fix'],
  ])('%s says %s', async (user, body, reactions, text) => {
    expect(await say(user, body)).toEqual(reactions);
    expect(stage.replies(issue)).toEqual(text === null ? [] : [expect.stringContaining(text)]);
  });

  it.each([
    ['dora', '/nectr pause', '> `/nectr pause` by `@dora`\n\nAutomatic reviews'],
    ['dora', '/nectr review', '> `/nectr review` by `@dora`\n\nReview: 2 must-fix'],
    ['stranger', '/nectr pause', '> `/nectr pause` by `@stranger`\n\nThis needs write permission'],
    [
      'dora',
      '/nectr @acme/all fixes #1 `x` <!-- hidden -->https://a.example',
      '> ``/nectr @acme/all fixes #1 `x` https://a.example`` by `@dora`\n\nThere is no command',
    ],
    [
      'dora',
      `/nectr explain ${'F9 '.repeat(45)}`,
      `> \`/nectr explain ${'F9 '.repeat(34)}F9…\` by \`@dora\`\n\n\`explain\``,
    ],
    ['dora', '/nectr ask is ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2 ours?', '> `/nectr ask is [redacted'],
  ])('%s says %s, and the answer names both', async (user, body, begin) => {
    await say(user, body);
    expect(stage.replies(issue)).toEqual([expect.stringMatching(startOf(begin))]);
  });

  it('takes away no reaction but its own', async () => {
    const made = await stage.sandbox.comment(stage.repository, issue.number, 'dora', '/nectr pause');
    const person = { id: 77, login: 'mia', type: 'User' as const };
    const bot = { id: 78, login: 'other[bot]', type: 'Bot' as const };
    for (const user of [person, bot])
      made.reactions.push({ id: user.id, user, content: 'eyes', createdAt: made.createdAt });
    await stage.settle();
    expect(made.reactions.map(({ user, content }) => [user.login, content])).toEqual([
      ['mia', 'eyes'],
      ['other[bot]', 'eyes'],
      ['nectr[bot]', '+1'],
    ]);
  });

  it.each([
    ['the answer to the new one is lost', 'POST', /comments\/\d+\/reactions$/, 'lost-answer', 1],
    ['GitHub is away when the old one is taken back', 'DELETE', /reactions\/\d+$/, 'status', 1],
    ['the answer to the taking back is lost', 'DELETE', /reactions\/\d+$/, 'lost-answer', 1],
    ['the list cannot be read', 'GET', /comments\/\d+\/reactions$/, 'status', 3],
  ] as const)('leaves one reaction and one answer although %s', async (_, method, path, kind, times) => {
    const made = await stage.sandbox.comment(stage.repository, issue.number, 'dora', '/nectr pause');
    stage.sandbox.state.faults.add({ kind, status: 502, match: { method, path }, times });
    for (let attempt = 0; attempt < 3; attempt++) {
      await stage.settle().catch(() => undefined);
      await stage.source.query(`UPDATE workflow_runs SET status = 'pending' WHERE status = 'running'`);
    }
    await stage.settle();
    expect(stage.sandbox.state.faults.pending()).toBe(0);
    expect(made.reactions.map(({ content }) => content)).toEqual(['+1']);
    expect(stage.replies(issue)).toHaveLength(1);
  });

  it('says no with words once for each person and pull request, and goes on saying it with a face', async () => {
    for (let time = 0; time < 3; time++) expect(await say('stranger', '/nectr pause')).toEqual(['confused']);
    expect(stage.replies(issue)).toHaveLength(1);
    await say('reader', '/nectr pause');
    expect(stage.replies(issue)).toHaveLength(2);
  });

  it('shows help and config to a person once an hour', async () => {
    for (const [body, reaction] of [
      ['/nectr help', '+1'],
      ['/nectr help', 'confused'],
      ['/nectr approve', 'confused'],
      ['/nectr config', '+1'],
      ['/nectr config', 'confused'],
    ] as const) {
      expect(await say('stranger', body)).toEqual([reaction]);
    }
    expect(stage.replies(issue)).toHaveLength(2);
    await stage.source.query(`UPDATE reply_limits SET replied_at = now() - interval '61 minutes'`);
    await say('stranger', '/nectr help');
    expect(stage.replies(issue)).toHaveLength(3);
  });

  it('corrects whoever may write each time', async () => {
    await say('dora', '/nectr pauze');
    await say('dora', '/nectr resum');
    expect(stage.replies(issue)).toEqual([
      expect.stringContaining('Did you mean `pause`'),
      expect.stringContaining('Did you mean `resume`'),
    ]);
  });

  it('does nothing for a comment that is deleted before it is seen', async () => {
    const made = await stage.sandbox.comment(stage.repository, issue.number, 'dora', '/nectr pause');
    stage.repository.comments.delete(made.id);
    await stage.settle();
    expect(stage.replies(issue)).toEqual([]);
    expect(
      await stage.source.query('SELECT 1 FROM pull_requests WHERE paused AND number = $1', [issue.number]),
    ).toEqual([]);
  });

  it('does nothing for edited and deleted commands', async () => {
    const made = await stage.sandbox.comment(stage.repository, issue.number, 'dora', 'hello');
    await stage.sandbox.changeComment(stage.repository, made, { body: '/nectr pause' });
    await stage.sandbox.changeComment(stage.repository, made, 'deleted');
    expect(await stage.settle()).toEqual([]);
    expect(stage.replies(issue)).toEqual([]);
  });
});

describe('a pull request that is older than the installation', () => {
  it('is reviewed when asked, and known from then on', async () => {
    issue = await stage.openPull(undefined, false);
    await say('dora', '/nectr help');
    expect(await say('dora', '/nectr review')).toEqual(['+1']);
    expect(stage.replies(issue).at(-1)).toContain('Review: 2 must-fix');
    expect(
      await stage.source.query('SELECT head_sha = last_reviewed_sha AS known FROM pull_requests WHERE number = $1', [
        issue.number,
      ]),
    ).toEqual([{ known: true }]);
    const head = [...stage.repository.checkRuns.values()].filter(({ headSha }) => headSha === issue.pull?.head.sha);
    expect(head.at(-1)).toMatchObject({ status: 'completed' });
  });
});

describe('dismiss and reopen', () => {
  it('shows who dismissed it and why, folds the comment, notifies nobody, and gives it all back', async () => {
    const [finding] = inline();
    if (!finding) throw new Error('no inline finding');
    const before = comment(finding.commentId).body;
    const handle = `F${finding.handle}`;
    expect(summary()).toContain('2 must-fix');
    expect(await say('dora', `/nectr dismiss ${handle} by design for 30d: it is @acme/all's demo`)).toEqual(['+1']);
    const dismissed = comment(finding.commentId);
    expect(dismissed.minimized).toBe('resolved');
    expect(dismissed.body).toMatch(
      /^Dismissed by `@dora`: intentional here \(it is `@acme\/all`'s demo\), until 20\d\d-/,
    );
    expect(summary()).toMatch(
      new RegExp(`\\| \\[\`${handle}\`\\]\\(\\S+\\) .* \\| dismissed by dora: intentional here \\|`),
    );
    expect(summary()).toContain('Review: 1 must-fix');
    expect(
      await stage.source.query(
        "SELECT reason, author_login, reach, text FROM memories WHERE state = 'active' ORDER BY created_at DESC LIMIT 1",
      ),
    ).toEqual([{ reason: 'intentional here', author_login: 'dora', reach: 'finding', text: "it is @acme/all's demo" }]);
    expect(await say('acme', `/nectr reopen ${handle}`)).toEqual(['+1']);
    expect(comment(finding.commentId)).toMatchObject({ minimized: null, body: before });
    expect(summary()).toContain('Review: 2 must-fix');
    expect(await states()).toEqual(findings.map(() => 'open'));
    expect(stage.replies(issue)).toEqual([]);
  });

  it('lets the check follow: green when nothing that must be fixed is open, red again when something is', async () => {
    const [check] = stage.repository.checkRuns.values();
    const short = issue.pull?.head.sha.slice(0, 7);
    await stage.source.query('UPDATE reviews SET fail_check = true');
    await stage.source.query(`UPDATE findings SET severity = 'minor' WHERE handle > 1`);
    await stage.source.query(`UPDATE reviews SET outcome = 'reviewed', reason = NULL`);
    await say('dora', '/nectr dismiss F1 not a bug');
    expect(check?.conclusion).toBe('success');
    expect(check?.title).toMatch(new RegExp(`^Review: \\d+ minor · 1 dismissed · \\D*${short}$`));
    expect(check?.summary).toContain('| dismissed by dora: not a bug |');
    expect(check?.summary).not.toContain('### Review');
    await say('dora', '/nectr reopen F1');
    expect(check?.conclusion).toBe('failure');
    expect(check?.title).toMatch(/^Review: 1 must-fix, \d+ minor · /);
    expect(check?.summary).not.toContain('dismissed by dora');
    expect(stage.repository.checkRuns.size).toBe(1);
  });

  it('leaves the check of an earlier head, and one of which it is not known whether it may fail', async () => {
    const [check] = stage.repository.checkRuns.values();
    const before = { ...check };
    await stage.source.query('UPDATE reviews SET fail_check = NULL');
    await say('dora', '/nectr dismiss F1 not a bug');
    expect(check).toEqual(before);
    await stage.source.query('UPDATE reviews SET fail_check = true');
    await stage.source.query(`UPDATE pull_requests SET head_sha = 'another' WHERE number = $1`, [issue.number]);
    await say('dora', '/nectr reopen F1');
    expect(check).toEqual(before);
  });

  it('is carried out although GitHub does not let the check be changed', async () => {
    stage.sandbox.state.faults.add({
      kind: 'status',
      status: 403,
      match: { method: 'PATCH', path: /\/check-runs\// },
      times: 100,
    });
    expect(await say('dora', '/nectr dismiss F1 not a bug')).toEqual(['+1']);
    stage.sandbox.state.faults.clear();
    expect((await states())[0]).toBe('dismissed');
    expect(summary()).toContain('1 dismissed');
  });

  it('does not touch a finding that is fixed', async () => {
    await stage.source.query(`UPDATE findings SET state = 'fixed', fixed_in = 'abc'`);
    await say('dora', '/nectr dismiss F1 not a bug');
    expect(stage.replies(issue)).toEqual([
      '> `/nectr dismiss F1 not a bug` by `@dora`\n\nF1 is fixed already: there is nothing to dismiss.',
    ]);
  });

  it('holds although a review that began before it is posted after it, and the summary shows it', async () => {
    stage.sandbox.state.faults.add({
      kind: 'delay',
      delayMs: 1000,
      match: { method: 'GET', path: /\/reviews$/ },
      times: 1,
    });
    await stage.sandbox.comment(stage.repository, issue.number, 'dora', '/nectr review');
    const running = stage.settle();
    await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 10_000 }).toBe(0);
    await stage.source.query(
      `WITH d AS (INSERT INTO memories (installation_id, repository_id, number, type, state, source_kind, pull_request_id, handle,
              source_key, reach, path, fingerprint, claim, reason, author_login, author_id)
        SELECT f.installation_id, f.repository_id, 99, 'dismissal', 'active', 'comment', f.pull_request_id, handle, 'x', 'finding',
            path, fingerprint, 'c', 'not a bug', 'dora', 5
          FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id WHERE p.number = $1 AND handle = 1 RETURNING id, pull_request_id)
       UPDATE findings f SET state = 'dismissed', dismissal_id = d.id FROM d WHERE f.pull_request_id = d.pull_request_id AND handle = 1`,
      [issue.number],
    );
    await running;
    expect((await states())[0]).toBe('dismissed');
    expect(summary()).toMatch(/\| \[`F1`\]\(\S+\) .* \| dismissed \|/);
  });

  it('in the thread of a finding means that finding', async () => {
    const [finding] = inline();
    if (!finding) throw new Error('no inline finding');
    await answerIn(finding.commentId, 'dora', '/nectr dismiss out of scope');
    expect(comment(finding.commentId).body).toMatch(
      new RegExp(
        `^Dismissed by \`@dora\`: out of scope\\. \`/nectr reopen F${finding.handle}\` or \`/nectr forget M\\d+\` takes it back\\.`,
      ),
    );
    expect(lastIn()).toMatchObject({ body: '/nectr dismiss out of scope', reactions: [{ content: '+1' }] });
    await answerIn(finding.commentId, 'dora', '/nectr explain');
    expect(lastIn()).toMatchObject({ inReplyTo: finding.commentId, user: { type: 'Bot' } });
  });

  it.each(['file', 'repository'])('says on the comment that it reaches over the %s', async (scope) => {
    const [finding] = inline();
    if (!finding) throw new Error('no inline finding');
    // What is about security is dismissed one by one.
    await stage.source.query(`UPDATE findings SET category = 'bug' WHERE github_comment_id = $1`, [finding.commentId]);
    await answerIn(finding.commentId, 'dora', `/nectr dismiss not a bug in this ${scope}`);
    expect(comment(finding.commentId).body).toMatch(new RegExp(`^Dismissed in this ${scope} by \`@dora\`: not a bug`));
    expect(stage.replies(issue)).toEqual([]);
    // The other tests share this repository.
    await answerIn(finding.commentId, 'dora', '/nectr reopen');
    expect(await states()).toEqual(findings.map(() => 'open'));
  });
});

describe('replies in the thread of a finding, without a model', () => {
  it.each([
    ['dora', 'This is intentional.', 'dismissed', null, ['+1']],
    ['dora', 'false positive', 'dismissed', null, ['+1']],
    ['dora', 'thanks, fixed', 'open', null, []],
    ['dora', 'I do not agree at all', 'open', /^Not wanted\? Answer with the reason/, []],
    [
      'dora',
      'is that really a false positive?',
      'open',
      /^> `is that really a false positive\?` by `@dora`\n\nF\d+: /,
      [],
    ],
    ['dora', 'false positive, or not?', 'open', /^> `false positive, or not\?` by `@dora`\n\nF\d+: /, []],
    ['stranger', 'This is intentional.', 'open', null, []],
    ['reader', 'nonsense', 'open', null, []],
    ['other[bot]', 'This is intentional.', 'open', null, []],
  ])('%s: %s', async (user, body, state, text, reactions) => {
    const [finding] = inline();
    if (!finding) throw new Error('no inline finding');
    const made = await answerIn(finding.commentId, user, body);
    expect((await states())[finding.handle - 1]).toBe(state);
    expect(stage.replies(issue)).toEqual(text === null ? [] : [expect.stringMatching(text)]);
    expect(made.reactions.map(({ content }) => content)).toEqual(reactions);
  });

  it('asks for the reason once, whoever goes on', async () => {
    const [finding] = inline();
    if (!finding) throw new Error('no inline finding');
    for (const body of ['I do not agree at all', 'still not', 'really not'])
      await answerIn(finding.commentId, 'dora', body);
    expect(stage.replies(issue)).toHaveLength(1);
    await answerIn(finding.commentId, 'dora', 'wrong fact: it is checked above');
    expect((await states())[finding.handle - 1]).toBe('dismissed');
  });
});

describe('pause and resume', () => {
  const push = async () => {
    await stage.sandbox.push(stage.repository, issue.number, issue.pull?.head.sha ?? '');
    await stage.settle();
  };
  const checks = () =>
    [...stage.repository.checkRuns.values()].filter(({ headSha }) => headSha === issue.pull?.head.sha);
  const comments = () => [...stage.repository.comments.values()].filter((each) => each.issueNumber === issue.number);

  it('skips automatic reviews with the reason in the check run, and reviews once when asked', async () => {
    await say('dora', '/nectr pause');
    const before = comments().length;
    await push();
    expect(checks().at(-1)).toMatchObject({ conclusion: 'skipped', title: 'Skipped: paused by @dora: /nectr resume' });
    expect(comments()).toHaveLength(before);
    await say('dora', '/nectr review');
    expect(stage.replies(issue).at(-1)).toContain('Review: 2 must-fix');
    await push();
    expect(checks().at(-1)).toMatchObject({ conclusion: 'skipped' });
  });

  it('resume reviews a head that has no review, and only such a one', async () => {
    await say('dora', '/nectr pause');
    await say('dora', '/nectr resume');
    expect(stage.replies(issue).at(-1)).toContain('This head needs no new review');
    await say('dora', '/nectr pause');
    await stage.source.query('UPDATE pull_requests SET last_reviewed_sha = $1 WHERE number = $2', ['x', issue.number]);
    const made = await stage.sandbox.comment(stage.repository, issue.number, 'dora', '/nectr resume');
    expect(await stage.settle()).toEqual(['conversation', 'pr_review']);
    expect(made.reactions).toHaveLength(1);
    expect(stage.replies(issue).at(-1)).toContain('This head is reviewed now');
    expect(stage.replies(issue)).toHaveLength(4);
  });

  it('pauses by itself after eight automatic reviews within an hour, says so once, and counts anew after resume', async () => {
    const fill = (times: number) =>
      stage.source.query(
        `INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
         SELECT installation_id, repository_id, id, number, gen_random_uuid(), 'b', 'auto:main', 'reviewed' FROM pull_requests,
                generate_series(1, $2) WHERE number = $1`,
        [issue.number, times],
      );
    await fill(6);
    await push();
    expect(stage.replies(issue)).toEqual([]);
    await fill(1);
    await push();
    await push();
    expect(stage.replies(issue)).toEqual([expect.stringContaining('had 8 within 60 minutes')]);
    expect(checks().at(-1)?.title).toBe('Skipped: paused after 8 automatic reviews within 60 minutes: /nectr resume');
    await say('dora', '/nectr resume');
    await push();
    expect(await stage.source.query('SELECT paused FROM pull_requests WHERE number = $1', [issue.number])).toEqual([
      { paused: false },
    ]);
  });
});

describe('the reply', () => {
  it.each([
    ['an issue comment', /\/issues\/\d+\/comments$/, () => say('dora', '/nectr forget M99999')],
    [
      'a reply in a thread',
      /\/comments\/\d+\/replies$/,
      () => answerIn(inline()[0]?.commentId ?? 0, 'dora', '/nectr explain'),
    ],
  ])('is posted once although the answer to it was lost: %s', async (_, path, act) => {
    stage.sandbox.state.faults.add({ kind: 'lost-answer', status: 502, match: { method: 'POST', path }, times: 1 });
    await act();
    expect(stage.sandbox.state.faults.pending()).toBe(0);
    expect(stage.replies(issue)).toHaveLength(1);
  });

  it('is not taken from a person who copied our marker (S13)', async () => {
    const made = await say('dora', '/nectr forget M99999');
    expect(made).toEqual(['confused']);
    const [ours] = [...stage.repository.comments.values()].filter(
      ({ body, issueNumber }) => issueNumber === issue.number && body.includes('nectr:reply'),
    );
    if (!ours) throw new Error('no reply');
    ours.user = { id: 5, login: 'mallory', type: 'User' };
    await stage.source.query(
      `UPDATE workflow_runs SET status = 'pending', outcome = NULL, completed_at = NULL WHERE execution_id = (SELECT execution_id FROM
        workflow_runs WHERE workflow_type = 'conversation' ORDER BY queued_at DESC LIMIT 1)`,
    );
    await stage.settle();
    expect(stage.replies(issue)).toHaveLength(1);
  });

  it('waits for a lease that another writer holds', async () => {
    await stage.source.query(
      `UPDATE pull_requests SET locked_by = 'run:other#1', locked_until = now() + interval '1 minute' WHERE number = $1`,
      [issue.number],
    );
    await expect(say('dora', '/nectr pause')).rejects.toThrow('another writer is at work');
    await stage.source.query('UPDATE pull_requests SET locked_by = NULL, locked_until = NULL');
    await stage.source.query(`UPDATE workflow_runs SET status = 'pending' WHERE status = 'running'`);
    await stage.settle();
    expect(stage.replies(issue)).toEqual([expect.stringContaining('are paused')]);
  });
});
