import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorStatus } from '../../../src/github/client/classify-error.js';
import { GitHubLimitedError, GitHubUnavailableError } from '../../../src/github/client/github-error.js';
import { setLabels } from '../../../src/github/publish/set-labels.js';
import { readLabels } from '../../../src/github/read/read-labels.js';
import { connect, fakeGitHub, TARGET } from '../fake-github.js';
import { openStage, type SandboxStage } from './sandbox-stage.js';

describe('setLabels against the sandbox', () => {
  let stage: SandboxStage;
  beforeEach(async () => void (stage = await openStage()));
  afterEach(() => stage.close());

  const set = (add: { name: string; color?: string; description?: string }[], remove: string[] = []) =>
    setLabels(stage.octokit, stage.target, { add, remove }, stage.assertLease);
  const names = () => stage.issue.labels.map(({ name }) => name);

  it('creates what is missing with its colour, adds it, and changes nothing a second time', async () => {
    const add = [{ name: 'size/L', color: 'F9D0C4', description: '100 to 499 lines' }, { name: 'needs-two-people' }];
    expect(await set(add)).toEqual({ added: ['size/L', 'needs-two-people'], removed: [] });
    expect(stage.issue.labels).toMatchObject([
      { name: 'size/L', color: 'f9d0c4', description: '100 to 499 lines' },
      { name: 'needs-two-people', color: expect.not.stringMatching('ededed') },
    ]);
    // Two labels, one call that puts them on.
    expect(stage.leases).toBe(3);
    expect(await stage.writesOf(async () => expect(await set(add)).toEqual({ added: [], removed: [] }))).toEqual([]);
    expect(stage.leases).toBe(3);
  });

  it('takes names that differ in case for one, and tells them as GitHub spells them', async () => {
    stage.repository.labels.set('bug', { id: 1, name: 'Bug', color: '123456', description: null });
    expect(await set([{ name: 'BUG', color: 'ffffff' }, { name: ' bug ' }])).toEqual({ added: ['Bug'], removed: [] });
    expect(stage.issue.labels).toMatchObject([{ name: 'Bug', color: '123456' }]);
    expect(await set([{ name: 'bUG' }], ['bug'])).toEqual({ added: [], removed: [] });
    expect(await set([], ['bUG', 'not there'])).toEqual({ added: [], removed: ['Bug'] });
    expect(names()).toEqual([]);
  });

  it('leaves all other labels alone, and works on an issue with slashes and spaces in names', async () => {
    const { number } = stage.sandbox.openIssue(stage.repository, { title: 'x', body: '', user: 'bob' });
    const target = { ...stage.target, number };
    const work = (add: string[], remove: string[]) =>
      setLabels(stage.octokit, target, { add: add.map((name) => ({ name })), remove }, stage.assertLease);
    await work(['area/a b?', 'by people'], []);
    expect(await work(['risk: hoch/ä'], ['area/a b?'])).toEqual({ added: ['risk: hoch/ä'], removed: ['area/a b?'] });
    expect(await readLabels(stage.octokit, target)).toEqual(['by people', 'risk: hoch/ä']);
  });

  it.each(['lost-answer', 'reset'] as const)('counts what it changed in spite of a %s', async (kind) => {
    await set([{ name: 'old' }]);
    stage.sandbox.state.faults.add({ kind, match: { method: 'POST', path: /\/labels$/ }, times: 2 });
    stage.sandbox.state.faults.add({ kind, match: { method: 'DELETE', path: /\/labels\// }, times: 1 });
    expect(await set([{ name: 'new' }], ['old'])).toEqual({ added: ['new'], removed: ['old'] });
    expect(names()).toEqual(['new']);
    expect([...stage.repository.labels.keys()]).toEqual(['old', 'new']);
  });

  it('does not count a label that somebody else took away meanwhile', async () => {
    await set([{ name: 'old' }]);
    const assertLease = async () => void (stage.issue.labels = []);
    const work = setLabels(stage.octokit, stage.target, { add: [], remove: ['old'] }, assertLease);
    expect(await work).toEqual({ added: [], removed: [] });
  });

  it('writes nothing without the lease', async () => {
    const lost = async () => Promise.reject(new Error('the lease is lost'));
    const sent = await stage.writesOf(async () => {
      const work = setLabels(stage.octokit, stage.target, { add: [{ name: 'x' }], remove: [] }, lost);
      await expect(work).rejects.toThrow('the lease is lost');
    });
    expect(sent).toEqual([]);
    expect(names()).toEqual([]);
  });

  it.each(['.', '..', ' .. '])('refuses the name %j, by which all labels would go', async (name) => {
    await set([{ name: 'stays' }]);
    await expect(set([], [name])).rejects.toThrow('cannot be called');
    await expect(set([{ name }])).rejects.toThrow('cannot be called');
    expect(names()).toEqual(['stays']);
  });

  it('leaves blank names out, cuts long ones to what GitHub takes, and posts no secret', async () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const { added } = await set([{ name: ' ' }, { name: 'x'.repeat(60) }, { name: secret }]);
    expect(added).toHaveLength(2);
    expect(names()).toEqual(['x'.repeat(50), expect.not.stringContaining('a1B2')]);
  });

  it('says who it was when GitHub tells the App of it', async () => {
    await set([{ name: 'x' }]);
    await set([], ['x']);
    const told = stage.sandbox.state.deliveries.map(({ event, payload }) => [
      event,
      payload['action'],
      payload['sender'],
    ]);
    const sender = expect.objectContaining({ login: 'nectr[bot]' });
    expect(told).toEqual([
      ['pull_request', 'labeled', sender],
      ['pull_request', 'unlabeled', sender],
    ]);
  });

  it.each([
    ['a token without the permission', 'forbidden', async () => stage.connect({ pull_requests: 'read' })],
    [
      'an archived repository',
      'archived',
      async () => {
        stage.repository.archived = true;
        return stage.octokit;
      },
    ],
    [
      'a pull request that is not there',
      'not-found',
      async () => {
        stage.target.number = 99;
        return stage.octokit;
      },
    ],
  ])('throws for %s: %s', async (_name, reason, octokitOf) => {
    const work = setLabels(await octokitOf(), stage.target, { add: [{ name: 'x' }], remove: [] }, stage.assertLease);
    await expect(work).rejects.toMatchObject({ name: 'GitHubTerminalError', reason });
  });

  it('throws a limit as one, and goes on after it', async () => {
    stage.sandbox.state.faults.add({
      kind: 'secondary-limit',
      match: { path: /issues\/\d+\/labels$/, method: 'POST' },
      times: 1,
    });
    await expect(set([{ name: 'x' }])).rejects.toThrow(GitHubLimitedError);
    stage.sandbox.state.limited.clear();
    expect(await set([{ name: 'x' }])).toEqual({ added: ['x'], removed: [] });
  });
});

describe('setLabels with what GitHub answers', () => {
  afterEach(() => nock.cleanAll());
  const labels = '/repos/acme/shop/issues/5/labels';
  const work = async (add: string[]) =>
    setLabels(await connect(), TARGET, { add: add.map((name) => ({ name })), remove: [] }, async () => undefined);

  it('takes a label that somebody created in the same moment', async () => {
    const journal = fakeGitHub(({ method, path }) => {
      if (path === '/repos/acme/shop/labels')
        return {
          status: 422,
          body: {
            message: 'Validation Failed',
            errors: [{ resource: 'Label', code: 'already_exists', field: 'name' }],
          },
        };
      if (path.startsWith(labels)) return { body: method === 'POST' ? [{ id: 1, name: 'x' }] : [] };
      return undefined;
    });
    expect(await work(['x'])).toEqual({ added: ['x'], removed: [] });
    expect(journal.filter(({ method, path }) => method === 'POST' && path.startsWith('/repos'))).toMatchObject([
      { path: '/repos/acme/shop/labels', body: { name: 'x', color: expect.stringMatching(/^[0-9a-f]{6}$/) } },
      { path: labels, body: { labels: ['x'] } },
    ]);
  });

  it('hands a refusal on as it comes', async () => {
    fakeGitHub(({ method, path }) => {
      if (path.startsWith('/repos/acme/shop/labels')) return { body: { id: 1, name: 'x' } };
      if (method === 'GET') return { body: [] };
      const errors = [{ value: 'x', resource: 'Label', field: 'name', code: 'invalid' }];
      return path === labels ? { status: 422, body: { message: 'Validation Failed', errors } } : undefined;
    });
    const error: unknown = await work(['x']).catch((thrown: unknown) => thrown);
    expect(errorStatus(error)).toBe(422);
    expect(error).toMatchObject({ message: expect.stringContaining('"code":"invalid"') });
  });

  it('gives up after three answers that are none', async () => {
    const journal = fakeGitHub(({ method, path }) => {
      if (path.startsWith('/repos/acme/shop/labels')) return { body: { id: 1, name: 'x' } };
      if (method === 'GET') return { body: [] };
      return path === labels ? { body: { message: 'something else' } } : undefined;
    });
    await expect(work(['x'])).rejects.toThrow(GitHubUnavailableError);
    expect(journal.filter(({ method, path }) => method === 'POST' && path === labels)).toHaveLength(3);
  });
});
