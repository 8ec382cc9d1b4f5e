import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { appJwt } from '../../src/github/client/app-jwt.js';
import { createDemoRepository } from '../../src/sandbox/demo-repository.js';
import { readAppManifest } from '../../src/app-manifest.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Issue, Repository } from '../../src/sandbox/types.js';
import { pem } from '../app-key.js';
import { prepareDescription } from '../github-description/prepare-description.js';

const prepared = await prepareDescription();
if ('missing' in prepared && process.env['OPENAPI_REQUIRED'] !== undefined) throw new Error(prepared.missing);
const folder = mkdtempSync(join(tmpdir(), 'nectr-openapi-'));
const Description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.record(z.string(), z.unknown()),
});

let sandbox: Sandbox;
let description: z.output<typeof Description>;
let ajv: Ajv;
let issue: Issue;
let repository: Repository;
let token = '';
let installationId = 0;
const tested = new Set<string>();
const wrong: string[] = [];
/**
 * Here the description wants an account to be a user and an enterprise at once; its own schema of an installation says
 * either.
 */
const MENDED: Readonly<Record<string, unknown>> = {
  'GET /app/installations': { type: 'array', items: { $ref: '#/components/schemas/installation' } },
};

beforeAll(async () => {
  if (!('file' in prepared)) return;
  description = Description.parse(JSON.parse(readFileSync(prepared.file, 'utf8')));
  ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'github', components: nullable(description.components) as Record<string, unknown> });
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
  const demo = await createDemoRepository(folder);
  const installation = await sandbox.install({
    account: 'acme',
    permissions: { ...readAppManifest().default_permissions, security_events: 'read', members: 'read' },
    deliver: false,
  });
  installationId = installation.id;
  sandbox.state.userTokens.set('ghu_of_acme', 'acme');
  repository = sandbox.addRepository({ installationId, name: 'orchard', folder });
  for (const each of demo.issues) sandbox.openIssue(repository, each);
  const [pull] = demo.pulls;
  if (!pull) throw new Error('no pull request');
  issue = await sandbox.openPull(repository, { ...pull, deliver: false });
  await sandbox.deliver('ping', { zen: 'x' });
});
afterAll(async () => {
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** OpenAPI 3.0 says `nullable`, JSON Schema says it with a type of its own. */
function nullable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullable);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, nullable(each)]));
  if (typeof copy['$ref'] === 'string') copy['$ref'] = copy['$ref'].replace(/^#/, 'github#');
  if (copy['nullable'] !== true) return copy;
  const { nullable: _nullable, ...schema } = copy;
  return { anyOf: [{ type: 'null' }, schema] };
}

/** Sends one request and checks the answer against GitHub's description of that route and status. */
async function ask(
  method: string,
  template: string,
  path: string,
  body?: unknown,
  as: 'token' | 'app' | 'person' = 'token',
) {
  const authorization = {
    app: `Bearer ${appJwt({ appId: 1, privateKey: pem }, new Date())}`,
    person: 'Bearer ghu_of_acme',
    token: `token ${token}`,
  }[as];
  const response = await fetch(`${sandbox.url}/api/v3${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const operation = description.paths[template]?.[method.toLowerCase()] as
    | { responses: Record<string, { content?: Record<string, { schema: unknown }> }> }
    | undefined;
  const described = operation?.responses[String(response.status)];
  expect([method, template, response.status, described !== undefined]).toEqual([
    method,
    template,
    response.status,
    true,
  ]);
  tested.add(`${method} ${template}`);
  if (response.status === 204) return null;
  const answer: unknown = await response.json();
  const schema = MENDED[`${method} ${template}`] ?? described?.content?.['application/json']?.schema;
  if (schema !== undefined) {
    const validate = ajv.compile(nullable(schema) as Record<string, unknown>);
    const valid = validate(answer);
    const faults = valid
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    if (faults.length > 0) wrong.push(`${method} ${template}: ${[...new Set(faults)].slice(0, 12).join('; ')}`);
  }
  return answer as Record<string, never>;
}

it.skipIf('missing' in prepared)('answers what GitHub describes, on every route the App uses', async () => {
  await ask('GET', '/app', '/app', undefined, 'app');
  await ask('GET', '/app/installations', '/app/installations', undefined, 'app');
  await ask('GET', '/app/installations/{installation_id}', `/app/installations/${installationId}`, undefined, 'app');
  const minted = await ask(
    'POST',
    '/app/installations/{installation_id}/access_tokens',
    `/app/installations/${installationId}/access_tokens`,
    {},
    'app',
  );
  token = String(minted?.['token']);
  const mine = '/user/installations';
  await ask('GET', mine, mine, undefined, 'person');
  const list = '/user/installations/{installation_id}/repositories';
  await ask('GET', list, `${mine}/${installationId}/repositories`, undefined, 'person');
  await ask('GET', list, `${mine}/99/repositories`, undefined, 'person');
  await ask('GET', '/app/hook/config', '/app/hook/config', undefined, 'app');
  await ask('GET', '/app/hook/deliveries', '/app/hook/deliveries', undefined, 'app');
  const [delivery] = sandbox.state.deliveries;
  await ask('GET', '/app/hook/deliveries/{delivery_id}', `/app/hook/deliveries/${delivery?.id}`, undefined, 'app');
  await ask(
    'POST',
    '/app/hook/deliveries/{delivery_id}/attempts',
    `/app/hook/deliveries/${delivery?.id}/attempts`,
    {},
    'app',
  );
  await ask('GET', '/installation/repositories', '/installation/repositories');
  const repo = '/repos/acme/orchard';
  const described = '/repos/{owner}/{repo}';
  const pull = `${repo}/pulls/${issue.number}`;
  const head = issue.pull?.head.sha ?? '';
  await ask('GET', `${described}/pulls`, `${repo}/pulls`);
  await ask('GET', `${described}/pulls/{pull_number}`, pull);
  await ask('GET', `${described}/pulls/{pull_number}/files`, `${pull}/files`);
  await ask('GET', `${described}/contents/{path}`, `${repo}/contents/package.json`);
  await ask('GET', `${described}/contents/{path}`, `${repo}/contents/src`);
  const blob = execFileSync('git', ['-C', folder, 'rev-parse', 'main:package.json'], { encoding: 'utf8' }).trim();
  await ask('GET', `${described}/git/blobs/{file_sha}`, `${repo}/git/blobs/${blob}`);
  await ask('GET', `${described}/git/trees/{tree_sha}`, `${repo}/git/trees/${head}?recursive=1`);
  await ask('GET', `${described}/issues/{issue_number}`, `${repo}/issues/1`);
  const comment = await ask(
    'POST',
    `${described}/issues/{issue_number}/comments`,
    `${repo}/issues/${issue.number}/comments`,
    { body: 'text' },
  );
  await ask(
    'PATCH',
    `${described}/issues/comments/{comment_id}`,
    `${repo}/issues/comments/${String(comment?.['id'])}`,
    { body: 'other' },
  );
  const ofComment = `${repo}/issues/comments/${String(comment?.['id'])}/reactions`;
  const reaction = await ask('POST', `${described}/issues/comments/{comment_id}/reactions`, ofComment, {
    content: 'confused',
  });
  await ask('GET', `${described}/issues/comments/{comment_id}/reactions`, ofComment);
  await ask(
    'DELETE',
    `${described}/issues/comments/{comment_id}/reactions/{reaction_id}`,
    `${ofComment}/${String(reaction?.['id'])}`,
  );
  await ask('GET', `${described}/collaborators/{username}/permission`, `${repo}/collaborators/acme/permission`);
  await ask('GET', `${described}/issues/{issue_number}/comments`, `${repo}/issues/${issue.number}/comments`);
  await ask('POST', `${described}/issues/{issue_number}/reactions`, `${repo}/issues/${issue.number}/reactions`, {
    content: 'eyes',
  });
  await ask('GET', `${described}/issues/{issue_number}/reactions`, `${repo}/issues/${issue.number}/reactions`);
  const review = await ask('POST', `${described}/pulls/{pull_number}/reviews`, `${pull}/reviews`, {
    commit_id: head,
    body: 'text',
    comments: [{ path: 'src/orders/payment-fee.ts', line: 4, side: 'RIGHT', body: 'text' }],
  });
  const id = String(review?.['id']);
  await ask('GET', `${described}/pulls/{pull_number}/reviews`, `${pull}/reviews`);
  await ask('GET', `${described}/pulls/{pull_number}/reviews/{review_id}`, `${pull}/reviews/${id}`);
  await ask('GET', `${described}/pulls/{pull_number}/reviews/{review_id}/comments`, `${pull}/reviews/${id}/comments`);
  await ask('POST', `${described}/pulls/{pull_number}/reviews/{review_id}/events`, `${pull}/reviews/${id}/events`, {
    event: 'COMMENT',
    body: 'text',
  });
  const request = await ask('POST', `${described}/pulls/{pull_number}/reviews`, `${pull}/reviews`, {
    body: 'text',
    event: 'REQUEST_CHANGES',
  });
  const dismissals = `${pull}/reviews/${String(request?.['id'])}/dismissals`;
  await ask('PUT', `${described}/pulls/{pull_number}/reviews/{review_id}/dismissals`, dismissals, {
    message: 'mended',
  });
  await ask('GET', `${described}/pulls/{pull_number}/comments`, `${pull}/comments`);
  const [inline] = issue.pull?.reviewComments.keys() ?? [];
  await ask('PATCH', `${described}/pulls/comments/{comment_id}`, `${repo}/pulls/comments/${inline}`, { body: 'other' });
  const eyes = await ask(
    'POST',
    `${described}/pulls/comments/{comment_id}/reactions`,
    `${repo}/pulls/comments/${inline}/reactions`,
    {
      content: 'eyes',
    },
  );
  await ask(
    'DELETE',
    `${described}/pulls/comments/{comment_id}/reactions/{reaction_id}`,
    `${repo}/pulls/comments/${inline}/reactions/${String(eyes?.['id'])}`,
  );
  const reply = await ask(
    'POST',
    `${described}/pulls/{pull_number}/comments/{comment_id}/replies`,
    `${pull}/comments/${inline}/replies`,
    { body: 'text' },
  );
  expect(reply).toMatchObject({ in_reply_to_id: inline });
  const check = await ask('POST', `${described}/check-runs`, `${repo}/check-runs`, {
    name: 'Nectr',
    head_sha: head,
    status: 'in_progress',
  });
  const run = `${repo}/check-runs/${String(check?.['id'])}`;
  await ask('PATCH', `${described}/check-runs/{check_run_id}`, run, {
    conclusion: 'neutral',
    output: {
      title: 't',
      summary: 's',
      annotations: [{ path: 'package.json', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' }],
    },
  });
  await ask('GET', `${described}/check-runs/{check_run_id}`, run);
  await ask('GET', `${described}/check-runs/{check_run_id}/annotations`, `${run}/annotations`);
  await ask('GET', `${described}/commits/{ref}/check-runs`, `${repo}/commits/${head}/check-runs`);
  sandbox.react(repository, Number(inline), { user: 'alice', content: '+1' });
  const reactions = '/pulls/comments/{comment_id}/reactions';
  await ask('GET', `${described}${reactions}`, `${repo}/pulls/comments/${inline}/reactions`);
  await ask('GET', `${described}/pulls/{pull_number}/commits`, `${pull}/commits?per_page=2`);
  await ask('GET', `${described}/commits`, `${repo}/commits?sha=${head}&path=package.json&per_page=2`);
  repository.codeScanningAlerts.push({
    number: 1,
    state: 'open',
    tool: 'Bandsaw',
    rule: { id: 'x', severity: 'warning', securitySeverity: 'high', description: 'x', tags: ['security'] },
    ref: `refs/pull/${issue.number}/merge`,
    commitSha: head,
    path: 'package.json',
    startLine: 1,
    endLine: 1,
    message: 'x',
  });
  await ask(
    'GET',
    `${described}/code-scanning/alerts`,
    `${repo}/code-scanning/alerts?ref=refs/pull/${issue.number}/merge&state=open`,
  );
  const target = `${repo}/issues/${issue.number}`;
  const onIssue = `${described}/issues/{issue_number}/labels`;
  await ask('POST', `${described}/labels`, `${repo}/labels`, { name: 'size/L', color: 'c2e0c6', description: 'x' });
  await ask('GET', `${described}/labels/{name}`, `${repo}/labels/${encodeURIComponent('SIZE/l')}`);
  await ask('POST', onIssue, `${target}/labels`, { labels: ['Size/L', 'grey'] });
  await ask('GET', onIssue, `${target}/labels`);
  expect(issue.labels).toMatchObject([{ color: 'c2e0c6' }, { name: 'grey', color: 'ededed' }]);
  // As a part of a pull request the description knows no label without description.
  await ask('DELETE', `${onIssue}/{name}`, `${target}/labels/GREY`);
  expect(issue.labels).toMatchObject([{ name: 'size/L' }]);
  await ask('GET', `${described}/assignees/{assignee}`, `${repo}/assignees/acme`);
  await ask('POST', `${described}/issues`, `${repo}/issues`, {
    title: 'x',
    body: 'x',
    labels: ['grey', { name: 'new' }],
    assignees: ['acme'],
  });
  await ask('GET', `${described}/issues`, `${repo}/issues?state=all&creator=${encodeURIComponent('nectr[bot]')}`);
  repository.collaborators.set('dora', 'read');
  sandbox.openIssue(repository, { title: 'x', body: '', user: 'dora' });
  const reviewers = `${described}/pulls/{pull_number}/requested_reviewers`;
  repository.teams.set('core', { id: 4711, slug: 'core', name: 'Core' });
  repository.owner.type = 'Organization';
  await ask('POST', reviewers, `${pull}/requested_reviewers`, { reviewers: ['dora'], team_reviewers: ['core'] });
  await ask('GET', reviewers, `${pull}/requested_reviewers`);
  await ask('GET', '/search/issues', `/search/issues?q=${encodeURIComponent('repo:acme/orchard is:issue is:open')}`);
  expect(wrong).toEqual([]);
  expect(tested.size).toBe(58);
});

it.each([
  ['an unknown repository', 404, 'GET', '/repos/acme/other/pulls'],
  ['an unknown pull request', 404, 'GET', '/repos/acme/orchard/pulls/99'],
  [
    'a comment on a line outside of the diff',
    422,
    'POST',
    '/repos/acme/orchard/pulls/2/reviews',
    { comments: [{ path: 'src/orders/payment-fee.ts', line: 4000, body: 'x' }] },
  ],
  [
    'a comment on a file outside of the diff',
    422,
    'POST',
    '/repos/acme/orchard/pulls/2/reviews',
    { comments: [{ path: 'nowhere.ts', line: 1, body: 'x' }] },
  ],
  ['a reaction of another kind', 422, 'POST', '/repos/acme/orchard/issues/2/reactions', { content: 'shrug' }],
  ['a reaction to no comment', 404, 'POST', '/repos/acme/orchard/issues/comments/1/reactions', { content: 'eyes' }],
  ['a reaction of nobody taken back', 404, 'DELETE', '/repos/acme/orchard/issues/comments/1/reactions/1'],
  ['a reply to no comment', 404, 'POST', '/repos/acme/orchard/pulls/2/comments/1/replies', { body: 'x' }],
  ['the permission of a stranger', 404, 'GET', '/repos/acme/orchard/collaborators/stranger/permission'],
  ['a label of no name', 422, 'POST', '/repos/acme/orchard/labels', { name: ' ' }],
  ['a label of 51 characters', 422, 'POST', '/repos/acme/orchard/labels', { name: 'x'.repeat(51) }],
  ['a label that is there', 422, 'POST', '/repos/acme/orchard/labels', { name: 'GREY' }],
  ['a colour that is none', 422, 'POST', '/repos/acme/orchard/labels', { name: 'x', color: '#fff' }],
  ['a long label on an issue', 422, 'POST', '/repos/acme/orchard/issues/1/labels', { labels: ['x'.repeat(51)] }],
  ['no labels on an issue', 422, 'POST', '/repos/acme/orchard/issues/1/labels', { labels: [] }],
  ['an unknown label taken off', 404, 'DELETE', '/repos/acme/orchard/issues/1/labels/unknown'],
  ['an unknown label', 404, 'GET', '/repos/acme/orchard/labels/unknown'],
  ['an issue without a title', 422, 'POST', '/repos/acme/orchard/issues', { body: 'x' }],
  ['an issue with a long title', 422, 'POST', '/repos/acme/orchard/issues', { title: 'x'.repeat(257) }],
  ['an issue for a stranger', 422, 'POST', '/repos/acme/orchard/issues', { title: 'x', assignees: ['stranger'] }],
  ['a stranger as assignee', 404, 'GET', '/repos/acme/orchard/assignees/stranger'],
  [
    'a review asked of a stranger',
    422,
    'POST',
    '/repos/acme/orchard/pulls/2/requested_reviewers',
    { reviewers: ['stranger'] },
  ],
  [
    'a review asked of an unknown team',
    422,
    'POST',
    '/repos/acme/orchard/pulls/2/requested_reviewers',
    { team_reviewers: ['unknown'] },
  ],
  ['an empty comment', 422, 'POST', '/repos/acme/orchard/issues/1/comments', { body: ' ' }],
  ['a body that is too long', 422, 'POST', '/repos/acme/orchard/issues/1/comments', { body: 'x'.repeat(65_537) }],
  [
    'more than fifty annotations',
    422,
    'POST',
    '/repos/acme/orchard/check-runs',
    {
      name: 'x',
      head_sha: 'HEAD',
      output: {
        annotations: Array.from({ length: 51 }, () => ({
          path: 'a',
          start_line: 1,
          end_line: 1,
          annotation_level: 'notice',
          message: 'm',
        })),
      },
    },
  ],
] as const)('refuses %s with %i', async (_, status, method, path, body?: unknown) => {
  const response = await fetch(`${sandbox.url}/api/v3${path}`, {
    method,
    headers: { authorization: `token ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ message: expect.any(String), documentation_url: expect.any(String) });
});

it('takes one pending review of an author, and a second one after it is submitted', async () => {
  const url = `${sandbox.url}/api/v3/repos/acme/orchard/pulls/2/reviews`;
  const post = (to: string, body: unknown) =>
    fetch(to, { method: 'POST', headers: { authorization: `token ${token}` }, body: JSON.stringify(body) });
  const first = z.object({ id: z.number() }).parse(await (await post(url, { body: 'one' })).json());
  expect((await post(url, { body: 'two' })).status).toBe(422);
  expect((await post(`${url}/${first.id}/events`, { event: 'COMMENT' })).status).toBe(200);
  const dismissed = await fetch(`${url}/${first.id}/dismissals`, {
    method: 'PUT',
    headers: { authorization: `token ${token}` },
    body: JSON.stringify({ message: 'A comment asks for nothing.' }),
  });
  expect(dismissed.status).toBe(422);
  expect((await post(`${url}/${first.id}/events`, { event: 'COMMENT' })).status).toBe(422);
  expect((await post(url, { body: 'two' })).status).toBe(200);
});

it('lets a narrowed token do what it was narrowed to, and nothing in a suspended installation', async () => {
  const jwt = `Bearer ${appJwt({ appId: 1, privateKey: pem }, new Date())}`;
  const mint = (body: unknown) =>
    fetch(`${sandbox.url}/api/v3/app/installations/${installationId}/access_tokens`, {
      method: 'POST',
      headers: { authorization: jwt },
      body: JSON.stringify(body),
    });
  const narrow = z
    .object({ token: z.string() })
    .parse(await (await mint({ permissions: { pull_requests: 'read' } })).json());
  const get = (path: string) =>
    fetch(`${sandbox.url}/api/v3${path}`, { headers: { authorization: `token ${narrow.token}` } });
  expect((await get('/repos/acme/orchard/pulls')).status).toBe(200);
  expect((await get('/repos/acme/orchard/contents/package.json')).status).toBe(403);
  expect((await mint({ permissions: { administration: 'write' } })).status).toBe(422);
  expect((await mint({ repository_ids: [1] })).status).toBe(422);
  const installation = sandbox.state.installations.get(installationId);
  if (installation) installation.suspended = true;
  expect((await get('/repos/acme/orchard/pulls')).status).toBe(403);
  expect((await mint({})).status).toBe(403);
});
