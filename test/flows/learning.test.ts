import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import type { Issue } from '../../src/sandbox/types.js';
import { buildFlow, commitOn, type Flow } from './flow-stage.js';

const DEADLINE = { timeout: 90_000, interval: 50 };
const RULE = 'We never log request bodies in this shop, they hold card numbers.';
let flow: Flow;
let claude: ScriptedAnthropic;

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  flow = await buildFlow({ env: { ANTHROPIC_API_KEY: 'sk-ant-flow-000000', ANTHROPIC_BASE_URL: claude.url } });
  flow.repository.collaborators.set('dora', 'write');
});
beforeEach(async () => {
  await flow.source.query('DELETE FROM memories');
  await flow.source.query('UPDATE installations SET last_memory_number = 0');
  claude.requests.length = 0;
  claude.setScript(({ model, messages }) => {
    if (model !== 'claude-haiku-5-5') return JSON.stringify({ summary: 'Exports.', risk: 'low', unmet_criteria: [] });
    const [, comment = ''] = /comment (\d+) by dora/.exec(JSON.stringify(messages)) ?? [];
    const text = 'Never log request bodies';
    return JSON.stringify({
      memories: [{ type: 'project_rule', text, comment, quote: RULE.slice(0, 40), path_glob: '' }],
    });
  });
});
afterAll(async () => {
  await flow.close();
  await claude.close();
});

const learned = (): Promise<Record<string, unknown>[]> =>
  flow.source.query(
    `SELECT text, state, state_reason AS reason, author_login AS author FROM memories WHERE type = 'project_rule'`,
  );
const engine = (like: string): Promise<{ id: string; status: string }[]> =>
  flow.source.query(
    'SELECT workflow_uuid AS id, status FROM dbos.workflow_status WHERE workflow_uuid LIKE $1 ORDER BY created_at',
    [like],
  );
const askedToLearn = () =>
  claude.requests.filter(({ body }) => body.model === 'claude-haiku-5-5' && JSON.stringify(body).includes('by dora'));
const ended = (like: string) =>
  expect.poll(async () => (await engine(like)).map(({ status }) => status), DEADLINE).toEqual(['SUCCESS']);

async function reviewed(): Promise<Issue> {
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  return issue;
}

it('learns once after a review that people answered, and once more after the merge, only what is new', async () => {
  const issue = await reviewed();
  await flow.sandbox.comment(flow.repository, issue.number, 'dora', RULE);
  const head = issue.pull?.head.sha ?? '';
  await flow.sandbox.push(flow.repository, issue.number, commitOn(flow, head));
  await flow.untilEnded(issue.number, 2);
  await ended(`learn:%:${issue.pull?.head.sha}`);
  expect(await learned()).toEqual([
    { text: 'Never log request bodies', state: 'candidate', reason: null, author: 'dora' },
  ]);
  await flow.sandbox.mergePull(flow.repository, issue.number);
  await ended('learn:%:merge');
  expect(askedToLearn()).toHaveLength(1);
  // The same delivery once more, and the same head: no work comes of it.
  await flow.sandbox.sendPull(flow.repository, issue, 'closed');
  expect(await engine('learn:%')).toHaveLength(2);
});

it('a review stays posted where nothing can be learned, and the merge comes to it', async () => {
  await flow.source.query(`DELETE FROM dbos.workflow_status WHERE workflow_uuid LIKE 'learn:%'`);
  const issue = await reviewed();
  claude.fault('status', { status: 400, type: 'invalid_request_error' });
  await flow.sandbox.comment(flow.repository, issue.number, 'dora', RULE);
  await flow.sandbox.mergePull(flow.repository, issue.number);
  await ended('learn:%:merge');
  expect((await flow.runsOf(issue.number)).map(({ outcome }) => outcome)).toEqual(['reviewed']);
  expect(await learned()).toEqual([]);
});

it.each([
  [{ body: 'We log request bodies for a month.' }, 'the comment that says it was edited'],
  ['deleted' as const, 'the comment that says it was deleted'],
])('a comment that is changed makes stale what was remembered of it: %j', async (change, reason) => {
  await flow.source.query(`DELETE FROM dbos.workflow_status WHERE workflow_uuid LIKE 'learn:%'`);
  const issue = await reviewed();
  const comment = await flow.sandbox.comment(flow.repository, issue.number, 'dora', RULE);
  await flow.sandbox.mergePull(flow.repository, issue.number);
  await ended('learn:%:merge');
  await flow.sandbox.changeComment(flow.repository, comment, { body: `${RULE}\n\nStill so.` });
  const handled = () =>
    flow.source.query(
      `SELECT status FROM events WHERE event_type = 'issue_comment.edited' ORDER BY created_at DESC LIMIT 1`,
    );
  await expect.poll(handled, DEADLINE).toEqual([{ status: 'ignored' }]);
  expect(await learned()).toMatchObject([{ state: 'candidate' }]);
  await flow.sandbox.changeComment(flow.repository, comment, change);
  await expect.poll(learned, DEADLINE).toMatchObject([{ state: 'stale', reason }]);
});
