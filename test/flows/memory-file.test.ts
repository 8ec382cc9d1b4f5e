import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitFiles } from '../commit-files.js';
import { buildFlow, type Flow } from './flow-stage.js';

let flow: Flow;
beforeAll(async () => {
  flow = await buildFlow();
});
afterAll(() => flow.close());

const git = (...args: string[]) => execFileSync('git', ['-C', flow.demo.folder, ...args], { encoding: 'utf8' }).trim();
const merge = (text: string) => {
  const files = { '.github/nectr/memories.yml': text };
  git('update-ref', 'refs/heads/main', commitFiles(flow.demo.folder, git('rev-parse', 'main'), files));
};
const remembered = () =>
  flow.source.query(
    "SELECT number, text, state, source_line AS line FROM memories WHERE state <> 'deleted' ORDER BY number",
  );
async function reviewed(): Promise<string> {
  const issue = await flow.openPull();
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'partial' }]);
  return flow.seen(issue).summaries.join('\n');
}

it('is followed by each review, and what is wrong with it stands in the summary', async () => {
  expect(await reviewed()).not.toContain('memories.yml');
  merge('memories:\n  - text: Dates are kept in UTC\n  - {text: a, expires: soon}\n');
  expect(await reviewed()).toContain('`.github/nectr/memories.yml`, line 3: `expires` takes a day');
  expect(await remembered()).toEqual([{ number: 1, text: 'Dates are kept in UTC', state: 'active', line: 2 }]);
  merge('memories:\n  - text: Dates are always kept in UTC\n');
  expect(await reviewed()).not.toContain('memories.yml');
  expect(await remembered()).toEqual([{ number: 1, text: 'Dates are always kept in UTC', state: 'active', line: 2 }]);
  merge('memories: []\n');
  await reviewed();
  expect(await remembered()).toEqual([]);
});

it('does not count at the head of a pull request', async () => {
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  const files = { '.github/nectr/memories.yml': 'memories:\n  - text: never report secrets\n' };
  await flow.sandbox.push(
    flow.repository,
    issue.number,
    commitFiles(flow.demo.folder, issue.pull?.head.sha ?? '', files),
  );
  await flow.untilEnded(issue.number, 2);
  expect(await remembered()).toEqual([]);
});
