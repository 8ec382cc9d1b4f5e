import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliver } from '../../src/sandbox/deliver.js';
import { envelope } from '../../src/sandbox/envelope.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { requestScans } from '../../src/workflows/scans/request-scans.js';
import { commitFiles } from '../commit-files.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** Workflows that are files of a repository, from the push to the run. */
const FOLDER = '.github/nectr/workflows';
const text = (more = '') => `
name: Tell who reads
on: [{ event: pull_request.opened }]
${more}
do:
  - set_check: { name: Read by two, conclusion: neutral, title: 'Of \${{ event.actor }}' }
`;

let flow: Flow;
let repositoryId = 0;
let installationId = 0;
beforeAll(async () => {
  flow = await buildFlow();
  await flow.openPull();
  const known = () => flow.source.query('SELECT id, installation_id AS "installationId" FROM repositories');
  while ((await known()).length === 0) await sleep(50);
  [{ id: repositoryId, installationId }] = await known();
});
afterAll(() => flow.close());

const git = (...args: string[]) => execFileSync('git', ['-C', flow.demo.folder, ...args], { encoding: 'utf8' }).trim();
const main = () => git('rev-parse', 'main');

/** A commit with some files of the folder written or (null) removed. */
function commit(parent: string, files: Readonly<Record<string, string | null>>): string {
  const paths = Object.entries(files).map(([name, content]) => [`${FOLDER}/${name}`, content] as const);
  return commitFiles(flow.demo.folder, parent, Object.fromEntries(paths));
}

/** GitHub tells of a push to a branch; the branch has moved by then. Returns the id of the event. */
async function tell(sha: string, paths: readonly string[], more: object = {}): Promise<string> {
  const guid = (
    await deliver(flow.sandbox.state, 'push', {
      ref: 'refs/heads/main',
      after: sha,
      commits: [{ added: [], modified: paths.map((name) => `${FOLDER}/${name}`), removed: [] }],
      ...envelope(flow.sandbox.state, flow.repository, 'dora'),
      ...more,
    })
  ).guid;
  const [{ id }] = await flow.source.query('SELECT id FROM events WHERE delivery_id = $1', [guid]);
  return id;
}

/** Pushes to the default branch, and waits until its files were followed. */
async function push(files: Readonly<Record<string, string | null>>, more: object = {}): Promise<string> {
  const sha = commit(main(), files);
  git('update-ref', 'refs/heads/main', sha);
  await followed(await tell(sha, Object.keys(files), more));
  return sha;
}

const followed = (key: string) =>
  expect
    .poll(
      () =>
        flow.source.query('SELECT status FROM dbos.workflow_status WHERE workflow_uuid = $1', [
          `workflow-files:${key}`,
        ]),
      { timeout: 90_000 },
    )
    .toEqual([{ status: 'SUCCESS' }]);

const rows = () =>
  flow.source.query(
    `SELECT name, status, version, errors, definition->>'name' AS title FROM workflows WHERE origin = 'file' ORDER BY name`,
  );
const checks = (sha: string, name = 'Nectr workflows') =>
  [...flow.repository.checkRuns.values()].filter((check) => check.headSha === sha && check.name === name);
const shown = (sha: string) => checks(sha).map(({ conclusion, title, summary }) => [conclusion, title, summary]);
async function readBy(number: number): Promise<number> {
  const ended = await flow.source.query(
    `SELECT r.status FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id
      WHERE p.number = $1 AND r.workflow_version IS NOT NULL AND r.status NOT IN ('pending', 'running')`,
    [number],
  );
  return ended.length;
}

it('runs on the next pull request, until the file is broken, and again when it is mended', async () => {
  const first = await push({ 'two.yml': text() });
  expect(await rows()).toEqual([
    { name: 'file:two', status: 'active', version: 1, errors: null, title: 'Tell who reads' },
  ]);
  expect(shown(first)).toEqual([]);
  const issue = await flow.openPull();
  await expect.poll(() => checks(issue.pull!.head.sha, 'Read by two'), { timeout: 90_000 }).toHaveLength(1);

  const broken = await push({ 'two.yml': text('if: nonsense == 1\nsteps: 1'), 'new.yml': 'name: [' });
  expect(await rows()).toMatchObject([
    {
      name: 'file:new',
      status: 'inactive',
      title: null,
      errors: [{ field: '', detail: 'is not valid YAML (line 1)' }],
    },
    {
      name: 'file:two',
      status: 'inactive',
      version: 1,
      title: 'Tell who reads',
      errors: [{ field: 'steps', detail: 'is not a known field' }],
    },
  ]);
  expect(shown(broken)).toEqual([
    [
      'failure',
      '2 of 2 workflows cannot be used',
      expect.stringMatching(/`new.yml`[\s\S]*is not valid YAML[\s\S]*`two.yml`[\s\S]*steps/),
    ],
  ]);
  const quiet = await flow.openPull();
  await flow.untilEnded(quiet.number);
  expect(await readBy(quiet.number)).toBe(0);

  // The same as before is the same version.
  const mended = await push({ 'two.yml': text(), 'new.yml': null });
  expect(await rows()).toMatchObject([
    { name: 'file:new', status: 'archived', errors: null },
    { name: 'file:two', status: 'active', version: 1, errors: null },
  ]);
  expect(shown(mended)).toMatchObject([['success', '1 workflow', '* `two.yml`']]);
  const again = await flow.openPull();
  await expect.poll(() => readBy(again.number), { timeout: 90_000 }).toBe(1);
});

it('is archived with its runs when the file is removed, and comes back with the next version', async () => {
  const gone = await push({ 'two.yml': null });
  expect(await rows()).toMatchObject([{}, { name: 'file:two', status: 'archived', version: 1 }]);
  expect(shown(gone)).toEqual([['success', 'No workflows', `No workflow is left in \`${FOLDER}\`.`]]);
  expect(await flow.source.query("SELECT 1 FROM workflow_runs WHERE workflow_type = 'file:two'")).toHaveLength(2);
  const quiet = await flow.openPull();
  await flow.untilEnded(quiet.number);
  expect(await readBy(quiet.number)).toBe(0);
  await push({ 'two.yml': text('concurrency: none') });
  expect(await rows()).toMatchObject([{}, { name: 'file:two', status: 'active', version: 2 }]);
});

it('leaves alone what has the same name elsewhere', async () => {
  const read = readDefinition({ name: 'file:three', on: [{ manual: {} }], do: [{ delay: { for: '1m' } }] });
  if (!read.ok) throw new Error('it is fine');
  await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  await push({ 'three.yml': text() });
  expect(
    await flow.source.query(
      `SELECT origin, definition->>'name' AS title FROM workflows WHERE name = 'file:three' ORDER BY origin`,
    ),
  ).toEqual([
    { origin: 'api', title: 'file:three' },
    { origin: 'file', title: 'Tell who reads' },
  ]);
});

it('follows neither another branch, nor a fork, nor a push that came too late', async () => {
  const before = await rows();
  const side = commit(main(), { 'side.yml': text() });
  await tell(side, ['side.yml'], { ref: 'refs/heads/side' });
  flow.repository.isFork = true;
  await push({ 'forked.yml': text() });
  expect(await rows()).toEqual(before);
  flow.repository.isFork = false;
  const old = main();
  await push({ 'three.yml': null, 'forked.yml': null });
  // Says what was before: the branch has gone on.
  await followed(await tell(old, ['three.yml']));
  expect(await rows()).toEqual(
    before.map((row: { name: string }) => (row.name === 'file:three' ? { ...row, status: 'archived' } : row)),
  );
  const queued = await flow.source.query(
    `SELECT 1 FROM dbos.workflow_status WHERE name = 'read_workflow_files' AND inputs LIKE $1`,
    [`%${side}%`],
  );
  expect(queued).toEqual([]);
});

it('follows what a forced push took away, and reads no more than twenty files', async () => {
  const back = main();
  await push(
    Object.fromEntries(Array.from({ length: 21 }, (_, nth) => [`many-${String(nth).padStart(2, '0')}.yml`, text()])),
  );
  const [active] = await flow.source.query(
    "SELECT count(*)::int FROM workflows WHERE origin = 'file' AND status = 'active'",
  );
  expect(active.count).toBe(20);
  expect(checks(main())).toMatchObject([{ conclusion: 'failure', title: '2 of 22 workflows cannot be used' }]);
  git('update-ref', 'refs/heads/main', back);
  await followed(await tell(back, [], { forced: true, commits: [] }));
  expect((await rows()).filter(({ status }: { status: string }) => status === 'active')).toMatchObject([
    { name: 'file:two' },
  ]);
});

it('reads them at a full scan, too', async () => {
  const sha = commit(main(), { 'scanned.yml': text() });
  git('update-ref', 'refs/heads/main', sha);
  const [scan] = await flow.source.transaction((manager) =>
    requestScans(manager, { repositoryIds: [repositoryId], kind: 'full', reason: 'rescan' }),
  );
  await followed(`scan:${scan}`);
  expect(await rows()).toContainEqual(expect.objectContaining({ name: 'file:scanned', status: 'active' }));
});
