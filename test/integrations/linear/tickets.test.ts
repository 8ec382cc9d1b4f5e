import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connection, healthOf } from '../call-of.js';
import { linear } from '../../../src/integrations/linear/integration.js';
import type { LinearCall } from '../../../src/integrations/linear/call-linear.js';
import { startLinear, type LocalLinear } from './local-linear.js';

const API_KEY = `lin_api_${'canary'.repeat(7)}`;
const OAUTH_TOKEN = 'oauth-canary-0123456789abcdef';
const NOW = new Date('2026-11-29T12:00:00Z');

let server: LocalLinear;
beforeEach(async () => {
  server = await startLinear({ apiKey: API_KEY, oauthToken: OAUTH_TOKEN });
  server.resetAt = NOW.getTime() + 90_000;
});
afterEach(() => server.close());

const callOf = (config: Record<string, unknown> = {}, apiKey = API_KEY): LinearCall => ({
  config: linear.config.parse({ base_url: `${server.url}/graphql`, team: 'eng', ...config }),
  credentials: linear.credentials.parse({ api_key: apiKey }),
  ...connection({ now: () => NOW }),
});
const tickets = () => linear.tickets ?? expect.unreachable();
const draft = { title: 'Retry failed payments', body: 'See *pull request* 7.', labels: [], project: null };
const isCreate = ({ body }: { body: string }) => body.includes('issueCreate');
const isComment = ({ body }: { body: string }) => body.includes('commentCreate');

describe('find and create', () => {
  it('makes an issue in the team, and finds it by its reference', async () => {
    expect(await tickets().find(callOf(), 'finding:1')).toBeNull();
    const made = await tickets().create(callOf(), draft, 'finding:1');
    expect(made).toEqual({
      key: 'ENG-1',
      url: 'https://linear.app/acme/issue/ENG-1',
      title: 'Retry failed payments',
      state: 'Todo',
    });
    expect(await tickets().find(callOf(), 'finding:1')).toEqual(made);
    expect(await tickets().find(callOf(), 'finding:2')).toBeNull();
    expect(await tickets().read(callOf(), 'ENG-1')).toEqual(made);
    expect(await tickets().read(callOf(), 'ENG-2')).toBeNull();
    expect(server.issues[0]).toMatchObject({ description: 'See *pull request* 7.', labelIds: [], projectId: null });
  });

  it('takes an OAuth token as Bearer', async () => {
    await tickets().create(callOf({}, OAUTH_TOKEN), draft, 'finding:1');
    expect(server.issues).toHaveLength(1);
  });

  it('makes nothing twice', async () => {
    const made = await tickets().create(callOf(), draft, 'finding:1');
    expect(await tickets().create(callOf(), { ...draft, title: 'Another' }, 'finding:1')).toEqual(made);
    await tickets().create(callOf(), draft, 'finding:2');
    expect(server.issues.map(({ identifier }) => identifier)).toEqual(['ENG-1', 'ENG-2']);
  });

  it.each(['lost', { status: 502, body: '<html>Bad gateway</html>' }] as const)(
    'finds what was made though the answer was %j',
    async (answer) => {
      server.faults.push({ when: isCreate, at: 'after', answer });
      await expect(tickets().create(callOf(), draft, 'finding:1')).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        mayBeDone: true,
      });
      expect(await tickets().find(callOf(), 'finding:1')).toMatchObject({ key: 'ENG-1' });
      expect(await tickets().create(callOf(), draft, 'finding:1')).toMatchObject({ key: 'ENG-1' });
      expect(server.issues).toHaveLength(1);
    },
  );

  it('makes one of twenty at the same time', async () => {
    server.delayMs = 20;
    const made = await Promise.all(Array.from({ length: 20 }, () => tickets().create(callOf(), draft, 'finding:1')));
    expect(new Set(made.map(({ key }) => key))).toEqual(new Set(['ENG-1']));
    expect(server.issues).toHaveLength(1);
  });

  it('makes its own where another workspace has used the reference', async () => {
    await tickets().create(callOf(), draft, 'finding:1');
    const [{ id } = { id: '' }] = server.issues;
    const other = await startLinear({ apiKey: API_KEY });
    const call = { ...callOf(), config: { ...callOf().config, base_url: `${other.url}/graphql` } };
    await tickets().create(call, draft, 'finding:1');
    expect(other.issues[0]?.id).not.toBe(id);
    await other.close();
  });

  it('puts on what the draft names, in any case', async () => {
    await tickets().create(callOf(), { ...draft, labels: ['bug', 'SECURITY', 'Bug'], project: 'checkout' }, 'a');
    await tickets().create(callOf({ project: 'Checkout' }), { ...draft, project: 'Operations' }, 'b');
    await tickets().create(callOf({ project: 'Checkout' }), { ...draft, labels: ['Rack'], project: 'ops' }, 'c');
    const [first, second, third] = server.issues;
    expect(first).toMatchObject({ identifier: 'ENG-1', projectId: expect.any(String) });
    expect(first?.labelIds).toHaveLength(2);
    expect(second).toMatchObject({ identifier: 'OPS-1', projectId: null });
    expect(third).toMatchObject({ identifier: 'OPS-2', projectId: null });
  });

  it.each([
    [{}, { labels: ['Nowhere'] }, 'Linear has no label "Nowhere" for team ENG: add it there, or leave it out'],
    [{}, { labels: ['Rack'] }, 'Linear has no label "Rack" for team ENG: add it there, or leave it out'],
    [{}, { labels: ['Area'] }, 'Linear has no label "Area" for team ENG: add it there, or leave it out'],
    [{}, { project: 'Racks' }, 'Linear has no team "Racks", and no project of it in team ENG'],
    [{ team: 'NOPE' }, {}, 'Linear has no team NOPE that the API key can see'],
  ])('with %j refuses %j', async (config, over, message) => {
    await expect(tickets().create(callOf(config), { ...draft, ...over }, 'a')).rejects.toMatchObject({
      name: 'ServiceRefusedError',
      why: 'not-found',
      message,
    });
    expect(server.issues).toEqual([]);
  });

  it('keeps every character, and what is too long within bounds', async () => {
    const title = `支払い 🧾 "quotes" \\ \u0000\ud83d${'é'.repeat(400)}`;
    const body = `${'🧾'.repeat(10)}\n\`\`\`ts\n${'const a = "b";\n'.repeat(10_000)}\`\`\`\nend`;
    await tickets().create(callOf(), { ...draft, title, body }, 'a');
    const [issue] = server.issues;
    expect(issue?.title.startsWith('支払い 🧾 "quotes" \\ \ufffdé')).toBe(true);
    expect(issue?.title.length).toBe(255);
    expect(issue?.description?.length).toBeLessThanOrEqual(65_000);
    expect(issue?.description).toMatch(/\n```\n\n… \(shortened\)$/);
  });
});

describe('comment', () => {
  it('says a thing once for each issue and reference', async () => {
    await tickets().create(callOf(), draft, 'a');
    await tickets().create(callOf(), draft, 'b');
    server.faults.push({ when: isComment, at: 'after', answer: 'lost' });
    const say = (key: string, reference: string) => tickets().comment(callOf(), key, { body: 'Merged.', reference });
    await expect(say('ENG-1', 'merged')).rejects.toMatchObject({ name: 'ServiceUnavailableError', mayBeDone: true });
    await Promise.all(['ENG-1', 'ENG-1', 'ENG-2', 'ENG-2'].map((key) => say(key, 'merged')));
    await say('ENG-1', 'reopened');
    expect(server.issues.map(({ comments }) => comments.map(({ body }) => body))).toEqual([
      ['Merged.', 'Merged.'],
      ['Merged.'],
    ]);
  });

  it('says nothing where there is no issue', async () => {
    await expect(tickets().comment(callOf(), 'ENG-9', { body: 'x', reference: 'a' })).rejects.toMatchObject({
      why: 'not-found',
    });
  });
});

describe('move', () => {
  it('moves to a state in any case, and does nothing where it is there', async () => {
    await tickets().create(callOf(), draft, 'a');
    expect(await tickets().move(callOf(), 'ENG-1', 'in progress')).toMatchObject({ state: 'In Progress' });
    const before = server.requests.length;
    expect(await tickets().move(callOf(), 'ENG-1', 'IN PROGRESS')).toMatchObject({ state: 'In Progress' });
    expect(server.requests.length - before).toBe(1);
  });

  it('names the states where there is none of that name', async () => {
    await tickets().create(callOf(), draft, 'a');
    await expect(tickets().move(callOf(), 'ENG-1', 'Shipped')).rejects.toMatchObject({
      why: 'invalid',
      message: 'Linear has no state "Shipped" for ENG-1; it has Todo, In Progress, Done, Canceled',
    });
  });
});

describe('errors', () => {
  it('waits until what has run out is filled again', async () => {
    server.left = 0;
    await expect(tickets().find(callOf(), 'a')).rejects.toMatchObject({
      name: 'ServiceLimitedError',
      until: new Date(NOW.getTime() + 90_000),
    });
  });

  it.each([
    ['a wrong key', 'lin_api_wrong', 'credentials'],
    ['a wrong token', 'wrong-token', 'credentials'],
  ])('names %s', async (_, key, why) => {
    await expect(tickets().find(callOf({}, key), 'a')).rejects.toMatchObject({ name: 'ServiceRefusedError', why });
  });

  const said = (code: string, status: number, message = 'No.') => ({
    status,
    body: { errors: [{ message, extensions: { code, userPresentableMessage: 'Not you.' } }], data: null },
  });
  it.each([
    [said('FORBIDDEN', 200), { why: 'permission', message: 'Linear does not allow it: Not you.' }],
    [said('FEATURE_NOT_ACCESSIBLE', 400), { why: 'permission' }],
    [said('INPUT_ERROR', 400), { why: 'invalid', message: 'Linear refused it: Not you.' }],
    [said('INTERNAL_SERVER_ERROR', 200), { name: 'ServiceUnavailableError' }],
    [said('LOCK_TIMEOUT', 500), { name: 'ServiceUnavailableError' }],
    [{ status: 200, body: { data: null } }, { name: 'ServiceUnavailableError' }],
    [{ status: 200, body: '<html>' }, { name: 'ServiceUnavailableError' }],
    [{ status: 503, headers: { 'retry-after': '7' }, body: 'x' }, { until: new Date(NOW.getTime() + 7000) }],
    [{ status: 400, body: { errors: [] } }, { why: 'invalid' }],
    [{ status: 400, body: { errors: [null, 'x'] } }, { why: 'invalid' }],
  ])('reads %j', async (answer, error) => {
    server.faults.push({ when: () => true, at: 'before', answer });
    await expect(tickets().read(callOf(), 'ENG-1')).rejects.toMatchObject(error);
  });

  it('holds no credentials, whatever Linear repeats', async () => {
    const echo = `you sent ${API_KEY} as Bearer ${API_KEY}`;
    const errors: unknown[] = [];
    for (const status of [200, 400, 401, 403, 404, 429, 500])
      for (const body of [
        { errors: [{ message: echo, extensions: { code: 'X', userPresentableMessage: echo } }], data: null },
        { errors: [{ message: echo, extensions: { code: 'AUTHENTICATION_ERROR' } }] },
        echo,
      ]) {
        server.faults.push({ when: () => true, at: 'before', answer: { status, body } });
        errors.push(
          await tickets()
            .create(callOf(), draft, 'a')
            .catch((error: unknown) => error),
        );
      }
    server.faults.push({ when: () => true, at: 'before', answer: 'lost' });
    errors.push(
      await tickets()
        .create(callOf(), draft, 'a')
        .catch((error: unknown) => error),
    );
    expect(errors.every((error) => error instanceof Error)).toBe(true);
    expect(inspect(errors, { depth: 20, showHidden: true })).not.toContain('canarycanary');
  });

  it('goes to no private address that is not allowed', async () => {
    const call = callOf({ base_url: 'https://169.254.169.254/graphql' });
    await expect(tickets().find(call, 'a')).rejects.toMatchObject({ name: 'ServiceRefusedError', why: 'invalid' });
  });
});

describe('health', () => {
  const health = (call: LinearCall) => healthOf(linear, call);

  it('tells how it is', async () => {
    expect(await health(callOf())).toEqual({ status: 'healthy', detail: null });
    expect(await health(callOf({ team: 'XYZ' }))).toMatchObject({
      status: 'degraded',
      detail: expect.stringContaining('XYZ'),
    });
    expect(await health(callOf({}, 'lin_api_wrong'))).toEqual({
      status: 'unhealthy',
      detail: 'Linear does not take the API key: You need to authenticate to access this operation. Enter new ones.',
    });
    server.left = 0;
    expect(await health(callOf())).toMatchObject({ status: 'degraded' });
    await server.close();
    expect(await health(callOf())).toEqual({ status: 'unhealthy', detail: 'Linear gave no answer.' });
    server = await startLinear({ apiKey: API_KEY });
  });
});

describe('settings', () => {
  it('can be shown as a JSON schema', () => {
    expect(z.toJSONSchema(linear.config)).toMatchObject({ required: ['base_url', 'team', 'project'] });
    expect(z.toJSONSchema(linear.config, { io: 'input' })).toMatchObject({ required: ['team'] });
    expect(z.toJSONSchema(linear.credentials, { io: 'input' })).toMatchObject({ required: ['api_key'] });
  });

  const ofConfig = (value: unknown) => linear.config.safeParse(value).error?.issues.map(({ message }) => message);

  it('says what is wrong without repeating it', () => {
    expect(linear.config.parse({ team: 'eng' })).toEqual({
      base_url: 'https://api.linear.app/graphql',
      team: 'ENG',
      project: null,
    });
    expect(ofConfig({})).toEqual(['the key of the team that issues go to, such as ENG']);
    expect(ofConfig({ team: 'ENG 1', base_url: 'ftp://x' })).toEqual([
      'the address of the GraphQL API, such as https://api.linear.app/graphql',
      'the key of the team that issues go to: the letters before the number, such as ENG',
    ]);
    const secret = 'Bearer lin_api_canary';
    const error = linear.credentials.safeParse({ api_key: secret, webhook_secret: 7 }).error;
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'The API key must not hold spaces, line ends or characters beyond ASCII',
      'The signing secret is missing',
    ]);
    expect(inspect(error, { depth: 20 })).not.toContain('canary');
  });
});
