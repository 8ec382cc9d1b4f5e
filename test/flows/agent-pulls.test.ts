import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Issue } from '../../src/sandbox/types.js';
import { commitFiles } from '../commit-files.js';
import { buildFlow, type Flow } from './flow-stage.js';

let flow: Flow;
let base: string;

beforeAll(async () => {
  flow = await buildFlow();
  const { collaborators } = flow.repository;
  collaborators.set('dora', 'write').set('luis', 'write').set('reader', 'read');
  setBase('human_reviews: 1\n');
});
afterEach(() => flow.sandbox.state.faults.clear());
afterAll(() => flow.close());

function git(...args: string[]): string {
  return execFileSync('git', ['-C', flow.demo.folder, ...args], { encoding: 'utf8' }).trim();
}

function setBase(settings: string): void {
  base = commitFiles(flow.demo.folder, git('rev-parse', 'main'), { '.github/nectr.yml': settings });
  git('update-ref', 'refs/heads/main', base);
}

/** A pull request in which there is nothing to find. */
function openQuiet(user: string, branch: string): Promise<Issue> {
  return open(user, branch, { [`docs/${branch.replaceAll('/', '-')}.md`]: '# Notes\n' });
}

/** `luis` let an agent make its commit. */
async function open(user: string, branch: string, files: Parameters<typeof commitFiles>[2]): Promise<Issue> {
  const made = commitFiles(flow.demo.folder, base, files);
  const tree = git('rev-parse', `${made}^{tree}`);
  const message = 'Notes\n\nCo-authored-by: Luis <7+luis@users.noreply.github.com>';
  const as = ['-c', 'user.name=Agent', '-c', 'user.email=agent@example.invalid'];
  const sha = git(...as, 'commit-tree', tree, '-p', base, '-m', message);
  git('update-ref', `refs/heads/${branch}`, sha);
  const issue = await flow.sandbox.openPull(flow.repository, {
    title: 'Notes',
    body: '',
    user,
    head: branch,
    base: 'main',
  });
  await flow.untilEnded(issue.number);
  return issue;
}

const checkOf = (issue: Issue) => {
  const [check] = [...flow.repository.checkRuns.values()].filter(({ headSha }) => headSha === issue.pull?.head.sha);
  return { conclusion: check?.conclusion, title: check?.title };
};

const summaryOf = ({ number }: Issue) =>
  [...flow.repository.comments.values()].find(({ issueNumber }) => issueNumber === number)?.body ?? '';

/** Waits until what a review of somebody leads to is done. */
async function review(issue: Issue, user: string, state: 'APPROVED' | 'COMMENTED' | 'CHANGES_REQUESTED') {
  const made = await flow.sandbox.submitReview(flow.repository, issue.number, { user, state, body: 'Read.' });
  await untilFollowed();
  return made;
}

async function untilFollowed(): Promise<void> {
  const open = `SELECT workflow_uuid FROM dbos.workflow_status
                 WHERE name IN ('handle_event', 'follow_people') AND status IN ('ENQUEUED', 'PENDING')`;
  const events = `SELECT 1 FROM events WHERE status IN ('pending', 'processing')`;
  await expect
    .poll(async () => [...(await flow.source.query(events)), ...(await flow.source.query(open))], { timeout: 90_000 })
    .toEqual([]);
}

it('what an agent wrote is reviewed and named, and its check waits for a person, without another run', async () => {
  const issue = await openQuiet('copilot-swe-agent[bot]', 'copilot/notes');
  const waiting = { conclusion: 'neutral', title: expect.stringMatching(/^0 of 1 person has reviewed this agent's/) };
  expect(await flow.runsOf(issue.number)).toMatchObject([{ outcome: 'partial', reason: 'rules only' }]);
  expect(summaryOf(issue)).toContain('A coding agent wrote this. The check turns green when 1 person has reviewed it.');
  expect(checkOf(issue)).toEqual(waiting);
  // Who may not write, who let the agent do it, and another bot.
  for (const user of ['reader', 'luis', 'dependabot[bot]']) await review(issue, user, 'APPROVED');
  expect(checkOf(issue)).toEqual(waiting);
  const { id } = await review(issue, 'dora', 'APPROVED');
  expect(checkOf(issue)).toMatchObject({ conclusion: 'success', title: expect.not.stringContaining('reviewed this') });
  await flow.sandbox.dismissReview(flow.repository, issue.number, { reviewId: id, user: 'acme' });
  await untilFollowed();
  expect(checkOf(issue)).toEqual(waiting);
  expect(await flow.runsOf(issue.number)).toHaveLength(1);
  const counted = flow.sandbox.state.calls.filter(
    ({ method, route }) => method === 'PATCH' && /check-runs/.test(route),
  );
  expect(counted).toHaveLength(3);
});

it('what a person wrote waits for nobody', async () => {
  const issue = await openQuiet('maya', 'notes');
  expect(checkOf(issue)).toMatchObject({ conclusion: 'success' });
  expect(summaryOf(issue)).not.toContain('coding agent');
  await review(issue, 'dora', 'APPROVED');
  expect(checkOf(issue)).toMatchObject({ conclusion: 'success' });
});

it('what an agent helped with counts people as well, also those who came before the review', async () => {
  flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 1500, match: { path: /\/files$/ }, times: 1 });
  const opening = openQuiet('maya', 'claude/more-notes');
  await expect.poll(() => flow.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
  const issue = [...flow.repository.issues.values()].at(-1) as Issue;
  await flow.sandbox.submitReview(flow.repository, issue.number, { user: 'dora', state: 'COMMENTED', body: 'Read.' });
  await opening;
  await untilFollowed();
  expect(summaryOf(issue)).toContain('A coding agent helped to write this.');
  expect(checkOf(issue)).toMatchObject({ conclusion: 'success' });
});

it('a check that may fail asks for action while people are missing', async () => {
  setBase('human_reviews: 2\nfail_check: true\n');
  const issue = await openQuiet('copilot-swe-agent[bot]', 'copilot/two');
  expect(checkOf(issue)).toMatchObject({
    conclusion: 'action_required',
    title: expect.stringMatching(/^0 of 2 people/),
  });
  await review(issue, 'dora', 'CHANGES_REQUESTED');
  expect(checkOf(issue)).toMatchObject({ title: expect.stringMatching(/^1 of 2 people have reviewed/) });
});

it('a check that fails waits for people once its last must-fix is dismissed, and fails again when it is back', async () => {
  const run = 'export function run(input: string) {\n  return eval(input);\n}\n';
  const issue = await open('copilot-swe-agent[bot]', 'copilot/run', { 'src/run.ts': run });
  const fails = { conclusion: 'failure', title: expect.stringMatching(/^Review: 1 /) };
  expect(checkOf(issue)).toMatchObject(fails);
  await review(issue, 'dora', 'APPROVED');
  expect(checkOf(issue)).toMatchObject(fails);
  await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr dismiss F1 not a bug');
  await flow.untilEnded(issue.number, 2);
  const title = expect.stringMatching(/^1 of 2 people have reviewed this agent's change · Review: no open findings/);
  expect(checkOf(issue)).toMatchObject({ conclusion: 'action_required', title });
  await review(issue, 'luis', 'APPROVED');
  expect(checkOf(issue)).toMatchObject({ conclusion: 'action_required', title });
  flow.repository.collaborators.set('maya', 'write');
  await review(issue, 'maya', 'APPROVED');
  expect(checkOf(issue)).toMatchObject({
    conclusion: 'success',
    title: expect.stringMatching(/^Review: no open findings/),
  });
  await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr reopen F1');
  await flow.untilEnded(issue.number, 3);
  expect(checkOf(issue)).toMatchObject(fails);
});
