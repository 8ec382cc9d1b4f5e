import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliver } from '../../src/sandbox/deliver.js';
import { envelope } from '../../src/sandbox/envelope.js';
import { commitFiles } from '../commit-files.js';
import { buildFlow, type Flow } from './flow-stage.js';

let flow: Flow;
beforeAll(async () => {
  flow = await buildFlow();
});
afterAll(() => flow.close());

function git(...args: string[]): string {
  return execFileSync('git', ['-C', flow.demo.folder, ...args], { encoding: 'utf8' }).trim();
}

/** Somebody pushes settings to the base branch. The base of open pull requests stays, as on GitHub. */
async function pushSettings(text: string): Promise<void> {
  const sha = commitFiles(flow.demo.folder, git('rev-parse', 'main'), { '.github/nectr.yml': text });
  git('update-ref', 'refs/heads/main', sha);
  const files = { added: [], modified: ['.github/nectr.yml'], removed: [] };
  await deliver(flow.sandbox.state, 'push', {
    ref: 'refs/heads/main',
    after: sha,
    commits: [files],
    ...envelope(flow.sandbox.state, flow.repository, 'dora'),
  });
}

it('reviews what the old settings of the base branch had stopped, once', async () => {
  const [draft, other] = [await flow.openPull({ draft: true }), await flow.openPull()];
  expect(await flow.untilEnded(draft.number)).toMatchObject([{ outcome: 'skipped' }]);
  expect(await flow.untilEnded(other.number)).toMatchObject([{ outcome: 'partial' }]);
  await pushSettings('drafts: true\n');
  expect((await flow.untilEnded(draft.number, 2)).at(-1)).toMatchObject({ outcome: 'partial' });
  expect(flow.seen(draft)).toMatchObject({ submitted: 1, unfinishedChecks: 0 });
  await pushSettings('drafts: true\nmax_comments: 3\n');
  await expect
    .poll(() => flow.source.query(`SELECT 1 FROM events WHERE event_type = 'push' AND status = 'completed'`))
    .toHaveLength(2);
  expect(await flow.runsOf(draft.number)).toHaveLength(2);
  expect(await flow.runsOf(other.number)).toHaveLength(1);
});
