import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GitHubLimitedError, GitHubUnavailableError } from '../../src/github/client/github-error.js';
import { parseSettings } from '../../src/github/settings/parse-settings.js';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let file: string | Error = '';
let asked: string[] = [];

beforeAll(async () => {
  rig = await openApiRig(
    () => callers,
    () => ({
      readFileSettings: async ({ fullName }, below) => {
        asked.push(fullName);
        if (file instanceof Error) throw file;
        return parseSettings(Buffer.from(file), below);
      },
    }),
  );
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop', 'api'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(system, login), login, access };
  };
  await add('writer', acme.access('write'));
  await add('reader', acme.access('read'));
  await add('outsider', other.access('admin', 'admin'));
  await system.query(`UPDATE installations SET settings = '{"drafts": true}' WHERE id = $1`, [acme.id]);
});
afterAll(() => rig.close());
beforeEach(() => {
  file = '';
  asked = [];
});

const AT = '/repos/acme/shop/settings';
const patch = (who: string, body: unknown, path = AT) => rig.ask(who, path, { method: 'PATCH', body });
const settings = async (who = 'reader') => (await (await rig.ask(who, AT)).json()) as Record<string, unknown>;

describe('settings of a repository', () => {
  it('tell where each of them comes from', async () => {
    file = 'max_comments: 7\nskip:\n  labels: [wip]\ncolour: red\n';
    expect((await patch('writer', { language: 'de' })).status).toBe(200);
    expect(await settings()).toMatchObject({
      settings: { max_comments: 7, drafts: true, language: 'de', bots: false },
      sources: {
        max_comments: 'file',
        'skip.labels': 'file',
        drafts: 'installation',
        language: 'dashboard',
        bots: 'default',
      },
      read_only: ['max_comments', 'skip.labels'],
      dashboard: { language: 'de' },
      changed_by: 'writer',
      notices: [expect.stringContaining('`colour` in `.github/nectr.yml`')],
    });
    expect(asked).toEqual(['acme/shop', 'acme/shop']);
  });

  it('cannot be changed where the file sets them, and then none of the others is', async () => {
    file = 'max_comments: 7\n';
    const refused = await patch('writer', { max_comments: 9, bots: true });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      errors: [{ field: 'body.max_comments', detail: expect.stringContaining('.github/nectr.yml') }],
    });
    expect(await settings()).toMatchObject({ settings: { max_comments: 7, bots: false } });
    const wrong = await patch('writer', { max_comments: 9, bots: 'some' });
    expect(wrong.status).toBe(400);
  });

  it('are changed with a name, taken back with null, and every change is in the audit log once', async () => {
    const set = await patch('writer', { rules: { 'js/eval': 'off' }, bots: true });
    expect(await set.json()).toMatchObject({ settings: { bots: true }, sources: { 'rules.js/eval': 'dashboard' } });
    await patch('writer', { bots: true });
    const back = await patch('writer', { rules: null, bots: null });
    expect(await back.json()).toMatchObject({ sources: { bots: 'default' }, dashboard: { language: 'de' } });
    const rows: { details: object }[] = await rig.system.query(
      `SELECT details FROM audit_log WHERE action = 'settings.changed' AND details ? 'bots' ORDER BY id`,
    );
    expect(rows.map(({ details }) => details)).toEqual([
      { bots: { from: null, to: true }, 'rules.js/eval': { from: null, to: 'off' } },
      { bots: { from: true, to: null }, 'rules.js/eval': { from: 'off', to: null } },
    ]);
  });

  it('are changed by who may write, and seen by nobody else', async () => {
    expect((await patch('reader', { bots: true })).status).toBe(403);
    expect((await patch('outsider', { bots: true })).status).toBe(404);
    expect((await rig.ask('outsider', AT)).status).toBe(404);
    expect((await rig.ask(null, AT)).status).toBe(401);
    expect((await rig.ask('reader', `${AT}?all=1`)).status).toBe(400);
    expect(asked).toEqual([]);
  });

  it.each([
    ['away', new GitHubUnavailableError('no answer'), 60],
    ['limiting us', new GitHubLimitedError(new Date(Date.now() + 5000)), 5],
  ])('are not known while GitHub is %s, and nothing is changed', async (_, error, seconds) => {
    file = error;
    const shown = await rig.ask('reader', AT);
    expect(shown.status).toBe(503);
    expect(Number(shown.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(shown.headers.get('retry-after'))).toBeLessThanOrEqual(seconds);
    expect((await patch('writer', { bots: true })).status).toBe(503);
    file = '';
    expect(await settings()).toMatchObject({ settings: { bots: false } });
  });

  it.each([
    [{ skip: { labels: ['a\0'] } }, 'body.skip.labels.0'],
    [{ skip: { labels: ['a\ud83d'] } }, 'body.skip.labels.0'],
    [{ rules: { 'tool/x\ud83d': 'off' } }, 'body.rules'],
  ])('refuse by its field what no table holds: %j', async (body, field) => {
    const response = await patch('writer', body);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
  });

  it('survive a body that is made to break them', async () => {
    const wicked = '{"__proto__": {"drafts": true}, "constructor": {"x": 1}}';
    const response = await rig.api.request(`/api/v1${AT}`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer writer', 'content-type': 'application/json' },
      body: wicked,
    });
    expect(response.status).toBe(400);
    expect(rig.errors).toEqual([]);
  });
});
