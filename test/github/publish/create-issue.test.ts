import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  GitHubLimitedError,
  GitHubTerminalError,
  GitHubUnavailableError,
} from '../../../src/github/client/github-error.js';
import { createIssue, type IssuePorts, type NewIssue } from '../../../src/github/publish/create-issue.js';
import { findIssueByReference, referenceId } from '../../../src/github/publish/find-issue-by-reference.js';
import { signMarker } from '../../../src/github/publish/marker.js';
import type { Issue } from '../../../src/sandbox/types.js';
import { openStage, type SandboxStage } from './sandbox-stage.js';

const KEY = Buffer.alloc(32, 1);
const REFERENCE = 'workflow 7 step ticket finding sha256:abc';
const BOT = 'nectr[bot]';

let stage: SandboxStage;
let ports: IssuePorts;
let refused: (readonly string[])[];
beforeEach(async () => {
  stage = await openStage();
  refused = [];
  ports = {
    reference: REFERENCE,
    self: { appSlug: 'nectr' },
    markerKeys: [KEY],
    since: null,
    repositoryUrl: 'https://github.com/acme/orchard',
    refused: (live) => void refused.push(live),
    assertLease: stage.assertLease,
    lookupDelaysMs: [0, 1, 1],
  };
});
afterEach(() => stage.close());

const create = (change: Partial<NewIssue> = {}, other: Partial<IssuePorts> = {}) =>
  createIssue(
    stage.octokit,
    stage.target,
    { title: 'Key in the log', body: 'Found in `src/a.ts`.', labels: [], assignees: [], ...change },
    { ...ports, ...other },
  );
const ours = (): Issue[] => [...stage.repository.issues.values()].filter(({ user }) => user.login === BOT);
const post = { method: 'POST', path: /\/issues$/ };

it('opens one issue for each reference, which says what it was told', async () => {
  const labels = [{ name: 'security', color: 'e99695' }, { name: 'Triage' }];
  const made = await create({ labels, assignees: ['bob', ' Bob', 'stranger', '', '..'] });
  const [issue] = ours();
  expect(made).toEqual({
    number: issue?.number,
    url: `${stage.sandbox.url}/acme/orchard/issues/${issue?.number}`,
    isNew: true,
    unassigned: ['stranger', '..'],
  });
  expect(issue).toMatchObject({ title: 'Key in the log', labels: [{ color: 'e99695' }, { name: 'Triage' }] });
  expect(issue?.assignees.map(({ login }) => login)).toEqual(['bob']);
  expect(issue?.body).toMatch(/^Found in `src\/a\.ts`\.\n\n<!-- nectr:issue:v1:[0-9a-f]{32}:[0-9a-f]{64} -->$/);
  const sent = await stage.writesOf(async () => {
    expect(await create({ title: 'Other words' })).toMatchObject({ number: issue?.number, isNew: false });
  });
  expect(sent).toEqual([]);
  expect(await create({}, { reference: 'another' })).toMatchObject({ isNew: true });
  expect(ours()).toHaveLength(2);
});

it('finds the issue again after it was closed, and opens no other', async () => {
  const { number } = await create();
  Object.assign(stage.repository.issues.get(number) ?? {}, { state: 'closed' });
  expect(await create()).toMatchObject({ number, isNew: false });
  expect(await findIssueByReference(stage.octokit, stage.target, ports)).toMatchObject({ number, state: 'closed' });
});

it('knows only what is ours by author and marker', async () => {
  const marker = signMarker('issue', referenceId(REFERENCE), { ...stage.target, number: 0 }, KEY);
  const open = (user: string, body: string) => stage.sandbox.openIssue(stage.repository, { title: 'x', body, user });
  open('mallory', marker);
  open(BOT, marker.replace(/[0-9a-f] -->/, 'x -->'));
  open(BOT, signMarker('issue', referenceId(REFERENCE), { repositoryId: 4711, number: 0 }, KEY));
  open(BOT, signMarker('reply', referenceId(REFERENCE), { ...stage.target, number: 0 }, KEY));
  await stage.sandbox.openPull(stage.repository, {
    title: 'x',
    body: marker,
    user: BOT,
    head: stage.pull.head.ref,
    base: 'main',
    deliver: false,
  });
  expect(await findIssueByReference(stage.octokit, stage.target, ports)).toBeNull();
  const { number } = open(BOT, `text\n\n${marker}`);
  expect(await findIssueByReference(stage.octokit, stage.target, ports)).toMatchObject({ number, title: 'x' });
  const rotated = { ...ports, markerKeys: [Buffer.alloc(32, 2), KEY] as const };
  expect(await findIssueByReference(stage.octokit, stage.target, rotated)).toMatchObject({ number });
});

it('is not misled by a marker that somebody put into the text', async () => {
  const other = signMarker('issue', referenceId('another'), { ...stage.target, number: 0 }, KEY);
  const { number } = await create({ body: `From a pull request: ${other}` });
  expect(await findIssueByReference(stage.octokit, stage.target, { ...ports, reference: 'another' })).toBeNull();
  expect(await create()).toMatchObject({ number, isNew: false });
  expect(refused).toHaveLength(1);
});

it('finds it among many, back to a time if there is one', async () => {
  const { number } = await create();
  for (let index = 0; index < 230; index++)
    stage.sandbox.openIssue(stage.repository, { title: `${index}`, body: '', user: BOT });
  const pages = () => stage.sandbox.state.requests.get('GET /repos/acme/orchard/issues') ?? 0;
  const before = pages();
  expect(await create()).toMatchObject({ number, isNew: false });
  expect(pages() - before).toBe(3);
  for (const issue of ours()) issue.updatedAt = '2020-01-01T00:00:00Z';
  const recent = { ...ports, since: new Date('2021-01-01') };
  expect(await findIssueByReference(stage.octokit, stage.target, recent)).toBeNull();
});

it('finds it where only the id of our bot is known', async () => {
  const { number } = await create();
  const botUserId = ours()[0]?.user.id ?? 0;
  expect(await create({}, { self: { botUserId } })).toMatchObject({ number, isNew: false });
  expect(await findIssueByReference(stage.octokit, stage.target, { ...ports, self: { botUserId: 1 } })).toBeNull();
});

it.each(['lost-answer', 'reset', 'bad-json'] as const)('opens one issue in spite of a %s', async (kind) => {
  stage.sandbox.state.faults.add({ kind, match: post, times: 1 });
  expect(await create()).toMatchObject({ number: ours()[0]?.number, isNew: true });
  expect(ours()).toHaveLength(1);
});

it('waits for a lost issue that GitHub shows late', async () => {
  stage.sandbox.state.readLagMs = 400;
  stage.sandbox.state.faults.add({ kind: 'lost-answer', match: post, times: 1 });
  expect(await create({}, { lookupDelaysMs: [0, 100, 600] })).toMatchObject({ isNew: true });
  expect(ours()).toHaveLength(1);
});

it('opens one issue where the process died after each request', async () => {
  for (let writes = 0; writes < 4; writes++) {
    let left = writes;
    const assertLease = async () => (left-- > 0 ? undefined : Promise.reject(new Error('killed')));
    const labels = [{ name: 'one' }, { name: 'two' }];
    await create({ labels }, { assertLease }).catch((error: unknown) =>
      expect(error).toMatchObject({ message: 'killed' }),
    );
  }
  expect(ours()).toHaveLength(1);
  expect([...stage.repository.labels.keys()]).toEqual(['one', 'two']);
});

it('gives up where no answer comes, and opens nothing twice when it is called again', async () => {
  stage.sandbox.state.faults.add({ kind: 'reset', match: post, times: 3 });
  await expect(create()).rejects.toThrow(GitHubUnavailableError);
  expect(await create()).toMatchObject({ isNew: true });
  expect(ours()).toHaveLength(1);
});

it('says what to do where issues are turned off', async () => {
  stage.repository.hasIssues = false;
  const error: unknown = await create().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GitHubTerminalError);
  expect(error).toMatchObject({
    reason: 'gone',
    message: 'Issues are turned off in acme/orchard: turn them on in its settings',
  });
});

it('throws a missing permission and a limit as what they are', async () => {
  const reader = await stage.connect({ issues: 'read', pull_requests: 'write' });
  const issue = { title: 'x', body: 'x', labels: [], assignees: [] };
  await expect(createIssue(reader, stage.target, issue, ports)).rejects.toMatchObject({ reason: 'forbidden' });
  stage.sandbox.state.faults.add({ kind: 'secondary-limit', match: post, times: 1 });
  await expect(create()).rejects.toThrow(GitHubLimitedError);
  expect(ours()).toEqual([]);
});

it('posts short, inert text without secrets', async () => {
  const secret = `ghp_${'a1B2'.repeat(9)}`;
  await create({ title: `${secret} ${'x'.repeat(400)}`, body: `@all ${secret} ${'🔴'.repeat(20_000)}` });
  const [issue] = ours();
  expect(issue?.title).toMatch(/^\[redacted\] x+$/);
  expect(issue?.title).toHaveLength(256);
  expect(issue?.body).toMatch(/^```\n> @all \[redacted\]/);
  expect(await create()).toMatchObject({ number: issue?.number, isNew: false });
});
