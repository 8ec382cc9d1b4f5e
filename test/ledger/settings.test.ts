import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { withTenant } from '../../src/access/tenancy/with-tenant.js';
import { createDataSource } from '../../src/database/data-source.js';
import { effectiveSettings, type GivenSettings } from '../../src/github/settings/settings-layers.js';
import { changeSettings } from '../../src/ledger/change-settings.js';
import { readSettingsLayers } from '../../src/ledger/read-settings-layers.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

interface Place {
  installationId: number;
  repositoryId: number;
}

let database: TestDatabase;
let source: DataSource;
/** As the API is connected: it sees what `withTenant` lets it. */
let door: DataSource;
let acme: Place;
let globex: Place;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 4, applicationName: 'test', scope: 'system' });
  door = createDataSource({ url: database.url, poolSize: 4, applicationName: 'test', scope: 'tenant' });
  await Promise.all([source.initialize(), door.initialize()]);
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
  await source.query('DELETE FROM dbos.workflow_status');
  const rows: Place[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (1, 'acme', 1, 'User'), (2, 'globex', 2, 'User') RETURNING id, github_installation_id AS n)
     INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, n, 'shop' || n FROM i ORDER BY n
     RETURNING id AS "repositoryId", installation_id AS "installationId"`,
  );
  const [first, second] = rows;
  if (!first || !second) throw new Error('no rows');
  [acme, globex] = [first, second];
});
afterAll(async () => {
  await Promise.all([source.destroy(), door.destroy()]);
  await database.close();
});

const change = (
  patch: unknown,
  {
    place = acme,
    whole = false,
    fileGiven = {},
    as = place,
  }: { place?: Place; whole?: boolean; fileGiven?: GivenSettings; as?: Place | Place[] } = {},
) =>
  withTenant(
    door,
    [as].flat().map(({ installationId }) => installationId),
    (manager) =>
      changeSettings(manager, {
        installationId: place.installationId,
        repositoryId: whole ? null : place.repositoryId,
        patch,
        fileGiven,
        by: 'dora',
      }),
  );
const layersOf = async ({ repositoryId }: Place) => (await readSettingsLayers(source.manager, repositoryId)).layers;
const events = (): Promise<{ payload: unknown; installation_id: number }[]> =>
  source.query(`SELECT installation_id, payload FROM events WHERE event_type = 'settings.changed' ORDER BY created_at`);

describe('changeSettings', () => {
  it('keeps what is set for the installation and for a repository, and by whom; others keep theirs', async () => {
    await change({ drafts: true, skip: { labels: ['wip'] } }, { whole: true });
    await change({ drafts: false });
    const layers = await layersOf(acme);
    expect(layers).toEqual([
      {
        source: 'installation',
        given: { drafts: true, skip: { labels: ['wip'] } },
        changedBy: 'dora',
        changedAt: expect.any(Date),
      },
      { source: 'dashboard', given: { drafts: false }, changedBy: 'dora', changedAt: expect.any(Date) },
    ]);
    expect(effectiveSettings(layers).settings).toMatchObject({ drafts: false, skip: { labels: ['wip'] } });
    expect(await layersOf(globex)).toMatchObject([
      { given: {}, changedBy: null, changedAt: null },
      { given: {}, changedBy: null },
    ]);
  });

  it.each<[string, unknown, { path: string; message: RegExp }[]]>([
    ['no mapping', ['drafts'], [{ path: '', message: /keys and values/ }]],
    ['a wrong key', { max_coments: 3 }, [{ path: 'max_coments', message: /did you mean `max_comments`\?$/ }]],
    ['a wrong value', { drafts: 'maybe' }, [{ path: 'drafts', message: /^it takes true or false, not `maybe`/ }]],
    [
      'a wrong item of a list',
      { skip: { titles: ['^fix', 'wip'] } },
      [{ path: 'skip.titles', message: /^`\^fix`: it takes words/ }],
    ],
    ['a language that is none', { language: 'jp' }, [{ path: 'language', message: /did you mean ja\?$/ }]],
    [
      'globs that can match nothing',
      {
        skip: { labels: [' '], branches: ['refs/heads/x'] },
        paths: { ignore: ['docs/', 'src\\gen'], include: ['*.{js'] },
      },
      [
        { path: 'skip.labels', message: /^an empty text: names nothing/ },
        { path: 'skip.branches', message: /^`refs\/heads\/x`: .* without refs\/heads\/$/ },
        { path: 'paths.ignore', message: /^`src\\gen`: folders are parted by \// },
        { path: 'paths.include', message: /^`\*\.\{js`: it has a \{ that is not closed/ },
      ],
    ],
    ['SARIF files by a glob', { sarif: ['out/*.sarif'] }, [{ path: 'sarif', message: /the path of a file/ }]],
    ['a wrong rule', { rules: { 'js/none': 'off' } }, [{ path: 'rules.js/none', message: /not a known rule/ }]],
    ['a wrong level', { rules: { 'js/eval': {} } }, [{ path: 'rules.js/eval', message: /^it takes off/ }]],
    [
      'a wrong key taken back',
      { draft: null, skip: { x: null } },
      [
        { path: 'draft', message: /not a known key/ },
        { path: 'skip.x', message: /not a known key/ },
      ],
    ],
    ['a key of the prototype', JSON.parse('{"__proto__": null}'), [{ path: '__proto__', message: /not a known key/ }]],
    [
      'all that is wrong at once',
      { enabled: 1, language: 'nowhere-land-2', min_severity: 'low' },
      [
        { path: 'enabled', message: /did you mean `true`/ },
        { path: 'language', message: /tag of a language/ },
        { path: 'min_severity', message: /did you mean `minor`/ },
      ],
    ],
  ])('refuses %s, and changes nothing', async (what, patch, errors) => {
    expect(await change({ max_comments: 4 })).toMatchObject({ ok: true });
    const both = typeof patch === 'object' && !Array.isArray(patch) ? { ...(patch as object), max_comments: 5 } : patch;
    const given = what === 'a key of the prototype' ? patch : both;
    expect(await change(given)).toEqual({
      ok: false,
      errors: errors.map(({ path, message }) => ({ path, message: expect.stringMatching(message) })),
    });
    expect((await layersOf(acme))[1]?.given).toEqual({ max_comments: 4 });
  });

  it('leaves to the file what the file sets, also taking it back', async () => {
    await change({ max_comments: 4, skip: { labels: ['wip'] }, rules: { 'js/eval': 'off' } });
    const fileGiven = { max_comments: 9, skip: { labels: [] }, rules: { 'js/eval': 'minor' } };
    const refused = async (patch: unknown) => {
      const answer = await change(patch, { fileGiven });
      return answer.ok ? [] : answer.errors.map(({ path, message }) => [path, message.includes('nectr.yml')]);
    };
    expect(await refused({ max_comments: 9 })).toEqual([['max_comments', true]]);
    expect(await refused({ skip: { labels: null } })).toEqual([['skip.labels', true]]);
    expect(await refused({ rules: null })).toEqual([['rules.js/eval', true]]);
    expect(await refused({ skip: { titles: ['wip'] }, rules: { 'py/eval': 'off' } })).toEqual([]);
    expect((await layersOf(acme))[1]?.given).toMatchObject({
      max_comments: 4,
      skip: { labels: ['wip'], titles: ['wip'] },
    });
  });

  it('takes back by null: a key, a rule, a section', async () => {
    const all = {
      drafts: true,
      skip: { labels: ['a'], titles: ['b'] },
      rules: { 'js/eval': 'off' },
      paths: { ignore: ['x'] },
    };
    await change(all);
    const answer = await change({ drafts: null, skip: { labels: null }, rules: { 'js/eval': null }, paths: null });
    expect(answer).toEqual({ ok: true, before: all, after: { skip: { titles: ['b'] } } });
    expect((await layersOf(acme))[1]?.given).toEqual({ skip: { titles: ['b'] } });
    await change({ skip: { titles: null } });
    expect((await layersOf(acme))[1]?.given).toEqual({});
  });

  it('loses none of two changes at the same time', async () => {
    await Promise.all([
      change({ drafts: true }),
      change({ bots: true }),
      change({ max_comments: 7 }),
      change({ skip: { labels: ['a'] } }),
    ]);
    expect((await layersOf(acme))[1]?.given).toEqual({
      drafts: true,
      bots: true,
      max_comments: 7,
      skip: { labels: ['a'] },
    });
  });

  it('asks for another look only where something changed that may stop a review', async () => {
    await change({ max_comments: 3, rules: { 'js/eval': 'off' } });
    await change({ drafts: true });
    await change({ drafts: true });
    await change({ enabled: true }, { whole: true });
    expect(await events()).toEqual([
      {
        installation_id: acme.installationId,
        payload: { repositoryId: acme.repositoryId, changed: ['drafts'], by: 'dora' },
      },
      { installation_id: acme.installationId, payload: { repositoryId: null, changed: ['enabled'], by: 'dora' } },
    ]);
    const queued = await source.query(`SELECT 1 FROM dbos.workflow_status WHERE workflow_uuid LIKE 'event:%'`);
    expect(queued).toHaveLength(2);
  });

  it("does not reach another tenant's rows", async () => {
    await change({ drafts: true }, { place: globex });
    await expect(change({ drafts: false }, { place: globex, as: acme })).rejects.toThrow('There is no row');
    await expect(change({ drafts: false }, { place: globex, as: acme, whole: true })).rejects.toThrow(
      'There is no row',
    );
    // Its own installation, and a repository of another one.
    const mixed = { installationId: acme.installationId, repositoryId: globex.repositoryId };
    await expect(change({ drafts: false }, { place: mixed, as: acme })).rejects.toThrow('There is no row');
    await expect(change({ drafts: false }, { place: mixed, as: [acme, globex] })).rejects.toThrow('There is no row');
    expect((await layersOf(globex))[1]?.given).toEqual({ drafts: true });
    const seen = await withTenant(door, [acme.installationId], (manager) =>
      readSettingsLayers(manager, globex.repositoryId),
    );
    expect(seen.layers).toEqual([]);
  });
});

describe('readSettingsLayers', () => {
  it('leaves out, and names, what an update made unknown', async () => {
    await source.query(`UPDATE repositories SET settings = $1 WHERE id = $2`, [
      JSON.stringify({ gone: 1, drafts: true, rules: { 'js/gone': 'off' } }),
      acme.repositoryId,
    ]);
    const { layers, notices } = await readSettingsLayers(source.manager, acme.repositoryId);
    expect(layers[1]?.given).toEqual({ drafts: true, rules: {} });
    expect(notices).toEqual([
      expect.stringMatching(/^`gone` on the dashboard does not count: is not a known key/),
      expect.stringMatching(/^`rules.js\/gone` on the dashboard does not count: is not a known rule/),
    ]);
    expect(await change({ gone: null })).toMatchObject({ ok: true });
  });

  it('is never behind a change of another process', async () => {
    for (let most = 0; most < 5; most++) {
      await change({ max_comments: most });
      expect((await layersOf(acme))[1]?.given).toEqual({ max_comments: most });
    }
  });
});
