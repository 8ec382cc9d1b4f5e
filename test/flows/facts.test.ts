import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Issue } from '../../src/sandbox/types.js';
import { seedPast } from '../../src/sandbox/seed-past.js';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import { VARIABLES, type Group } from '../../src/workflows/conditions/variables.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { createWorkflow } from '../../src/workflows/definitions/save-definition.js';
import { learnOrigin } from '../../src/workflows/events/upsert-pull.js';
import { startByHand } from '../../src/workflows/executions/start-by-hand.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** What conditions ask about is there, field by field: of a pull request that was scanned, reviewed and has a past. */
let flow: Flow;
let claude: ScriptedAnthropic;
let installationId = 0;
let repositoryId = 0;
let issue: Issue;
const DEADLINE = { timeout: 90_000, interval: 50 };

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  flow = await buildFlow({ env: { ANTHROPIC_API_KEY: 'sk-ant-flow-000000', ANTHROPIC_BASE_URL: claude.url } });
  claude.setScript(({ model }) =>
    model === 'claude-haiku-5-5'
      ? JSON.stringify({ memories: [], parts: [] })
      : JSON.stringify({ summary: 'Rounds.', risk: 'low', unmet_criteria: [], findings: [], inspected: [] }),
  );
  const { sandbox, repository, demo } = flow;
  for (const one of demo.issues) sandbox.openIssue(repository, one);
  await seedPast(sandbox, repository, demo, new Date());
  await sendRepository(sandbox, 'added', repository);
});
afterAll(async () => {
  await flow.close();
  await claude.close();
});

/** A branch that changes `formatCents`, and none of those that call it. */
function changeFormat(branch: string): void {
  const { folder } = flow.demo;
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, `${branch}.index`) };
  const git = (args: string[], input = '') =>
    execFileSync('git', ['-C', folder, ...args], { env, input, encoding: 'utf8' }).trim();
  const money = git(['show', 'main:src/money.ts']).replace('toFixed(2)', "toFixed(2).replace('-0.00', '0.00')");
  git(['read-tree', 'main']);
  git(['update-index', '--cacheinfo', `100644,${git(['hash-object', '-w', '--stdin'], `${money}\n`)},src/money.ts`]);
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  const sha = git([...who, 'commit-tree', git(['write-tree']), '-p', 'main', '-m', 'No minus at nothing']);
  git(['update-ref', `refs/heads/${branch}`, sha]);
}

function pathsOf(name: string, group: Group): string[] {
  return Object.entries(group.fields).flatMap(([key, field]) =>
    'fields' in field ? pathsOf(`${name}.${key}`, field) : [`${name}.${key}`],
  );
}
const FIELDS = Object.entries(VARIABLES).flatMap(([name, variable]) =>
  'fields' in variable ? pathsOf(name, variable) : [],
);
const ALL = FIELDS.map((path) => `has(${path})`).join(' && ');

async function define(name: string, on: object, condition: string) {
  const read = readDefinition({
    name,
    on: [on],
    config: { timeout: 600 },
    do: [
      { pr_review_analyzer: {}, name: 'review' },
      { delay: { for: '1s' }, name: 'asked', if: condition },
    ],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  const saved = await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  return { ...saved!, name, definition: read.definition };
}

/** What the parts of the condition came to in the only run of a workflow. */
async function traceOf(workflowId: string): Promise<Record<string, string>> {
  let trace: { text: string; value: boolean | 'unknown'; why?: string }[] = [];
  const look = async () => {
    const rows = await flow.source.query(
      `SELECT s.condition, r.outcome_reason FROM execution_steps s JOIN workflow_runs r ON r.id = s.run_id
        WHERE r.workflow_id = $1 AND s.name = 'asked' AND s.condition IS NOT NULL`,
      [workflowId],
    );
    trace = rows[0]?.condition ?? [];
    return trace.length;
  };
  await expect.poll(look, DEADLINE).toBeGreaterThan(0);
  return Object.fromEntries(trace.map(({ text, value, why }) => [text, why ?? String(value)]));
}
const unknownOf = (trace: Record<string, string>) =>
  Object.entries(trace)
    .filter(([, value]) => value !== 'true')
    .map(([text]) => text.replace(/^has\((.*)\)$/, '$1'));

it('a repository is scanned, and its past imported', async () => {
  const scans = () => flow.source.query(`SELECT kind FROM scans WHERE status = 'completed' ORDER BY id`);
  await expect.poll(scans, DEADLINE).toEqual([{ kind: 'full' }, { kind: 'history' }]);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  [{ id: repositoryId }] = await flow.source.query('SELECT id FROM repositories WHERE github_repo_id = $1', [
    flow.repository.id,
  ]);
});

it('an event of a pull request, its review and the graph tell every field', async () => {
  const every = await define('every field', { event: 'pull_request.opened' }, ALL);
  const values = await define(
    'values',
    { event: 'pull_request.opened' },
    [
      'event.type == "pull_request"',
      'event.action == "opened"',
      'event.body == ""',
      'event.fork == false',
      'event.changed_files == ["src/money.ts"]',
      'event.origin == "human"',
      'days_since(event.created_at) == 0',
      'review.risk == "low"',
      'review.coverage.read == 1',
      'graph.callers == 3',
      'graph.bus_factor >= 1',
      'size(graph.experts) > 0',
      'now < event.updated_at + duration("1m")',
    ].join(' && '),
  );
  changeFormat('rounding');
  issue = await flow.sandbox.openPull(flow.repository, {
    head: 'rounding',
    base: 'main',
    title: 'No minus at nothing',
    body: '',
    user: 'dora',
  });
  expect(unknownOf(await traceOf(every.id))).toEqual([]);
  expect(unknownOf(await traceOf(values.id))).toEqual([]);
});

it('so does a comment, whose event says nothing of the branches', async () => {
  const every = await define('by comment', { event: 'issue_comment.created' }, ALL);
  flow.sandbox.comment(flow.repository, issue.number, 'dora', 'Looks right to me.');
  expect(unknownOf(await traceOf(every.id))).toEqual([]);
});

it('and a start by hand, of which nobody can say what was done', async () => {
  const workflow = await define('by hand', { manual: {} }, `${ALL} && !label("x") && event.actor == "erik"`);
  const asked = { requestId: '1', inputs: {}, dryRun: false, by: 'erik', repositoryId, pullNumber: issue.number };
  await flow.source.transaction((manager) => startByHand(manager, { workflow, installationId, ...asked }));
  expect(unknownOf(await traceOf(workflow.id))).toEqual(['event.action']);
});

it('who made it is what its commits told, whoever its branch and account look like', async () => {
  await learnOrigin(flow.source, repositoryId, { number: issue.number, origin: 'assisted' });
  const read = readDefinition({
    name: 'assisted',
    on: [{ event: 'pull_request.edited' }],
    if: 'event.origin == "assisted"',
    do: [{ delay: { for: '1s' } }],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  await flow.source.transaction((manager) =>
    createWorkflow(manager, { installationId, repositoryId: null, by: 'dora' }, read.definition),
  );
  await flow.sandbox.sendPull(flow.repository, issue, 'edited');
  const conditions = () =>
    flow.source.query(
      `SELECT condition FROM workflow_runs r JOIN workflows w ON w.id = r.workflow_id WHERE w.name = 'assisted' AND condition IS NOT NULL`,
    );
  await expect
    .poll(conditions, DEADLINE)
    .toEqual([{ condition: [{ text: 'event.origin == "assisted"', value: true }] }]);
});

it('a caller that the change brings along is none elsewhere', async () => {
  const workflow = await define(
    'with its callers',
    { event: 'pull_request.opened' },
    'graph.callers == 1 && event.base == "main"',
  );
  // Only a test of one of its callers stays behind.
  const pull = flow.demo.pulls.find(({ head }) => head === 'currencies');
  if (pull === undefined) throw new Error('the demo has no pull request that changes a contract');
  await flow.sandbox.openPull(flow.repository, pull);
  expect(unknownOf(await traceOf(workflow.id))).toEqual([]);
});
