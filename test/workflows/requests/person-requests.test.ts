import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource, EntityManager } from 'typeorm';
import { withTenant } from '../../../src/access/tenancy/with-tenant.js';
import { createDataSource } from '../../../src/database/data-source.js';
import type { Issue } from '../../../src/sandbox/types.js';
import { lockPull } from '../../../src/workflows/events/lock-pull.js';
import { DismissInput, dismissByPerson } from '../../../src/workflows/requests/dismiss-by-person.js';
import { forgetByPerson } from '../../../src/workflows/requests/forget-by-person.js';
import { pausePullByPerson, resumePullByPerson } from '../../../src/workflows/requests/pause-by-person.js';
import { reopenByPerson } from '../../../src/workflows/requests/reopen-by-person.js';
import { rerunReview } from '../../../src/workflows/requests/rerun-review.js';
import { buildConversationStage, type ConversationStage } from '../../conversation/stage.js';
import { userNamed } from '../../../src/sandbox/state.js';

let stage: ConversationStage;
let installationId: number;
let api: DataSource;
let counted = 0;

beforeAll(async () => {
  stage = await buildConversationStage();
  const { options } = stage.source;
  api = createDataSource({
    scope: 'tenant',
    url: 'url' in options ? (options.url ?? '') : '',
    poolSize: 4,
    applicationName: 'test api',
  });
  await api.initialize();
});
afterAll(async () => {
  await api.destroy();
  await stage.close();
});

/** As a route calls it: in a transaction that sees one installation. */
function tenant<Input, Answer>(
  act: (source: EntityManager, input: Input) => Promise<Answer>,
  input: Input,
  installation = installationId,
): Promise<Answer> {
  return withTenant(api, [installation], (manager) => act(manager, input));
}

/** As the sandbox knows her. */
const dora = {
  get githubId() {
    return userNamed(stage.sandbox.state, 'dora').id;
  },
  login: 'dora',
};
const asked = () => ({ installationId, by: dora, requestId: `request ${(counted += 1)}` });

interface Told {
  id: string;
  handle: number;
  rule: string;
  commentId: number | null;
}

/** A pull request that has been reviewed once. */
async function reviewed(): Promise<{ issue: Issue; pullRequestId: string; findings: Told[] }> {
  const issue = await stage.openPull();
  await stage.settle();
  const [pull]: { id: string; installation_id: number }[] = await stage.source.query(
    'SELECT id, installation_id FROM pull_requests WHERE number = $1',
    [issue.number],
  );
  installationId = pull?.installation_id ?? 0;
  const findings: Told[] = await stage.source.query(
    `SELECT id, handle, rule, github_comment_id::float8 AS "commentId" FROM findings WHERE pull_request_id = $1 ORDER BY handle`,
    [pull?.id],
  );
  return { issue, pullRequestId: pull?.id ?? '', findings };
}

async function say(issue: Issue, body: string): Promise<void> {
  await stage.sandbox.comment(stage.repository, issue.number, 'dora', body);
  await stage.settle();
}

function dismissal(findingId: string, more: object = {}) {
  return DismissInput.parse({ ...asked(), findingId, reason: 'not_a_bug', ...more });
}

/** Everything that stands on a pull request, its own number aside. */
function seen(issue: Issue): unknown {
  const scrub = (text: string) =>
    text
      .replace(/<!-- nectr:[^]*?-->/g, '')
      // Which other pull requests are open.
      .replace(/<details><summary>Context:[^]*?<\/details>/, '')
      .replaceAll(new RegExp(String.raw`/pull/${issue.number}\b`, 'g'), '/pull/N')
      .replaceAll(/(?:discussion_r|issuecomment-)\d+/g, 'anchor')
      .replaceAll(/\bM\d+\b/g, 'M');
  const { pull } = issue;
  const inline = [...(pull?.reviewComments.values() ?? [])];
  const summary = [...stage.repository.comments.values()].filter(
    (each) => each.issueNumber === issue.number && each.body.includes('nectr:summary'),
  );
  return {
    inline: inline.map(({ body }) => scrub(body)),
    summaries: summary.map(({ body }) => scrub(body)),
    reviews: [...(pull?.reviews.values() ?? [])].map(({ state }) => state),
  };
}

/** What the ledger and the memories have of a pull request, without what names the row or the time. */
async function stored(pullRequestId: string): Promise<{ findings: unknown[]; memories: Record<string, unknown>[] }> {
  const [findings, memories]: [unknown[], Record<string, unknown>[]] = await Promise.all([
    stage.source.query(
      `SELECT handle, state, dismissed_reason, dismissed_by, dismissed_until::date, dismissal_id IS NOT NULL AS named
         FROM findings WHERE pull_request_id = $1 ORDER BY handle`,
      [pullRequestId],
    ),
    stage.source.query(
      `SELECT to_jsonb(m) - ARRAY['id', 'number', 'pull_request_id', 'created_at', 'updated_at', 'state_changed_at', 'search',
              'source_key', 'source_link', 'source_kind', 'deleted_at', 'deleted_key', 'expires_at']
              || jsonb_build_object('until', m.expires_at::date) AS row
         FROM memories m WHERE pull_request_id = $1 ORDER BY number`,
      [pullRequestId],
    ),
  ]);
  return { findings, memories };
}

const sources = (pullRequestId: string) =>
  stage.source.query(
    `SELECT source_kind AS kind, source_link IS NULL AS "noLink", split_part(source_key, ':', 1) = 'request' AS "byRequest"
       FROM memories WHERE pull_request_id = $1`,
    [pullRequestId],
  );

describe('a person dismisses a finding', () => {
  it('as the command does: the same rows and the same pull request, but where it was said', async () => {
    const [commanded, requested] = [await reviewed(), await reviewed()];
    const target = commanded.findings.find(({ commentId }) => commentId !== null);
    const same = requested.findings.find(({ handle }) => handle === target?.handle);
    await say(commanded.issue, `/nectr dismiss F${target?.handle} not a bug for 30d it is a demo`);
    const input = dismissal(same?.id ?? '', { note: 'it is\n a demo', expiresInDays: 30 });
    expect(await tenant(dismissByPerson, input)).toMatchObject({
      kind: 'dismissed',
      handles: [target?.handle],
      scope: 'finding',
      executionIds: [expect.stringMatching(/^run:person_request:/)],
    });
    // The ledger has it at once, the pull request when its run has ended.
    expect(await stored(requested.pullRequestId)).toEqual(await stored(commanded.pullRequestId));
    expect(seen(requested.issue)).not.toEqual(seen(commanded.issue));
    expect(await stage.settle()).toEqual(['person_request']);
    expect(seen(requested.issue)).toEqual(seen(commanded.issue));
    expect(JSON.stringify(seen(requested.issue))).toContain('dismissed by dora: not a bug');
    expect(JSON.stringify(seen(requested.issue))).toContain('Dismissed by `@dora`');
    expect(await sources(commanded.pullRequestId)).toEqual([{ kind: 'comment', noLink: false, byRequest: false }]);
    expect(await sources(requested.pullRequestId)).toEqual([{ kind: 'api', noLink: true, byRequest: true }]);
    expect(stage.replies(requested.issue)).toEqual([]);
  });

  it('and it stays so in the next round, until the words of its comment are followed', async () => {
    const { issue, pullRequestId, findings } = await reviewed();
    const target = findings.find(({ commentId }) => commentId !== null);
    await tenant(dismissByPerson, dismissal(target?.id ?? ''));
    await stage.settle();
    await say(issue, '/nectr review full');
    const state = async () =>
      (await stored(pullRequestId)).findings.find((row) => (row as { handle: number }).handle === target?.handle);
    expect(await state()).toMatchObject({ state: 'dismissed', dismissed_by: 'dora' });
    const body = issue.pull?.reviewComments.get(target?.commentId ?? 0)?.body ?? '';
    const undo = /`(\/nectr forget M\d+)` takes it back/.exec(body)?.[1];
    await say(issue, undo ?? '');
    expect(await state()).toMatchObject({ state: 'open', dismissed_by: null });
    expect(issue.pull?.reviewComments.get(target?.commentId ?? 0)?.body).not.toContain('Dismissed');
  });

  it('for each of the reasons, which are kept as a command keeps them', async () => {
    const { pullRequestId, findings } = await reviewed();
    for (const [reason, kept] of [
      ['not_a_bug', 'not a bug'],
      ['intentional', 'intentional here'],
      ['pre_existing', 'pre-existing'],
      ['out_of_scope', 'out of scope'],
      ['wrong_fact', 'wrong fact'],
    ]) {
      await tenant(dismissByPerson, dismissal(findings[0]?.id ?? '', { reason }));
      expect((await stored(pullRequestId)).findings[0]).toMatchObject({ dismissed_reason: kept });
    }
    await stage.settle();
  });

  it('twice with one id does it once, and an id of another request is refused', async () => {
    const { issue, pullRequestId, findings } = await reviewed();
    const input = dismissal(findings[0]?.id ?? '', { scope: 'file' });
    const [first, again] = await Promise.all([
      tenant(dismissByPerson, input),
      tenant(dismissByPerson, { ...input, by: { ...dora, login: 'dora-renamed' } }),
    ]);
    expect(again).toEqual(first);
    expect(await stage.settle()).toEqual(['person_request']);
    await say(issue, `/nectr reopen F${findings[0]?.handle}`);
    expect(await tenant(dismissByPerson, input)).toEqual(first);
    expect((await stored(pullRequestId)).findings[0]).toMatchObject({ state: 'open' });
    expect((await stored(pullRequestId)).memories).toHaveLength(1);
    const reused = { kind: 'reused', reason: 'The id of this request was used for another one.' };
    expect(await tenant(dismissByPerson, { ...input, note: 'other words' })).toEqual(reused);
    expect(await tenant(reopenByPerson, input)).toEqual(reused);
    // Another person's id is another one.
    const other = { ...input, by: { githubId: 502, login: 'mia' }, note: 'mine' };
    expect(await tenant(dismissByPerson, other)).toMatchObject({ kind: 'dismissed' });
    await stage.settle();
  });

  it('masks a secret in the note, in the ledger, in the event and on the pull request', async () => {
    const { issue, pullRequestId, findings } = await reviewed();
    const target = findings.find(({ commentId }) => commentId !== null);
    const note = 'key ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2 \0 \ud800 end';
    await tenant(dismissByPerson, dismissal(target?.id ?? '', { note }));
    await stage.settle();
    const rows = await stage.source.query(
      `SELECT (SELECT string_agg(text, ' ') FROM memories WHERE pull_request_id = $1) || (SELECT string_agg(payload::text, ' ')
         FROM events WHERE source = 'manual') || (SELECT string_agg(trigger_data::text, ' ') FROM workflow_runs) AS all`,
      [pullRequestId],
    );
    expect(rows[0].all + JSON.stringify(seen(issue))).not.toContain('ghp_a1');
    expect(rows[0].all).toContain('\ufffd end');
  });

  it('of a secret only that one, however far it was to reach', async () => {
    const { findings } = await reviewed();
    const secret = findings.find(({ rule }) => rule.startsWith('secrets/'));
    expect(await tenant(dismissByPerson, dismissal(secret?.id ?? '', { scope: 'repository' }))).toMatchObject({
      kind: 'dismissed',
      handles: [secret?.handle],
      scope: 'finding',
    });
    await stage.settle();
  });

  it('not where there is none, where it is fixed, or where nothing may run; and nothing of it stays', async () => {
    const { pullRequestId, findings } = await reviewed();
    const id = findings[0]?.id ?? '';
    const missing = { kind: 'not found', reason: 'There is no such finding.' };
    const before = await stage.source.query('SELECT count(*) FROM events');
    expect(await tenant(dismissByPerson, dismissal('F1'))).toEqual(missing);
    expect(await tenant(dismissByPerson, dismissal(pullRequestId))).toEqual(missing);
    expect(await tenant(dismissByPerson, { ...dismissal(id), installationId: installationId + 1 })).toEqual(missing);
    expect(await tenant(dismissByPerson, dismissal(id), installationId + 1)).toEqual(missing);
    await stage.source.query(`UPDATE findings SET state = 'fixed' WHERE id = $1`, [id]);
    expect(await tenant(dismissByPerson, dismissal(id))).toEqual({
      kind: 'refused',
      reason: `F${findings[0]?.handle} is fixed already: there is nothing to dismiss.`,
    });
    for (const [away, reason] of [
      ['suspended_at', 'The installation of the App is suspended on GitHub.'],
      ['deleted_at', 'The App is not installed any more.'],
    ] as const) {
      await stage.source.query(`UPDATE installations SET ${away} = now()`);
      expect(await tenant(dismissByPerson, dismissal(findings[1]?.id ?? ''))).toEqual({
        kind: 'refused',
        reason,
      });
      await stage.source.query(`UPDATE installations SET ${away} = NULL`);
    }
    expect(await stage.source.query('SELECT count(*) FROM events')).toEqual(before);
    expect(await stage.settle()).toEqual([]);
  });
});

describe('a person reopens a finding', () => {
  it('as the command does, with everything the dismissal covered', async () => {
    const [commanded, requested] = [await reviewed(), await reviewed()];
    const target = commanded.findings.find(({ commentId }) => commentId !== null);
    for (const { issue } of [commanded, requested]) {
      await say(issue, `/nectr dismiss F${target?.handle} out of scope in this file`);
    }
    await say(commanded.issue, `/nectr reopen F${target?.handle}`);
    const findingId = requested.findings.find(({ handle }) => handle === target?.handle)?.id ?? '';
    const input = { ...asked(), findingId };
    const reopened = await tenant(reopenByPerson, input);
    expect(reopened).toMatchObject({ kind: 'reopened', handles: expect.arrayContaining([target?.handle]) });
    expect(await tenant(reopenByPerson, input)).toEqual(reopened);
    expect(await stage.settle()).toEqual(['person_request']);
    expect(await stored(requested.pullRequestId)).toEqual(await stored(commanded.pullRequestId));
    expect(seen(requested.issue)).toEqual(seen(commanded.issue));
  });

  it('not one that is open, and not one whose thread was resolved, and says what would help', async () => {
    const { findings } = await reviewed();
    const [first] = findings;
    expect(await tenant(reopenByPerson, { ...asked(), findingId: first?.id ?? '' })).toEqual({
      kind: 'refused',
      reason: `F${first?.handle} is not dismissed: it is open.`,
    });
    await stage.source.query(
      `UPDATE findings SET state = 'dismissed', dismissed_reason = 'thread resolved', dismissed_by = 'mia' WHERE id = $1`,
      [first?.id],
    );
    expect(await tenant(reopenByPerson, { ...asked(), findingId: first?.id ?? '' })).toEqual({
      kind: 'refused',
      reason: `F${first?.handle} was closed by resolving its thread: unresolve the thread, and the next review counts it as open again.`,
    });
  });
});

describe('a person forgets a memory', () => {
  it('which was a dismissal: its finding is open again and shown so, as after the command', async () => {
    const [commanded, requested] = [await reviewed(), await reviewed()];
    const target = commanded.findings.find(({ commentId }) => commentId !== null);
    for (const { issue } of [commanded, requested]) await say(issue, `/nectr dismiss F${target?.handle} wrong fact`);
    const memory = async (pullRequestId: string): Promise<{ id: string; number: number } | undefined> =>
      (await stage.source.query('SELECT id, number FROM memories WHERE pull_request_id = $1', [pullRequestId]))[0];
    await say(commanded.issue, `/nectr forget M${(await memory(commanded.pullRequestId))?.number}`);
    const known = await memory(requested.pullRequestId);
    const input = { ...asked(), memoryId: known?.id ?? '' };
    const forgotten = await tenant(forgetByPerson, input);
    expect(forgotten).toMatchObject({
      kind: 'forgotten',
      number: known?.number,
      reopened: [{ pullRequestId: requested.pullRequestId, handle: target?.handle }],
    });
    expect(await tenant(forgetByPerson, input)).toEqual(forgotten);
    expect(await stage.settle()).toEqual(['person_request']);
    expect(await stored(requested.pullRequestId)).toEqual(await stored(commanded.pullRequestId));
    expect(seen(requested.issue)).toEqual(seen(commanded.issue));
    expect(await tenant(forgetByPerson, { ...input, requestId: 'another' })).toEqual({
      kind: 'refused',
      reason: `M${known?.number} is forgotten already.`,
    });
    const missing = { kind: 'not found', reason: 'There is no such memory.' };
    expect(await tenant(forgetByPerson, { ...input, installationId: installationId + 1 })).toEqual(missing);
    expect(await tenant(forgetByPerson, { ...input, memoryId: 'M1' })).toEqual(missing);
  });
});

describe('a person asks for a review', () => {
  it('of what the pull request is now; who asked is told there what came of it, once', async () => {
    const { issue, pullRequestId } = await reviewed();
    const [review]: { id: string }[] = await stage.source.query('SELECT id FROM reviews WHERE pull_request_id = $1', [
      pullRequestId,
    ]);
    const input = { ...asked(), reviewId: review?.id ?? '', full: true };
    const queued = await tenant(rerunReview, input);
    expect(queued).toEqual({ kind: 'queued', executionId: expect.stringMatching(/^run:pr_review:/) });
    expect(await tenant(rerunReview, input)).toEqual(queued);
    expect(await stage.settle()).toEqual(['pr_review']);
    expect(stage.replies(issue)).toEqual([
      expect.stringMatching(/^> `review full, asked in Nectr` by `@dora`\n\nReview: /),
    ]);
    const rounds = await stage.source.query(
      `SELECT round, split_part(trigger, ':', 1) AS by FROM reviews WHERE pull_request_id = $1 ORDER BY round`,
      [pullRequestId],
    );
    expect(rounds).toEqual([
      { round: 1, by: 'auto' },
      { round: 2, by: 'request' },
    ]);
  });

  it('not of a closed one, a foreign one, or where reviews are switched off', async () => {
    const { pullRequestId } = await reviewed();
    const input = () => ({ ...asked(), pullRequestId, full: false });
    expect(await tenant(rerunReview, { ...input(), installationId: installationId + 1 })).toEqual({
      kind: 'not found',
      reason: 'There is no such pull request.',
    });
    expect(await tenant(rerunReview, { ...asked(), reviewId: pullRequestId, full: false })).toEqual({
      kind: 'not found',
      reason: 'There is no such review.',
    });
    await stage.source.query(`UPDATE workflows SET status = 'inactive' WHERE name = 'pr_review'`);
    expect(await tenant(rerunReview, input())).toEqual({ kind: 'refused', reason: 'Reviews are switched off.' });
    await stage.source.query(`UPDATE workflows SET status = 'active' WHERE name = 'pr_review'`);
    await stage.source.query(`UPDATE pull_requests SET state = 'closed' WHERE id = $1`, [pullRequestId]);
    expect(await tenant(rerunReview, input())).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/is closed\.$/),
    });
  });
});

describe('a person pauses a pull request', () => {
  const paused = async (pullRequestId: string) =>
    (await stage.source.query('SELECT paused, paused_by FROM pull_requests WHERE id = $1', [pullRequestId]))[0];

  it('and lets it go on, as the commands do', async () => {
    const { issue, pullRequestId } = await reviewed();
    expect(await tenant(pausePullByPerson, { ...asked(), pullRequestId })).toMatchObject({ kind: 'paused' });
    expect(await paused(pullRequestId)).toEqual({ paused: true, paused_by: 'dora' });
    await stage.settle();
    await stage.source.query(`UPDATE pull_requests SET last_reviewed_sha = 'another' WHERE id = $1`, [pullRequestId]);
    const input = { ...asked(), pullRequestId };
    const resumed = await tenant(resumePullByPerson, input);
    expect(resumed).toMatchObject({ kind: 'resumed', started: true });
    expect(await tenant(resumePullByPerson, input)).toEqual(resumed);
    expect(await paused(pullRequestId)).toEqual({ paused: false, paused_by: null });
    expect((await stage.settle()).toSorted()).toEqual(['person_request', 'pr_review']);
    expect(stage.replies(issue)).toEqual([
      '> `pause, asked in Nectr` by `@dora`\n\nAutomatic reviews of this pull request are paused. `/nectr review` reviews once, `/nectr resume` goes on.',
      '> `resume, asked in Nectr` by `@dora`\n\nAutomatic reviews go on. This head is reviewed now.',
    ]);
  });
});

it('waits for an event that holds the repository, and holds nothing that the event wants then', async () => {
  const { pullRequestId, findings } = await reviewed();
  const [{ repositoryId, number }]: [{ repositoryId: number; number: number }] = await stage.source.query(
    'SELECT repository_id AS "repositoryId", number FROM pull_requests WHERE id = $1',
    [pullRequestId],
  );
  const event = stage.source.createQueryRunner();
  await event.startTransaction();
  await event.query('UPDATE repositories SET full_name = full_name WHERE id = $1', [repositoryId]);
  const dismissing = tenant(dismissByPerson, dismissal(findings[0]?.id ?? ''));
  await expect
    .poll(() =>
      stage.source.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test api' AND wait_event_type = 'Lock'`,
      ),
    )
    .toHaveLength(1);
  await lockPull(event.manager, repositoryId, number);
  await event.commitTransaction();
  await event.release();
  expect(await dismissing).toMatchObject({ kind: 'dismissed' });
});
