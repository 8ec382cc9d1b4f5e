import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDemoRepository } from '../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { pem } from '../app-key.js';

let sandbox: Sandbox;
let page: string;
let head: string;
let at: string;
const folder = mkdtempSync(join(tmpdir(), 'nectr-page-'));

beforeAll(async () => {
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
  const demo = await createDemoRepository(join(folder, 'repository'));
  const installation = await sandbox.install({ account: 'acme', deliver: false });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder: demo.folder });
  const [pull] = demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  const opened = await sandbox.openPull(repository, {
    ...pull,
    title: 'A <b> & B',
    body: '<script>1</script>',
    deliver: false,
  });
  at = `${sandbox.url}/acme/orchard`;
  page = `${sandbox.url}/acme/orchard/pull/${opened.number}`;
  head = opened.pull?.head.sha ?? '';
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(page, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ body }) });

/** As a browser asks. */
const open = async (address: string) => {
  const answer = await fetch(address, { headers: { accept: 'text/html,*/*;q=0.8' } });
  return { status: answer.status, text: await answer.text(), policy: answer.headers.get('content-security-policy') };
};

it('shows a pull request and its changed files, escaped, below a policy that runs no foreign script', async () => {
  const { status, text, policy } = await open(page);
  expect(status).toBe(200);
  expect(text).toContain('<h1>#1: A &lt;b&gt; &amp; B</h1>');
  expect(text).toContain('&lt;script&gt;1&lt;/script&gt;');
  expect(policy).toMatch(/^default-src 'none';.*script-src 'sha256-[\w+/=]+';/);
  const files = await open(`${page}/files`);
  expect(files.text).toMatch(/<tr class="added"><td>\+<\/td>/);
});

it('shows threads where links to them lead, with their state', async () => {
  const [repository] = sandbox.state.repositories.values();
  const issue = repository?.issues.get(1);
  if (!repository || !issue?.pull) throw new Error('the pull request is gone');
  const line = { path: 'src/a.ts', side: 'RIGHT', line: 3, startLine: null, startSide: null, position: 3 } as const;
  const now = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', reactions: [], minimized: null };
  const [user] = sandbox.state.users.values();
  if (!user) throw new Error('nobody is there');
  const review = { kind: 'review', id: 71, user, body: '', state: 'CHANGES_REQUESTED', commitId: head } as const;
  issue.pull.reviews.set(71, { ...review, submittedAt: now.createdAt, minimized: null });
  const comment = { kind: 'review-comment', reviewId: 71, user, body: 'Why **1**?', commitId: head } as const;
  const original = { ...line, diffHunk: '@@ -1 +1 @@\n+<i>' };
  const root = { ...comment, id: 72, inReplyTo: null, original, current: null, originalCommitId: head, ...now };
  issue.pull.reviewComments.set(72, { ...root, resolvedBy: user });
  issue.pull.reviewComments.set(73, { ...root, id: 73, inReplyTo: 72, body: 'Because.', resolvedBy: null });
  const { text } = await open(page);
  issue.pull.reviews.clear();
  issue.pull.reviewComments.clear();
  expect(text).toMatch(/id="pullrequestreview-71"[\s\S]*asked for changes/);
  expect(text).toContain('resolved by acme, outdated');
  expect(text).toMatch(/id="discussion_r72"[\s\S]*Why \*\*1\*\*\?[\s\S]*id="discussion_r73"[\s\S]*Because\./);
  expect(text).toContain('+&lt;i&gt;');
});

it('shows a file with an anchor for each line, its folder, and its commit', async () => {
  const file = await open(`${at}/blob/${head}/package.json#L1`);
  expect(file.text).toContain('<tr id="L1"><td><a href="#L1">1</a></td><td>{</td></tr>');
  const folder = await open(`${at}/tree/${head}/src`);
  expect(folder.text).toContain(`href="/acme/orchard/blob/${head}/src/`);
  const commit = await open(`${at}/commit/${head}`);
  expect(commit.text).toContain(head);
  expect(commit.text).toMatch(/<tr class="(?:added|removed)">/);
  const commits = await open(`${at}/commits`);
  expect(commits.text).toMatch(/href="\/acme\/orchard\/commit\/[0-9a-f]{40}"/);
});

it('shows accounts and what is theirs', async () => {
  expect((await open(sandbox.url)).text).toContain('<a href="/acme">acme</a>: owns acme/orchard');
  expect((await open(`${sandbox.url}/acme`)).text).toContain('<a href="/acme/orchard">acme/orchard</a>');
  expect((await open(at)).text).toContain('#1 A &lt;b&gt; &amp; B');
  expect((await open(`${at}/issues/1`)).text).toContain('<h1>#1: ');
});

it.each(['pull/99', 'blob/main/none.ts', 'commit/0000000', 'commits?author=--all', 'wiki'])(
  'says of %s that there is nothing, with a way back; to a program as JSON',
  async (path) => {
    const { status, text } = await open(`${at}/${path}`);
    expect(status).toBe(404);
    expect(text).toContain('<h1>Nothing here</h1>');
    expect(text).toContain('<a href="/">');
    expect(await (await fetch(`${at}/${path}`)).json()).toMatchObject({ message: 'Not Found' });
  },
);

it('offers at the sign-in who there is and says who sees what', async () => {
  sandbox.state.users.set('lena', { id: 9, login: 'lena', type: 'User' });
  const { text } = await open(
    `${sandbox.url}/login/oauth/authorize?client_id=${sandbox.client.id}&redirect_uri=http://a`,
  );
  expect(text).toMatch(/value="acme">acme<\/button> owns acme\/orchard[\s\S]*value="lena">lena<\/button> has no role/);
});

it('takes a comment of its form, and of no other page', async () => {
  expect((await post('/nectr help')).status).toBe(303);
  expect((await post('/nectr pause', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post(' ')).status).toBe(422);
  const [repository] = sandbox.state.repositories.values();
  expect([...(repository?.comments.values() ?? [])].map(({ user, body }) => [user.login, body])).toEqual([
    ['acme', '/nectr help'],
  ]);
});
