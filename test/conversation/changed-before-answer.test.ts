import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Issue } from '../../src/sandbox/types.js';
import { buildConversationStage, type ConversationStage } from './stage.js';

let stage: ConversationStage;
let issue: Issue;
let findings: Awaited<ReturnType<ConversationStage['review']>>;

beforeAll(async () => {
  stage = await buildConversationStage();
});
beforeEach(async () => {
  await stage.source.query('DELETE FROM memories');
  issue = await stage.openPull();
  findings = await stage.review(issue);
});
afterAll(() => stage.close());

const say = (user: string, body: string) => stage.sandbox.comment(stage.repository, issue.number, user, body);
const memories = async (): Promise<string[]> => {
  const rows: { said: string }[] = await stage.source.query(
    `SELECT state || ': ' || CASE WHEN text = '' THEN reason ELSE text END AS said FROM memories ORDER BY number`,
  );
  return rows.map(({ said }) => said);
};
const dismissed = async (): Promise<number[]> => {
  const rows: { handle: number }[] = await stage.source.query(
    `SELECT handle FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 AND f.state = 'dismissed' ORDER BY handle`,
    [issue.number],
  );
  return rows.map(({ handle }) => handle);
};

it.each(['/nectr remember dates are kept in UTC', '/nectr dismiss F1 not a bug'])(
  '%s: nothing is done where the comment is gone before its run starts',
  async (body) => {
    const made = await say('dora', body);
    await stage.sandbox.changeComment(stage.repository, made, 'deleted');
    await stage.settle();
    expect([await memories(), await dismissed(), stage.replies(issue)]).toEqual([[], [], []]);
  },
);

it('a reply that is gone dismisses nothing, and the log says why', async () => {
  const told = findings.find(({ commentId }) => commentId !== null);
  const made = await stage.sandbox.replyTo(stage.repository, issue.number, told?.commentId ?? 0, 'dora', 'not a bug');
  const { number } = issue;
  await stage.sandbox.deleteReviewComment(stage.repository, number, { commentId: made.id, user: 'dora' });
  await stage.settle();
  expect([await memories(), await dismissed()]).toEqual([[], []]);
  const lines = await stage.source.query(`SELECT 1 FROM execution_logs WHERE message LIKE '%the comment is gone'`);
  expect(lines).not.toEqual([]);
});

it('what it says now is done, and answered', async () => {
  const made = await say('dora', '/nectr remember dates are kept in CET');
  await stage.sandbox.changeComment(stage.repository, made, { body: '/nectr remember dates are kept in UTC' });
  await stage.settle();
  expect(await memories()).toEqual(['active: dates are kept in UTC']);
  expect(stage.replies(issue)).toEqual([expect.stringMatching(/^> `\/nectr remember dates are kept in UTC` by /)]);
  expect(made.reactions.map(({ content }) => content)).toEqual(['+1']);
});

it.each([
  ['thank you', []],
  ['/nectr review', [expect.stringContaining('ask for it in a new comment')]],
])('a comment that says %j now changes nothing', async (body, replies) => {
  const made = await say('dora', '/nectr dismiss F1 not a bug');
  await stage.sandbox.changeComment(stage.repository, made, { body });
  await stage.settle();
  expect([await memories(), await dismissed(), stage.replies(issue)]).toEqual([[], [], replies]);
  expect(made.reactions.map(({ content }) => content)).toEqual(['confused']);
});

it('an edit lets nobody do what they may not', async () => {
  const made = await say('reader', '/nectr help');
  await stage.sandbox.changeComment(stage.repository, made, { body: '/nectr dismiss F1 not a bug' });
  await stage.settle();
  expect([await memories(), await dismissed()]).toEqual([[], []]);
  expect(stage.replies(issue)).toEqual([expect.stringContaining('needs write permission')]);
});

it('an answer of GitHub that does not come is no deletion: the run is tried again', async () => {
  await say('dora', '/nectr remember dates are kept in UTC');
  const match = { method: 'GET', path: /issues\/comments\/\d+$/ };
  stage.sandbox.state.faults.add({ kind: 'status', status: 502, match, times: 9 });
  await expect(stage.settle()).rejects.toThrow('GitHub answered 502');
  stage.sandbox.state.faults.clear();
  await stage.source.query(`UPDATE workflow_runs SET status = 'pending' WHERE status = 'running'`);
  await stage.settle();
  expect(await memories()).toEqual(['active: dates are kept in UTC']);
});

it('an edit while it is carried out takes along what was stored of it', async () => {
  const made = await say('dora', '/nectr dismiss F1 not a bug');
  const { source } = stage.ports;
  stage.ports.source = new Proxy(source, {
    get: (of, name) => {
      const value: unknown = Reflect.get(of, name);
      if (name !== 'transaction') return typeof value === 'function' ? (value.bind(of) as unknown) : value;
      return async (work: Parameters<typeof of.transaction>[1]) => {
        const done = await of.transaction(work as never);
        Object.assign(made, { body: 'never mind' });
        return done;
      };
    },
  });
  await stage.settle();
  stage.ports.source = source;
  expect([await memories(), await dismissed()]).toEqual([['stale: not a bug'], []]);
});
