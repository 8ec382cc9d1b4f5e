import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { encryptText } from '../../src/access/encrypt.js';
import { switchWorkflow } from '../../src/api/queries/switch-workflow.js';
import { gitText } from '../../src/checkout/git.js';
import { createReceiveIntegrationEvent } from '../../src/inbox/receive-integration-event.js';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import { seedPast } from '../../src/sandbox/seed-past.js';
import { headersOf, hook, issue as hookIssue, SECRET } from '../integrations/sentry/hooks.js';
import { eventOf, issueOf, startLocalSentry, TOKEN, type LocalSentry } from '../integrations/sentry/local-sentry.js';
import { commitFiles } from '../commit-files.js';
import { startJira } from '../integrations/jira/local-jira.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** From a webhook of Sentry to the issue that names who may have brought the error, over everything between them. */
const KEYS = ['k'.repeat(40)] as const;
const DAY_MS = 86_400_000;
const DEADLINE = { timeout: 90_000, interval: 50 };
let flow: Flow;
let sentry: LocalSentry;
let installationId = 0;
let integration = '';
let workflowId = '';
const CALLER = { path: 'src/orders/place-order.ts', line: 1 };
const FAILS = { path: 'src/payments/charge.ts', line: 1 };
/** Pull requests by what they are to the error. */
let [caller, culprit, after] = [0, 0, 0];
const now = new Date();
const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString();

beforeAll(async () => {
  sentry = await startLocalSentry();
  flow = await buildFlow({ env: { ALLOWED_PRIVATE_HOSTS: '127.0.0.1' } });
  const { sandbox, repository, demo } = flow;
  for (const each of demo.issues) sandbox.openIssue(repository, each);
  await seedPast(sandbox, repository, demo, now);
  [caller = 0, culprit = 0, after = 0] = await mergeThree();
  await sendRepository(sandbox, 'added', repository);
  const imported = `SELECT count(*)::int AS n FROM scans WHERE kind = 'history' AND status = 'completed'`;
  while ((await flow.source.query(imported))[0].n === 0) await sleep(50);
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  const rows: { id: string }[] = await flow.source.query(
    `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted) VALUES ($1, 'errors', 'sentry', $2, $3) RETURNING id`,
    [
      installationId,
      { base_url: sentry.url, organization: 'acme', repositories: { shop: 'acme/orchard' } },
      encryptText(JSON.stringify({ auth_token: TOKEN, client_secret: SECRET }), KEYS),
    ],
  );
  integration = rows[0]!.id;
  [{ id: workflowId }] = await flow.source.query(`SELECT id FROM workflows WHERE name = 'error_triage'`);
  await flow.source.transaction((manager) =>
    switchWorkflow(manager, { workflowId, installationId, by: 'dora' }, { enabled: true, standard: false }),
  );
});
afterAll(async () => {
  await flow.close();
  await sentry.close();
});
beforeEach(() => {
  sentry.comments.length = 0;
  sentry.links.clear();
  sentry.issue = issueOf();
  sentry.event = eventOf();
  sentry.scopes = new Set(['org:read', 'project:read', 'event:read', 'event:write']);
});

/**
 * Three pull requests on top of the past of the demo, each squashed on its day: who brought the caller, who brought the line
 * that fails, and who changed that line again after the error began.
 */
async function mergeThree() {
  const { sandbox, repository, demo } = flow;
  const git = (...args: string[]) => gitText(demo.folder, args);
  const merged = [
    { ...CALLER, note: '// Stock comes first', author: 'tom-becker', title: 'Stock comes first', days: 20 },
    { ...FAILS, note: '// Fees are taken here', author: 'dana-cole', title: 'Fees for cards', days: 4 },
    { ...FAILS, note: '// Fees are rounded here', author: 'maya-okafor', title: 'Fees are rounded', days: 1 },
  ];
  const numbers: number[] = [];
  for (const { path, note, author, title, days } of merged) {
    const parent = (await git('rev-parse', demo.defaultBranch)).trim();
    const lines = (await git('show', `${parent}:${path}`)).split('\n');
    const text = [note, ...(lines[0]!.startsWith('// ') ? lines.slice(1) : lines)].join('\n');
    vi.stubEnv('GIT_COMMITTER_DATE', daysAgo(days)).stubEnv('GIT_AUTHOR_DATE', daysAgo(days));
    const mergeCommit = commitFiles(demo.folder, parent, { [path]: text });
    vi.unstubAllEnvs();
    await git('update-ref', `refs/heads/${demo.defaultBranch}`, mergeCommit, parent);
    const at = { createdAt: new Date(daysAgo(days + 1)), mergedAt: new Date(daysAgo(days)) };
    const number = 201 + numbers.length;
    const pull = { number, title, body: '', user: author, head: `b${number}`, base: demo.defaultBranch, mergeCommit };
    await sandbox.addMergedPull(repository, { ...pull, ...at });
    numbers.push(number);
  }
  return numbers;
}

const frame = ({ path, line }: { path: string; line: number }, name: string) => ({
  filename: path,
  absPath: `/app/${path}`,
  module: null,
  function: name,
  lineNo: line,
  inApp: true,
});
const eventWith = (...frames: object[]) =>
  eventOf({
    entries: [
      { type: 'exception', data: { values: [{ type: 'TypeError', value: 'undefined', stacktrace: { frames } }] } },
    ],
  });

async function send(action: string, over: Record<string, unknown> = {}): Promise<void> {
  const text = JSON.stringify(
    hook(action, {
      issue: hookIssue({
        id: '6507376925',
        shortId: 'SHOP-41',
        title: 'TypeError: Cannot read properties of undefined',
        level: 'error',
        web_url: 'https://acme.sentry.io/issues/6507376925/',
        firstSeen: daysAgo(3),
        lastSeen: daysAgo(0.5),
        ...over,
      }),
    }),
  );
  const headers = new Headers(headersOf('issue', text, { 'request-id': randomUUID() }));
  const receive = createReceiveIntegrationEvent(flow.source, KEYS);
  const request = { method: 'POST', headers, body: Buffer.from(text), now: new Date() };
  expect(await receive(integration, request)).toEqual({ kind: 'recorded' });
  const open = `SELECT count(*)::int AS n FROM events WHERE source = 'sentry' AND status IN ('pending', 'processing')`;
  await expect.poll(async () => (await flow.source.query(open))[0].n, DEADLINE).toBe(0);
}
async function runs(): Promise<{ status: string; reason: string | null; steps: Record<string, string> }[]> {
  const all = () =>
    flow.source.query(
      `SELECT r.status, r.outcome_reason AS reason, r.repository_id,
              (SELECT json_object_agg(s.name, coalesce(s.error_message, s.said)) FROM execution_steps s WHERE s.run_id = r.id) AS steps
         FROM workflow_runs r WHERE r.workflow_id = $1 ORDER BY r.queued_at`,
      [workflowId],
    );
  let found: Awaited<ReturnType<typeof runs>> = [];
  await expect
    .poll(async () => {
      found = await all();
      return found.filter(({ status }) => ['pending', 'running'].includes(status)).length;
    }, DEADLINE)
    .toBe(0);
  return found;
}
const ours = () => [...flow.repository.issues.values()].filter(({ body }) => body?.includes('**What fails:**'));
const commentsOf = (number: number) =>
  [...flow.repository.comments.values()].filter((one) => one.issueNumber === number).map(({ body }) => body);

it('makes one issue of an error, with who may have brought it and who knows the code, and tells Sentry', async () => {
  sentry.event = eventWith(frame(CALLER, 'handle'), frame(FAILS, 'fails'));
  await send('created');
  const [run] = await runs();
  expect(run, JSON.stringify(run)).toMatchObject({ status: 'completed' });
  const [made, ...more] = ours();
  expect(more).toEqual([]);
  expect(made!.title).toBe('TypeError: Cannot read properties of undefined');
  const url = `http://${flow.sandbox.host}/acme/orchard`;
  const body = made!.body ?? '';
  const suspects = body.split('\n').filter((line) => line.includes('/pull/'));
  // Where it fails comes first, and so does who brought it; who came after the error brought nothing.
  expect(suspects.slice(0, 2)).toEqual([
    `- [\`#${culprit}\`](${url}/pull/${culprit}) Fees for cards, by \`dana-cole\`, merged ${daysAgo(4).slice(0, 10)}: brought line 1 of \`${FAILS.path}\` (where it fails)`,
    `- [\`#${caller}\`](${url}/pull/${caller}) Stock comes first, by \`tom-becker\`, merged ${daysAgo(20).slice(0, 10)}: brought line 1 of \`${CALLER.path}\` (frame 2 of 2)`,
  ]);
  expect(suspects.join()).not.toContain(`/pull/${after}`);
  expect(body).toMatch(new RegExp(`\\[\`${FAILS.path}:1\`\\]\\(${url}/blob/[0-9a-f]{40}/`));
  expect(body).toContain('in `fails`');
  expect(body).toMatch(/\*\*Who knows these files\*\*:\n\n- \[`[\w-]+`\]\(.*commits\?author=/);
  expect(body).toContain('`https://acme.sentry.io/issues/6507376925/`');
  expect(body).not.toContain('**Not known**');
  expect(sentry.comments.map(({ data }) => data.text)).toEqual([`Tracked as ${url}/issues/${made!.number}`]);
  const [{ placed }] = await flow.source.query(
    'SELECT count(repository_id)::int AS placed FROM workflow_runs WHERE workflow_id = $1',
    [workflowId],
  );
  expect(placed).toBe(1);
  // The same error in another delivery.
  await send('created');
  expect((await runs()).map(({ status }) => status)).toEqual(['completed', 'completed']);
  expect(ours()).toHaveLength(1);
  expect(commentsOf(made!.number)).toEqual([]);
  expect(sentry.comments).toHaveLength(1);
});

it('says on the issue that an error is back, once for each time', async () => {
  const [made] = ours();
  sentry.event = eventWith(frame(FAILS, 'fails'));
  await send('unresolved', { substatus: 'regressed' });
  const last = (await runs()).at(-1);
  expect(last, JSON.stringify(last)).toMatchObject({ status: 'completed' });
  expect(ours()).toHaveLength(1);
  const said = commentsOf(made!.number);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('This error was resolved in Sentry, and is back.');
  // By then the line was another's.
  expect(said[0]).toMatch(new RegExp(`#${after}.*brought line 1 of`));
  // Somebody opened it again by hand: nothing new.
  const before = (await runs()).length;
  await send('unresolved', { substatus: 'ongoing' });
  await send('created', { id: '1', level: 'info' });
  expect(await runs()).toHaveLength(before);
});

it('names what is missing, and what strangers wrote does nothing', async () => {
  sentry.scopes.delete('event:read');
  const title = 'Error: @dora see [this](https://evil.example) <img src=x> and #1\n/nectr review';
  await send('created', { id: '77', title, culprit: '`@dora`' });
  const last = (await runs()).at(-1);
  expect(last, JSON.stringify(last)).toMatchObject({ status: 'completed' });
  expect(last!.steps['link']).toContain('Sentry was not told');
  const body = ours().find((one) => one.body?.includes('**Not known**'))?.body ?? '';
  expect(body).toMatch(/- the stack trace: .+/);
  expect(body).not.toMatch(/(?<!`)@dora(?!`)|(?<!\\)\[this|(?<!\\)<img|(?<!`)#1(?!`)/);
  expect(body).toContain('**What fails:** Error: `@dora` see');
  expect(flow.warnings.filter((line) => line.includes('posted as code'))).toEqual([]);
});

it('goes to the tracker that the installation sets', async () => {
  const account = { email: 'bot@acme.dev', apiToken: `ATATT3x${'a1B2c3'.repeat(6)}` };
  const jira = await startJira(account);
  try {
    await flow.source.query(
      `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted) VALUES ($1, 'tickets', 'jira', $2, $3)`,
      [
        installationId,
        { base_url: jira.url, project: 'SHOP' },
        encryptText(JSON.stringify({ email: account.email, api_token: account.apiToken }), KEYS),
      ],
    );
    await flow.source.transaction((manager) =>
      switchWorkflow(
        manager,
        { workflowId, installationId, by: 'dora' },
        { config: { steps: { issue: { target: 'jira' } } }, standard: false },
      ),
    );
    sentry.event = eventWith(frame(FAILS, 'fails'));
    const before = ours().length;
    await send('created');
    const last = (await runs()).at(-1);
    expect(last, JSON.stringify(last)).toMatchObject({ status: 'completed' });
    expect(ours()).toHaveLength(before);
    expect(jira.issues.map(({ summary }) => summary)).toEqual(['TypeError: Cannot read properties of undefined']);
    expect(JSON.stringify(jira.issues[0]!.description)).toContain(`#${culprit}`);
    expect(sentry.comments.map(({ data }) => data.text)).toEqual([
      `Tracked as ${jira.url}/browse/${jira.issues[0]!.key}`,
    ]);
  } finally {
    await jira.close();
  }
});
