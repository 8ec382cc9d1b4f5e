import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Issue } from '../../src/sandbox/types.js';
import { commitFiles } from '../commit-files.js';
import { buildFlow, type Flow } from './flow-stage.js';

let flow: Flow;
beforeAll(async () => {
  flow = await buildFlow();
  flow.repository.collaborators.set('dora', 'write').set('reader', 'read');
});
afterAll(() => flow.close());

const SHOULD_FIX = 'export async function run() {\n  try {\n    await start();\n  } catch {}\n}\n';

/** What a command is answered, without the line that says what was asked. */
async function say(issue: Issue, user: string, body: string): Promise<string | undefined> {
  const before = (await flow.runsOf(issue.number)).length;
  await flow.sandbox.comment(flow.repository, issue.number, user, body);
  await flow.untilEnded(issue.number, before + 1);
  const replies = [...flow.repository.comments.values()].filter(
    (each) => each.issueNumber === issue.number && each.body.startsWith(`> \`${body}\``),
  );
  return replies
    .at(-1)
    ?.body.replace(/^> .*\n\n/, '')
    .replace(/\n\n<!--[^]*$/, '');
}

/** The pull request of the demo once more, with a file that should be fixed; and what was told of it. */
async function reviewed(): Promise<{ issue: Issue; told: string[] }> {
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  const commit = commitFiles(flow.demo.folder, issue.pull?.head.sha ?? '', { 'src/run.ts': SHOULD_FIX });
  await flow.sandbox.push(flow.repository, issue.number, commit);
  await flow.untilEnded(issue.number, 2);
  const rows: { told: string }[] = await flow.source.query(
    `SELECT f.rule || ' ' || f.path || ':' || f.line AS told FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 AND f.state = 'open' ORDER BY 1`,
    [issue.number],
  );
  return { issue, told: rows.map(({ told }) => told) };
}

it('remembers, lists and forgets what somebody who may write says, through the queue', async () => {
  const { issue } = await reviewed();
  expect(await say(issue, 'reader', '/nectr remember nobody asked me')).toContain('needs write permission');
  expect(await say(issue, 'dora', '/nectr remember we log with pino in src/**')).toBe(
    'M1 holds from now on, in `src/**`:\n\n> we log with pino\n\n`/nectr forget M1` takes it back.',
  );
  expect(await say(issue, 'dora', '/nectr memories')).toMatch(
    /^1 memory and 0 dismissals hold here\..*\n\n- `M1` we log with pino · in `src\/\*\*` · /,
  );
  expect(await say(issue, 'dora', '/nectr forget M1')).toBe('M1 is forgotten: we log with pino');
  expect(await say(issue, 'acme', '/nectr memories')).toMatch(/^Nothing is remembered for this repository yet/);
});

it('tells the same pull request after a dismissal all but that finding, and all again after it is forgotten', async () => {
  const first = await reviewed();
  const wanted = first.told.find((each) => each.includes(' src/run.ts:'));
  const [row]: { handle: number }[] = await flow.source.query(
    `SELECT handle FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id WHERE p.number = $1 AND path = 'src/run.ts'`,
    [first.issue.number],
  );
  const handle = `F${row?.handle}`;
  expect(await say(first.issue, 'dora', `/nectr dismiss ${handle} not a bug in this repository`)).toBeUndefined();
  const second = await reviewed();
  expect(second.told).toEqual(first.told.filter((each) => each !== wanted));
  expect(await say(second.issue, 'dora', '/nectr forget M2')).toBe(
    `M2 is forgotten. Open again elsewhere: ${handle} of pull request ${first.issue.number}; the next review there counts it again.`,
  );
  expect((await reviewed()).told).toEqual(first.told);
});

it('tells a secret again though somebody dismissed it for the whole repository', async () => {
  const first = await reviewed();
  const secrets: { handle: number; rule: string; path: string }[] = await flow.source.query(
    `SELECT handle, rule, path FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 AND (rule LIKE 'secrets/%' OR category = 'security') AND severity = 'must-fix' ORDER BY handle`,
    [first.issue.number],
  );
  expect(secrets.length).toBeGreaterThan(0);
  for (const { handle } of secrets) {
    expect(await say(first.issue, 'dora', `/nectr dismiss F${handle} intentional here in this repository`)).toBe(
      `Only F${handle} is dismissed: secrets and what is about security are dismissed one by one, so that none is silent that nobody has seen.`,
    );
  }
  expect((await reviewed()).told).toEqual(first.told);
});
