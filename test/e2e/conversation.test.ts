import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Issue, ReviewComment } from '../../src/sandbox/types.js';
import { startScriptedAnthropic } from '../claude/scripted-anthropic.js';
import type { Request, ScriptedReply } from '../claude/scripted/wire-types.js';
import { buildStage, hasty, runsOf, seenOn, untilEnded, type Stage } from './stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await buildStage();
  stage.repository.collaborators.set('dora', 'write').set('reader', 'read');
  await stage.startWorker();
});
afterAll(() => stage.close());

/** Comments and answers on a pull request that are ours and no summary. */
function replies({ number, pull }: Issue): string[] {
  return [
    ...[...stage.repository.comments.values()].filter(({ issueNumber }) => issueNumber === number),
    ...(pull?.reviewComments.values() ?? []),
  ]
    .filter(({ user, body }) => user.login === 'nectr[bot]' && body.includes('<!-- nectr:reply:'))
    .map(({ body }) => body);
}

/** Somebody comments; waits until `runs` more runs are there and all have ended. */
async function say(issue: Issue, user: string, body: string, runs = 1) {
  const before = (await runsOf(stage, issue.number)).length;
  const made = await stage.sandbox.comment(stage.repository, issue.number, user, body);
  await expect.poll(async () => (await runsOf(stage, issue.number)).length, { timeout: 90_000 }).toBe(before + runs);
  await untilEnded(stage, issue.number);
  return made.reactions.map(({ content }) => content);
}

async function reviewed(options?: Parameters<Stage['openPull']>[0]): Promise<Issue> {
  const issue = await stage.openPull(options);
  await untilEnded(stage, issue.number);
  return issue;
}

const inlineOf = ({ pull }: Issue): ReviewComment => {
  const found = [...(pull?.reviewComments.values() ?? [])].find(({ inReplyTo }) => inReplyTo === null);
  if (!found) throw new Error('no inline comment');
  return found;
};

describe('E15: a command', () => {
  let issue: Issue;
  beforeAll(async () => {
    issue = await reviewed();
  });

  it.each([
    ['a stranger', 'stranger', '/nectr pause', ['confused'], 1],
    ['the same stranger again', 'stranger', '/nectr review', ['confused'], 0],
    ['a reader', 'reader', '/nectr dismiss F1 not a bug', ['confused'], 1],
    ['a writer', 'dora', '/nectr pause', ['+1'], 1],
    ['a hundred in one comment', 'dora', '/nectr explain F1\n'.repeat(100), ['+1'], 1],
    ['an unknown verb of a writer', 'dora', '\u00a0/nectr dismis F1', ['confused'], 1],
    ['a stranger who asks for help', 'stranger', '/nectr help', ['+1'], 1],
    ['a reader who calls the App by its name', 'reader', '@nectr what can you do?', ['+1'], 1],
  ])('by %s', async (_, user, body, reactions, answers) => {
    const before = replies(issue).length;
    expect(await say(issue, user, body)).toEqual(reactions);
    expect(replies(issue)).toHaveLength(before + answers);
  });

  it('leads to no run where nobody gives one: bots, ourselves, quotes, fences, edits, deletions, ordinary words', async () => {
    const before = await runsOf(stage, issue.number);
    const answers = replies(issue).length;
    for (const [user, body] of [
      ['dependabot[bot]', '/nectr review'],
      ['nectr[bot]', '/nectr help'],
      ['dora', '> /nectr pause'],
      ['dora', '```\n/nectr pause\n```'],
      ['dora', 'nice work'],
    ] as const) {
      await stage.sandbox.comment(stage.repository, issue.number, user, body);
    }
    const made = await stage.sandbox.comment(stage.repository, issue.number, 'dora', 'hello');
    await stage.sandbox.changeComment(stage.repository, made, { body: '/nectr pause' });
    await stage.sandbox.changeComment(stage.repository, made, 'deleted');
    const pending = async () => {
      const rows: { count: number }[] = await stage.source.query(
        `SELECT count(*)::int AS count FROM events WHERE status IN ('pending', 'processing')`,
      );
      return rows[0]?.count;
    };
    await expect.poll(pending, { timeout: 90_000 }).toBe(0);
    expect(await runsOf(stage, issue.number)).toEqual(before);
    expect(replies(issue)).toHaveLength(answers);
  });
});

describe('a finding', () => {
  it('is dismissed and reopened from the conversation', async () => {
    const issue = await reviewed();
    const inline = inlineOf(issue);
    const handle = /· (F\d+)/.exec(inline.body)?.[1] ?? '';
    const before = inline.body;
    await say(issue, 'dora', `/nectr dismiss ${handle} intentional here: a demo`);
    expect(inline).toMatchObject({ minimized: 'resolved', body: expect.stringContaining('Dismissed by `@dora`') });
    expect(seenOn(stage, issue).summaries.join('\n')).toContain('| dismissed by dora: intentional here |');
    await say(issue, 'dora', `/nectr reopen ${handle}`);
    expect(inline).toMatchObject({ minimized: null, body: before });
    expect(seenOn(stage, issue).summaries.join('\n')).not.toContain('| dismissed');
  });

  it('is dismissed by a reply in its thread, and stays silent in the next round', async () => {
    const issue = await reviewed();
    const inline = inlineOf(issue);
    await stage.sandbox.replyTo(stage.repository, issue.number, inline.id, 'stranger', 'not a bug');
    await stage.sandbox.replyTo(stage.repository, issue.number, inline.id, 'dora', 'This is not a bug.');
    await expect.poll(() => inline.minimized, { timeout: 90_000 }).toBe('resolved');
    await untilEnded(stage, issue.number);
    expect(replies(issue)).toEqual([]);
    await say(issue, 'dora', '/nectr review');
    expect(inline).toMatchObject({ minimized: 'resolved', body: expect.stringContaining('Dismissed by `@dora`') });
    expect(replies(issue)).toHaveLength(1);
  });
});

describe('reviews and commands', () => {
  it('a command waits as long as another writer holds the pull request, and is not lost', async () => {
    const issue = await reviewed();
    await stage.source.query(
      `UPDATE pull_requests SET locked_by = 'run:other#1', locked_until = now() + interval '3 seconds' WHERE number = $1`,
      [issue.number],
    );
    const from = Date.now();
    expect(await say(issue, 'dora', '/nectr forget M99999')).toEqual(['confused']);
    expect(Date.now() - from).toBeGreaterThan(2500);
    expect(replies(issue)).toHaveLength(1);
  });

  it('do not wait for each other and do not end each other', async () => {
    stage.sandbox.state.faults.add({
      kind: 'delay',
      delayMs: 2500,
      match: { method: 'GET', path: /\/files$/ },
      times: 1,
    });
    const issue = await stage.openPull();
    await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    const made = await stage.sandbox.comment(stage.repository, issue.number, 'dora', '/nectr remember x');
    await expect.poll(() => replies(issue).length, { timeout: 90_000 }).toBe(1);
    expect(seenOn(stage, issue).submitted).toBe(0);
    const runs = await untilEnded(stage, issue.number);
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(made.reactions.map(({ content }) => content)).toEqual(['+1']);
    expect(seenOn(stage, issue).submitted).toBe(1);
  });

  it('pause skips pushes and says why, resume reviews what was skipped', async () => {
    const issue = await reviewed();
    await say(issue, 'dora', '/nectr pause');
    const head = issue.pull?.head.sha ?? '';
    await stage.sandbox.push(stage.repository, issue.number, await stage.commitOn(head));
    await expect.poll(async () => (await runsOf(stage, issue.number)).length, { timeout: 90_000 }).toBe(3);
    expect((await untilEnded(stage, issue.number)).at(-1)).toMatchObject({
      outcome: 'skipped',
      reason: 'paused by @dora: /nectr resume',
    });
    const check = [...stage.repository.checkRuns.values()].find(({ headSha }) => headSha === issue.pull?.head.sha);
    expect(check).toMatchObject({ conclusion: 'skipped', title: 'Skipped: paused by @dora: /nectr resume' });
    await say(issue, 'dora', '/nectr resume', 2);
    expect((await untilEnded(stage, issue.number)).at(-1)).toMatchObject({ outcome: 'partial' });
    expect(seenOn(stage, issue).unfinishedChecks).toBe(0);
  });

  it('S9: the ninth automatic review within an hour does not come; the pull request is told once', async () => {
    const issue = await reviewed();
    await stage.source.query(
      `INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
       SELECT installation_id, repository_id, id, number, gen_random_uuid(), 'b', 'auto:main', 'reviewed' FROM pull_requests,
              generate_series(1, 7) WHERE number = $1`,
      [issue.number],
    );
    for (let push = 2; push <= 3; push++) {
      const head = issue.pull?.head.sha ?? '';
      await stage.sandbox.push(stage.repository, issue.number, await stage.commitOn(head));
      await expect.poll(async () => (await runsOf(stage, issue.number)).length, { timeout: 90_000 }).toBe(push);
      expect((await untilEnded(stage, issue.number)).at(-1)).toMatchObject({ outcome: 'skipped' });
    }
    expect(replies(issue)).toEqual([expect.stringContaining('Automatic reviews of this pull request are paused')]);
  });
});

it('E14: pull requests of bots and our own are skipped without a word', async () => {
  for (const user of ['dependabot[bot]', 'renovate[bot]', 'nectr[bot]']) {
    const issue = await stage.openPull({ user });
    expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'skipped' }]);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 0, summaries: [], unfinishedChecks: 0 });
    expect(issue.reactions).toEqual([]);
  }
});

it('a question is answered by a model that reads the head with tools, each call in the log, the cost in the books', async () => {
  const claude = await startScriptedAnthropic();
  const other = await buildStage();
  try {
    other.repository.collaborators.set('dora', 'write');
    await other.startWorker({
      env: { ANTHROPIC_API_KEY: 'sk-ant-canary-e2e-000000', ANTHROPIC_BASE_URL: claude.url },
    });
    const path = 'src/orders/payment-fee.ts';
    const asks = ({ system }: Request) => JSON.stringify(system).includes('You answer a question');
    claude.setScript((request) => {
      if (!asks(request)) return JSON.stringify({ summary: 'Exports orders.', risk: 'low', unmet_criteria: [] });
      const calls = request.messages.filter(({ role }) => role === 'assistant').length;
      if (calls === 0) return toolUse('search_code', { text: 'const STRIPE', path_prefix: 'src/' });
      if (calls === 1) return toolUse('read_file', { path, from_line: 1, to_line: 20 });
      return JSON.stringify({ answer: 'It asks Stripe.', citations: [{ path, line: 1, quote: 'const STRIPE' }] });
    });
    const issue = await other.openPull();
    await untilEnded(other, issue.number);
    await other.sandbox.comment(other.repository, issue.number, 'dora', '/nectr ask who knows the fee?');
    const answers = () =>
      [...other.repository.comments.values()].filter(({ body }) => body.includes('<!-- nectr:reply:'));
    await expect.poll(() => answers().length, { timeout: 90_000 }).toBe(1);
    const [, run] = await untilEnded(other, issue.number);
    expect(run).toMatchObject({ status: 'completed', attempt: 1 });
    const [reply] = answers();
    expect(reply?.body).toContain('It asks Stripe.');
    expect(reply?.body).toContain(`/blob/${issue.pull?.head.sha}/${path}#L`);
    expect(reply?.body).toMatch(/<sub>claude-sonnet-5-5 · (?:< )?\$0\.\d\d · \d+ s<\/sub>/);
    const tools = await other.source.query(
      `SELECT l.metadata->>'tool' AS tool FROM execution_logs l JOIN workflow_runs r ON r.id = l.execution_id
        WHERE r.execution_id = $1 AND l.message LIKE 'the answer called %' ORDER BY l.created_at`,
      [run?.execution_id],
    );
    expect(tools).toEqual([{ tool: 'search_code' }, { tool: 'read_file' }]);
    const [{ cost }] = await other.source.query(
      'SELECT model_cost::float8 AS cost FROM workflow_runs WHERE execution_id = $1',
      [run?.execution_id],
    );
    expect(cost).toBeGreaterThan(0);
    expect(claude.requests.filter(({ body }) => asks(body))).toHaveLength(3);
  } finally {
    await other.close();
    await claude.close();
  }
});

function toolUse(name: string, input: object): ScriptedReply {
  return { content: [{ type: 'tool_use', name, input }] };
}

it('C1: a worker killed between posting and recording its reply posts no second one', async () => {
  const other = await buildStage();
  try {
    other.repository.collaborators.set('dora', 'write');
    // A review passes no reply.
    const doomed = await other.startWorker({ barrier: 'after-reply', timings: hasty });
    const issue = await other.openPull();
    await untilEnded(other, issue.number);
    const inline = inlineOf(issue);
    const explained = await other.sandbox.replyTo(other.repository, issue.number, inline.id, 'dora', '/nectr explain');
    const asked = await other.sandbox.comment(other.repository, issue.number, 'dora', '/nectr pause');
    expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await other.startWorker({ timings: hasty });
    const runs = await untilEnded(other, issue.number);
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(runs.map(({ attempt }) => attempt)).toContain(2);
    const ours = [...other.repository.comments.values(), ...(issue.pull?.reviewComments.values() ?? [])];
    expect(ours.filter(({ body }) => body.includes('<!-- nectr:reply:'))).toHaveLength(2);
    for (const made of [asked, explained]) expect(made.reactions.map(({ content }) => content)).toEqual(['+1']);
  } finally {
    await other.close();
  }
});
