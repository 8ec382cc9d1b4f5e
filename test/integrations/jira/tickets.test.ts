import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connection, healthOf } from '../call-of.js';
import { jira } from '../../../src/integrations/jira/integration.js';
import type { JiraCall } from '../../../src/integrations/jira/call-jira.js';
import type { Given } from '../serve-service.js';
import { startJira, type LocalJira } from './local-jira.js';

const EMAIL = 'nectr@example.com';
const API_TOKEN = `ATATT3x${'canary'.repeat(8)}`;
const ACCESS_TOKEN = 'eyJ.canary-access-token';
const LABEL = expect.stringMatching(/^nectr-[0-9a-f]{24}$/);

let server: LocalJira;
let now: Date;
beforeEach(async () => {
  server = await startJira({ email: EMAIL, apiToken: API_TOKEN, accessToken: ACCESS_TOKEN });
  now = new Date('2026-11-29T12:00:00Z');
});
afterEach(() => server.close());

const callOf = (config: Record<string, unknown> = {}, credentials: Record<string, unknown> = {}): JiraCall => ({
  config: jira.config.parse({ base_url: `${server.url}/`, project: 'shop', ...config }),
  credentials: jira.credentials.parse({ email: EMAIL, api_token: API_TOKEN, ...credentials }),
  ...connection({ now: () => now }),
});
const tickets = () => jira.tickets ?? expect.unreachable();
const draft = { title: 'Retry failed payments', body: 'See **pull request** 7.', labels: [], project: null };
const isTo =
  (method: string, path: string) =>
  ({ method: used, url }: Given) =>
    used === method && url.pathname === `/rest/api/3/${path}`;
const isCreate = isTo('POST', 'issue');
const later = (ms: number) => (now = new Date(now.getTime() + ms));

describe('find and create', () => {
  it('makes an issue in the project, and finds it by its reference', async () => {
    expect(await tickets().find(callOf(), 'finding:1')).toBeNull();
    const made = await tickets().create(callOf(), { ...draft, labels: ['two words', 'bug', 'bug'] }, 'finding:1');
    expect(made).toEqual({
      key: 'SHOP-1',
      url: `${server.url}/browse/SHOP-1`,
      title: 'Retry failed payments',
      state: 'To Do',
    });
    expect(await tickets().find(callOf(), 'finding:1')).toEqual(made);
    expect(await tickets().find(callOf(), 'finding:2')).toBeNull();
    expect(await tickets().read(callOf(), 'SHOP-1')).toEqual(made);
    expect(await tickets().read(callOf(), 'SHOP-2')).toBeNull();
    expect(await tickets().read(callOf(), '../myself')).toBeNull();
    expect(server.issues[0]?.labels).toEqual(['two-words', 'bug', LABEL]);
    expect(server.issues[0]?.description).toMatchObject({ type: 'doc', version: 1 });
    expect(server.properties.size).toBe(0);
  });

  it('takes an access token as Bearer, and the address that people open', async () => {
    const call = callOf(
      { site_url: 'https://acme.atlassian.net/' },
      { email: null, api_token: null, access_token: ACCESS_TOKEN },
    );
    expect(await tickets().create(call, draft, 'a')).toMatchObject({ url: 'https://acme.atlassian.net/browse/SHOP-1' });
  });

  it('makes nothing twice', async () => {
    const made = await tickets().create(callOf(), draft, 'finding:1');
    expect(await tickets().create(callOf(), { ...draft, title: 'Another' }, 'finding:1')).toEqual(made);
    await tickets().create(callOf(), draft, 'finding:2');
    expect(server.issues.map(({ key }) => key)).toEqual(['SHOP-1', 'SHOP-2']);
  });

  it('finds what the search does not know yet, among what others have made since', async () => {
    for (let count = 0; count < 40; count++) server.add('SHOP');
    server.isIndexLate = true;
    for (let count = 0; count < 130; count++) server.add('SHOP');
    const made = await tickets().create(callOf(), draft, 'finding:1');
    for (let count = 0; count < 50; count++) server.add('SHOP');
    expect(await tickets().find(callOf(), 'finding:1')).toEqual(made);
    expect(await tickets().create(callOf(), draft, 'finding:1')).toEqual(made);
    expect(made.key).toBe('SHOP-171');
  });

  it('finds what was taken up in the index after a later one, and where keys are missing', async () => {
    server.isIndexLate = true;
    const made = await tickets().create(callOf(), draft, 'finding:1');
    for (let count = 0; count < 20; count++) server.add('SHOP');
    server.add('SHOP', { isIndexed: true });
    server.issues.splice(3, 15);
    expect(await tickets().find(callOf(), 'finding:1')).toEqual(made);
  });

  it('makes nothing where the search is too far behind to tell', async () => {
    server.isIndexLate = true;
    for (let count = 0; count < 600; count++) server.add('SHOP');
    await expect(tickets().create(callOf(), draft, 'a')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      mayBeDone: false,
    });
    expect(server.issues).toHaveLength(600);
  });

  it.each(['lost', { status: 504, body: '<html>Gateway timeout</html>' }] as const)(
    'finds what was made though the answer was %j and the search is late',
    async (answer) => {
      server.isIndexLate = true;
      server.faults.push({ when: isCreate, at: 'after', answer });
      await expect(tickets().create(callOf(), draft, 'finding:1')).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        mayBeDone: true,
      });
      expect(await tickets().find(callOf(), 'finding:1')).toMatchObject({ key: 'SHOP-1' });
      later(121_000);
      expect(await tickets().create(callOf(), draft, 'finding:1')).toMatchObject({ key: 'SHOP-1' });
      expect(server.issues).toHaveLength(1);
      expect(server.properties.size).toBe(0);
    },
  );

  it('waits for what may be done late after an answer was lost, and makes it where it was not', async () => {
    server.faults.push({ when: isCreate, at: 'before', answer: 'lost' });
    const create = () => tickets().create(callOf(), draft, 'finding:1');
    await expect(create()).rejects.toMatchObject({ mayBeDone: true });
    later(60_000);
    await expect(create()).rejects.toMatchObject({
      name: 'ServiceLimitedError',
      until: new Date('2026-11-29T12:01:15Z'),
    });
    later(55_000);
    await expect(create()).rejects.toMatchObject({ until: new Date('2026-11-29T12:02:00Z') });
    later(5000);
    expect(await create()).toMatchObject({ key: 'SHOP-1' });
    expect(server.issues).toHaveLength(1);
    expect(server.properties.size).toBe(0);
  });

  it('makes one of twenty at the same time, and tells the others to come again', async () => {
    server.isIndexLate = true;
    server.delayMs = 10;
    const create = () => tickets().create(callOf(), draft, 'finding:1');
    const results = await Promise.allSettled(Array.from({ length: 20 }, create));
    const made = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value.key] : []));
    expect(new Set(made)).toEqual(new Set(['SHOP-1']));
    for (const one of results) if (one.status === 'rejected') expect(one.reason.name).toBe('ServiceLimitedError');
    expect(server.issues).toHaveLength(1);
    expect(await create()).toMatchObject({ key: 'SHOP-1' });
    expect(server.issues).toHaveLength(1);
  });

  it('makes one of twenty that come at any time, also after one has died', async () => {
    server.isIndexLate = true;
    server.faults.push({ when: isCreate, at: 'before', answer: 'lost' });
    await tickets()
      .create(callOf(), draft, 'finding:1')
      .catch(() => null);
    later(121_000);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, async (_, at) => {
        await new Promise((done) => setTimeout(done, at * 3));
        return await tickets().create(callOf(), draft, 'finding:1');
      }),
    );
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(server.issues).toHaveLength(1);
  });

  it('makes nothing where looking took so long that the claim may run out meanwhile', async () => {
    const isSearch = isTo('POST', 'search/jql');
    server.faults.push({ when: (given) => isSearch(given) && later(35_000) === null, at: 'after', answer: 'lost' });
    await expect(tickets().create(callOf(), draft, 'a')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      mayBeDone: false,
    });
    expect(server.issues).toEqual([]);
    expect(server.properties.size).toBe(0);
  });

  it('gives the claim back where Jira refuses', async () => {
    server.hidden.add('labels');
    await expect(tickets().create(callOf(), draft, 'a')).rejects.toMatchObject({
      name: 'ServiceRefusedError',
      why: 'invalid',
      message:
        "Jira refused it with status 400: labels: Field 'labels' cannot be set. It is not on the appropriate screen, or unknown.",
    });
    expect(server.properties.size).toBe(0);
    server.hidden.clear();
    expect(await tickets().create(callOf(), draft, 'a')).toMatchObject({ key: 'SHOP-1' });
  });

  it('goes to the project that the draft names', async () => {
    const made = await tickets().create(callOf(), { ...draft, project: 'ops' }, 'a');
    expect(made.key).toBe('OPS-1');
    expect(await tickets().find(callOf(), 'a')).toEqual(made);
    await expect(tickets().create(callOf(), { ...draft, project: 'NO"PE' }, 'b')).rejects.toMatchObject({
      why: 'invalid',
      message: "Jira refused it with status 400: The value 'NOPE' does not exist for the field 'project'.",
    });
    await expect(tickets().create(callOf({ issue_type: 'Epic' }), draft, 'c')).rejects.toMatchObject({
      message: 'Jira refused it with status 400: issuetype: Specify a valid issue type',
    });
  });

  it('keeps every character, and what is too long within bounds', async () => {
    const title = `支払い\n🧾 "quotes" \u0000\ud83d${'é'.repeat(400)}`;
    const body = `${'🧾"\\'.repeat(10)}\n\n| a | b |\n|---|---|\n${'| `c` | **d** |\n'.repeat(4000)}`;
    await tickets().create(callOf(), { ...draft, title, body }, 'a');
    const [issue] = server.issues;
    expect(issue?.summary.startsWith('支払い 🧾 "quotes" \ufffdé')).toBe(true);
    expect(issue?.summary.length).toBe(255);
    expect(JSON.stringify(issue?.description)).toContain('… (shortened)');
    expect(JSON.stringify(issue?.description).length).toBeGreaterThan(25_000);
  });
});

describe('comment', () => {
  const say = (key: string, reference: string) => tickets().comment(callOf(), key, { body: 'Merged: `a`', reference });

  it('says a thing once for each issue and reference, though answers are lost', async () => {
    server.add('SHOP');
    server.add('SHOP');
    server.faults.push({ when: isTo('POST', 'issue/SHOP-1/comment'), at: 'after', answer: 'lost' });
    await expect(say('SHOP-1', 'merged')).rejects.toMatchObject({ name: 'ServiceUnavailableError', mayBeDone: true });
    later(121_000);
    await say('SHOP-1', 'merged');
    await say('shop-1', 'merged');
    await say('SHOP-2', 'merged');
    await say('SHOP-1', 'reopened');
    expect(server.issues.map(({ comments }) => comments.length)).toEqual([2, 1]);
    expect(server.properties.size).toBe(0);
  });

  it('finds it among many of others', async () => {
    const issue = server.add('SHOP');
    await say('SHOP-1', 'merged');
    const [first] = issue.comments;
    for (let count = 0; count < 70; count++) issue.comments.push({ ...first!, properties: [] });
    await say('SHOP-1', 'merged');
    expect(issue.comments).toHaveLength(71);
  });

  it('says one of ten at the same time', async () => {
    const issue = server.add('SHOP');
    server.delayMs = 10;
    await Promise.allSettled(Array.from({ length: 10 }, () => say('SHOP-1', 'merged')));
    expect(issue.comments).toHaveLength(1);
  });

  it('says nothing where there is no issue', async () => {
    await expect(say('SHOP-9', 'merged')).rejects.toMatchObject({ why: 'not-found' });
    expect(server.properties.size).toBe(0);
  });
});

describe('move', () => {
  beforeEach(() => server.add('SHOP'));

  it('moves to a state in any case, and does nothing where it is there', async () => {
    expect(await tickets().move(callOf(), 'SHOP-1', 'IN progress')).toMatchObject({ state: 'In Progress' });
    const before = server.requests.length;
    expect(await tickets().move(callOf(), 'SHOP-1', 'in Progress')).toMatchObject({ state: 'In Progress' });
    expect(server.requests.length - before).toBe(1);
  });

  it('names where it can go', async () => {
    await expect(tickets().move(callOf(), 'SHOP-1', 'Done')).rejects.toMatchObject({
      why: 'invalid',
      message: 'Jira lets SHOP-1 go from "To Do" to In Progress, not to "Done"',
    });
    await expect(tickets().move(callOf(), 'SHOP-9', 'Done')).rejects.toMatchObject({ why: 'not-found' });
  });

  it('takes the way that asks for nothing, and names what the others ask for', async () => {
    const asking = { id: '41', name: 'Close', from: 'To Do', to: 'Done' };
    server.transitions.push(
      { ...asking, id: '40', isAvailable: false },
      { ...asking, fields: { resolution: { name: 'Resolution', required: true } } },
    );
    await expect(tickets().move(callOf(), 'SHOP-1', 'Done')).rejects.toMatchObject({
      why: 'invalid',
      message: 'Jira asks for Resolution on the way of SHOP-1 to "Done": move it by hand',
    });
    expect(server.issues[0]?.status).toBe('To Do');
    server.transitions.push({
      ...asking,
      id: '42',
      fields: { resolution: { name: 'Resolution', required: true, hasDefaultValue: true } },
    });
    expect(await tickets().move(callOf(), 'SHOP-1', 'done')).toMatchObject({ state: 'Done' });
  });

  it.each([
    ['a page to sign in', { status: 200, body: '<html>Log in</html>' }],
    ['a redirect to one', { status: 302, headers: { location: '/login' } }],
    ['a yes of which nothing came', { status: 204 }],
  ])('is not done by %s', async (_, answer) => {
    server.faults.push({ when: isTo('POST', 'issue/SHOP-1/transitions'), at: 'before', answer });
    await expect(tickets().move(callOf(), 'SHOP-1', 'In Progress')).rejects.toThrow(/^Jira/);
    expect(server.issues[0]?.status).toBe('To Do');
  });

  it('is done where its answer was lost and it is asked for again', async () => {
    server.faults.push({ when: isTo('POST', 'issue/SHOP-1/transitions'), at: 'after', answer: 'lost' });
    await expect(tickets().move(callOf(), 'SHOP-1', 'In Progress')).rejects.toMatchObject({ mayBeDone: true });
    expect(await tickets().move(callOf(), 'SHOP-1', 'In Progress')).toMatchObject({ state: 'In Progress' });
  });
});

describe('errors', () => {
  const at = (ms: number) => new Date(now.getTime() + ms);
  it.each([
    [{ status: 429, headers: { 'retry-after': '5' } }, () => ({ name: 'ServiceLimitedError', until: at(5000) })],
    [{ status: 429, headers: { 'x-ratelimit-reset': '2026-11-29T12:02Z' } }, () => ({ until: at(120_000) })],
    [{ status: 429 }, () => ({ until: at(60_000) })],
    [{ status: 503, headers: { 'retry-after': '3' } }, () => ({ until: at(3000) })],
    [{ status: 500 }, () => ({ name: 'ServiceUnavailableError', mayBeDone: false })],
    [{ status: 409 }, () => ({ name: 'ServiceUnavailableError' })],
    [{ status: 401 }, () => ({ why: 'credentials' })],
    [{ status: 403, body: { message: 'No.' } }, () => ({ message: 'Jira does not allow it: No.' })],
    [
      { status: 400, body: { errorMessages: ['One.', 'Two.'], errors: { a: 'Three.' } } },
      () => ({ message: 'Jira refused it with status 400: One.; Two.; a: Three.' }),
    ],
    [{ status: 400, body: ['x'] }, () => ({ why: 'invalid', message: 'Jira refused it with status 400' })],
    [{ status: 200, body: '<html>' }, () => ({ name: 'ServiceUnavailableError' })],
  ])('reads %j', async (answer, error) => {
    server.faults.push({ when: () => true, at: 'before', answer });
    await expect(tickets().read(callOf(), 'SHOP-1')).rejects.toMatchObject(error());
  });

  it('takes an empty answer to nobody in particular for what it is', async () => {
    server.isAnonymousSeen = true;
    await expect(tickets().find(callOf({}, { api_token: 'wrong' }), 'a')).rejects.toMatchObject({
      name: 'ServiceRefusedError',
      why: 'credentials',
    });
  });

  it('holds no credentials, whatever Jira repeats', async () => {
    const pair = Buffer.from(`${EMAIL}:${API_TOKEN}`).toString('base64');
    const echo = `you sent ${API_TOKEN} as Basic ${pair}`;
    const errors: unknown[] = [];
    for (const status of [200, 400, 401, 403, 404, 409, 410, 429, 500])
      for (const body of [{ errorMessages: [echo], errors: { x: echo } }, { message: echo }, echo]) {
        server.faults.push({ when: isTo('GET', 'myself'), at: 'before', answer: { status, body } });
        errors.push(
          await tickets()
            .create(callOf(), draft, 'a')
            .catch((error: unknown) => error),
        );
      }
    server.faults.push({ when: isCreate, at: 'before', answer: 'lost' });
    errors.push(
      await tickets()
        .create(callOf(), draft, 'a')
        .catch((error: unknown) => error),
    );
    expect(errors.every((error) => error instanceof Error)).toBe(true);
    const shown = inspect(errors, { depth: 20, showHidden: true });
    expect(shown).not.toContain('canarycanary');
    expect(shown).not.toContain(pair.slice(0, 30));
  });
});

describe('health', () => {
  const health = (call: JiraCall) => healthOf(jira, call);

  it('tells how it is', async () => {
    expect(await health(callOf())).toEqual({ status: 'healthy', detail: null });
    expect(await health(callOf({ project: 'NOPE' }))).toMatchObject({
      status: 'degraded',
      detail: expect.stringContaining('NOPE'),
    });
    expect(await health(callOf({}, { api_token: 'wrong' }))).toEqual({
      status: 'unhealthy',
      detail: 'Jira does not take the credentials. Enter new ones.',
    });
    server.deploymentType = 'Server';
    expect(await health(callOf())).toMatchObject({ status: 'unhealthy', detail: expect.stringContaining('Cloud') });
    server.faults.push({ when: () => true, at: 'before', answer: { status: 429, headers: { 'retry-after': '9' } } });
    expect(await health(callOf())).toMatchObject({ status: 'degraded' });
    server.faults.push({ when: () => true, at: 'before', answer: 'lost' });
    expect(await health(callOf())).toEqual({ status: 'unhealthy', detail: 'Jira gave no answer.' });
  });
});

describe('settings', () => {
  const faultsOf = (schema: 'config' | 'credentials', value: unknown) =>
    jira[schema].safeParse(value).error?.issues.map(({ message }) => message) ?? [];

  it('has a type of issue, and no default for a site of one’s own', () => {
    expect(jira.config.parse({ base_url: 'https://acme.atlassian.net/', project: 'shop' })).toEqual({
      base_url: 'https://acme.atlassian.net',
      site_url: null,
      project: 'SHOP',
      issue_type: 'Task',
    });
    expect(faultsOf('config', { project: 'A B' })).toEqual([
      'the address of the Jira Cloud site, such as https://your-site.atlassian.net',
      'the key of the project that issues go to, such as SHOP',
    ]);
  });

  it('has to know the address that people open', () => {
    const config = { base_url: 'https://api.atlassian.com/ex/jira/1324a887', project: 'SHOP' };
    expect(faultsOf('config', config)).toEqual([
      'the address that people open, such as https://your-site.atlassian.net: base_url is that of programs',
    ]);
    expect(faultsOf('config', { ...config, site_url: 'https://acme.atlassian.net' })).toEqual([]);
  });

  it('can be shown as a JSON schema', () => {
    expect(z.toJSONSchema(jira.config)).toMatchObject({ required: ['base_url', 'site_url', 'project', 'issue_type'] });
    expect(z.toJSONSchema(jira.config, { io: 'input' })).toMatchObject({ required: ['base_url', 'project'] });
    expect(z.toJSONSchema(jira.credentials, { io: 'input' })).toMatchObject({ additionalProperties: false });
  });

  it.each([
    [{ email: EMAIL, api_token: 'x' }, 0],
    [{ access_token: 'x' }, 0],
    [{}, 1],
    [{ email: EMAIL }, 1],
    [{ api_token: 'canary' }, 1],
    [{ email: EMAIL, api_token: 'x', access_token: 'y' }, 1],
    [{ email: EMAIL, access_token: 'y' }, 1],
    [{ email: 'no address', api_token: 'canary\ncanary' }, 2],
  ])('of %j, %i is wrong, and nothing is repeated', (value, count) => {
    const faults = faultsOf('credentials', value);
    expect(faults).toHaveLength(count);
    expect(faults.join()).not.toContain('canary');
  });
});
