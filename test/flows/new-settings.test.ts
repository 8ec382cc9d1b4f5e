import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliver } from '../../src/sandbox/deliver.js';
import { envelope } from '../../src/sandbox/envelope.js';
import { changeSettings } from '../../src/ledger/change-settings.js';
import { readSettingsLayers } from '../../src/ledger/read-settings-layers.js';
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

it('follows the dashboard as it follows the file: what it had stopped is reviewed, and the file goes before', async () => {
  await pushSettings('max_comments: 3\n');
  await expect
    .poll(() => flow.source.query(`SELECT 1 FROM events WHERE event_type = 'push' AND status <> 'completed'`))
    .toEqual([]);
  const [row] = await flow.source.query('SELECT id, installation_id AS "installationId" FROM repositories');
  const change = (patch: unknown, repositoryId: number | null = row.id) =>
    flow.source.transaction((manager) =>
      changeSettings(manager, {
        installationId: row.installationId,
        repositoryId,
        patch,
        fileGiven: { max_comments: 3 },
        by: 'dora',
      }),
    );
  expect(await change({ skip: { titles: ['*'] }, max_comments: 50 })).toMatchObject({ ok: false });
  expect(await change({ skip: { titles: ['*'] } }, null)).toMatchObject({ ok: true });
  const stopped = await flow.openPull();
  expect(await flow.untilEnded(stopped.number)).toMatchObject([{ outcome: 'skipped' }]);
  // Above the installation's, and another key than the one that stopped it.
  await change({ min_severity: 'must-fix' });
  await change({ skip: { titles: [] } });
  const runs = await flow.untilEnded(stopped.number, 2);
  expect(runs.at(-1)).toMatchObject({ outcome: 'partial' });
  expect(flow.seen(stopped)).toMatchObject({ submitted: 1, unfinishedChecks: 0 });
  await change({ skip: null, min_severity: null });
  expect((await readSettingsLayers(flow.source.manager, row.id)).layers).toMatchObject([
    { source: 'installation', given: { skip: { titles: ['*'] } }, changedBy: 'dora' },
    { source: 'dashboard', given: {}, changedBy: 'dora' },
  ]);
  await expect
    .poll(() =>
      flow.source.query(`SELECT status FROM events WHERE event_type = 'settings.changed' ORDER BY created_at`),
    )
    .toEqual([{ status: 'completed' }, { status: 'completed' }, { status: 'completed' }]);
  // It was reviewed by now: nothing had stopped it.
  expect(await flow.runsOf(stopped.number)).toHaveLength(2);
});
