import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { readYamlApart } from '../../../src/github/settings/read-yaml-apart.js';
import { forgetMemory } from '../../../src/ledger/forget-memory.js';
import { addMemory } from '../../../src/memory/add-memory.js';
import { changeState } from '../../../src/memory/change-state.js';
import { parseMemoryFile } from '../../../src/memory/files/parse-memory-file.js';
import { syncMemoryFile } from '../../../src/memory/files/sync-memory-file.js';
import { writeMemoryFile } from '../../../src/memory/files/write-memory-file.js';
import { listMemories } from '../../../src/memory/list-memories.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { speaksToModel } from '../../../src/review/verify/detect-injection.js';
import { memorySource } from '../../../src/memory/memory-source.js';

let database: TestDatabase;
let source: DataSource;
let mine: { installationId: number; repositoryId: number };
let other: typeof mine;
let reads = 0;
const ports = {
  readYaml: (text: string) => {
    reads += 1;
    return readYamlApart(text);
  },
  isRule: (id: string) => id === 'js/eval',
  speaksToModel,
  clean: (text: string) => text,
};

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  reads = 0;
  const rows: (typeof mine)[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User'), (91, 'acme', 1, 'User') RETURNING id)
     INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i
     RETURNING installation_id AS "installationId", id AS "repositoryId"`,
  );
  [mine = { installationId: 0, repositoryId: 0 }, other = mine] = rows;
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const sync = (text: string | null, owner = mine) =>
  syncMemoryFile(source, owner, text === null ? null : Buffer.from(text), ports);
const file = (...entries: string[]) => `memories:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`;
const list = (owner = mine) => listMemories(source, { ...owner, viewer: null });
const seen = async () =>
  (await list())
    .map(({ number, text, state, source: { line } }) => `M${number} ${text} (${state}, line ${line})`)
    .toSorted();

describe('syncMemoryFile', () => {
  it('takes what is new, changes what changed, forgets what is gone', async () => {
    expect(
      await sync(file('text: Dates are kept in UTC', '{text: eval is fine, rule: js/eval, in: scripts/}')),
    ).toEqual([]);
    expect(await list()).toMatchObject([
      {
        number: 2,
        scope: { pathGlob: 'scripts/**', rule: 'js/eval' },
        source: { kind: 'file', path: '.github/nectr/memories.yml', line: 3 },
      },
      { number: 1, type: 'project_rule', state: 'active', source: { line: 2 }, author: null, expiresAt: null },
    ]);
    await sync(file('{text: eval is fine, rule: js/eval, in: tools/}', 'text: Dates are always kept in UTC'));
    expect(await list()).toMatchObject([
      { number: 2, scope: { pathGlob: 'tools/**' }, source: { line: 2 } },
      { number: 1, text: 'Dates are always kept in UTC', source: { line: 3 } },
    ]);
    await sync(file('text: Dates are always kept in UTC', 'text: Money is counted in cents'));
    expect(await seen()).toEqual([
      'M1 Dates are always kept in UTC (active, line 2)',
      'M3 Money is counted in cents (active, line 3)',
    ]);
    await sync(null);
    expect(await seen()).toEqual([]);
  });

  it('gives another rule another number though it stands in the same place', async () => {
    await sync(file('text: Dates are kept in UTC'));
    await sync(file('text: Never log a password'));
    expect(await seen()).toEqual(['M2 Never log a password (active, line 2)']);
  });

  it('does nothing for the same bytes, and says again what is wrong with them', async () => {
    const text = file('text: a rule', 'hello');
    const notices = await sync(text);
    expect(notices).toEqual([expect.stringContaining('line 3: an entry is a mapping')]);
    await source.query(`UPDATE memories SET text = 'touched'`);
    expect(await sync(text)).toEqual(notices);
    expect(reads).toBe(1);
    expect(await seen()).toEqual(['M1 touched (active, line 2)']);
  });

  it('keeps what a file said before it could not be read, and says so', async () => {
    await sync(file('text: a rule'));
    expect(await sync('memories: [')).toEqual([
      expect.stringContaining('is not valid YAML'),
      'What it said before still applies',
    ]);
    expect(await seen()).toEqual(['M1 a rule (active, line 2)']);
  });

  it('gives what comes back its number, and leaves off what people switched off', async () => {
    await sync(file('text: one rule', 'text: two rules'));
    await changeState(source, { ...mine, numbers: [2] }, 'disable', { by: null });
    await sync(file('text: two rules'));
    expect(await seen()).toEqual(['M2 two rules (disabled, line 2)']);
    await sync(file('text: two rules, and three', 'text: one rule'));
    expect(await seen()).toEqual(['M1 one rule (active, line 3)', 'M2 two rules, and three (disabled, line 2)']);
  });

  it('says anew what was out of date only where it was edited', async () => {
    await sync(file('text: one rule', 'text: two rules'));
    await changeState(source, { ...mine, numbers: [1, 2] }, 'stale', {
      by: null,
      reason: 'AGENTS.md says the opposite',
    });
    await sync(file('text: new here', 'text: one rule', 'text: two rules now'));
    expect(await seen()).toEqual([
      'M1 one rule (stale, line 3)',
      'M2 two rules now (active, line 4)',
      'M3 new here (active, line 2)',
    ]);
  });

  it('has the index outside learn other words anew, and only those', async () => {
    await sync(file('text: one rule', 'text: two rules'));
    await source.query(`UPDATE memories SET mem0_id = 'x' || number, mem0_asked_at = now()`);
    await sync(file('{text: one rule, in: src/}', 'text: two rules now'));
    expect(await source.query('SELECT mem0_id, mem0_outdated FROM memories ORDER BY number')).toEqual([
      { mem0_id: 'x1', mem0_outdated: false },
      { mem0_id: 'x2', mem0_outdated: true },
    ]);
  });

  it('is refused to be forgotten where it would come back', async () => {
    await sync(file('text: one rule'));
    await expect(forgetMemory(source, { ...mine, number: 1, by: null, key: null })).rejects.toThrow(
      'M1 stands in `.github/nectr/memories.yml`, line 2: take it out there. Until then `nectr memories disable M1 --repo acme/shop` on the server switches it off.',
    );
    expect(await seen()).toEqual(['M1 one rule (active, line 2)']);
  });

  it('keeps to its repository: the same file of another installation is another one', async () => {
    await sync(file('text: one rule'));
    await sync(file('text: one rule', 'text: two rules'), other);
    await sync(null, other);
    expect(await list(other)).toEqual([]);
    expect(await seen()).toEqual(['M1 one rule (active, line 2)']);
    await expect(sync(file('text: one rule'), { ...mine, repositoryId: other.repositoryId })).rejects.toThrow(
      'is none of',
    );
  });

  it('comes to one end though two reviews take it at once', async () => {
    const text = file(...Array.from({ length: 20 }, (_, at) => `text: rule number ${at}`));
    await Promise.all([sync(text), sync(text), sync(text)]);
    expect(await seen()).toHaveLength(20);
  });

  it('has an end of its room, and says what is left out', async () => {
    await source.query(
      `INSERT INTO memories (installation_id, number, type, text, state, source_kind)
       SELECT $1, n, 'decision', 'x' || n, 'active', 'api' FROM generate_series(1, 1999) n`,
      [mine.installationId],
    );
    expect(await sync(file('text: one rule', 'text: two rules'))).toEqual([
      '1 more in `.github/nectr/memories.yml` found no room: there are 2000 memories',
    ]);
  });
});

describe('export and file', () => {
  const said = (text: string, over: object = {}) =>
    addMemory(source, {
      installationId: mine.installationId,
      type: 'project_rule',
      text,
      state: 'active',
      scope: { repositoryId: mine.repositoryId, pathGlob: null, symbol: null, rule: null, developer: null },
      source: memorySource('api'),
      author: { id: 1, login: 'dora' },
      confidence: 1,
      days: null,
      ...over,
    });

  it('says the same when it is read again, whatever the texts hold', async () => {
    const scope = {
      repositoryId: mine.repositoryId,
      pathGlob: 'src/**',
      symbol: 'a',
      rule: 'js/eval',
      developer: null,
    };
    await said('Dates: "UTC" # always - {never} local', { scope, days: 90 });
    await said('true', { type: 'decision' });
    await said("it's *fragile* & old\\n", { type: 'risk_module' });
    await said('eve writes tests first', {
      type: 'developer_pattern',
      scope: { ...scope, developer: { id: 2, login: 'eve' } },
    });
    await said('proposed', { state: 'candidate' });
    const { text, left } = writeMemoryFile(await listMemories(source, { ...mine, viewer: 'all' }), 'acme/shop');
    expect(left).toBe(2);
    const { entries, notices } = await parseMemoryFile(Buffer.from(text), ports);
    expect(notices).toEqual([]);
    expect(entries?.map((entry) => entry.text)).toEqual([
      "it's *fragile* & old\\n",
      'true',
      'Dates: "UTC" # always - {never} local',
    ]);
    expect(entries?.[2]).toMatchObject({ pathGlob: 'src/**', symbol: 'a', rule: 'js/eval' });
  });

  it('takes over what people had said before, with its number: nothing is said twice', async () => {
    await said('Dates are kept in UTC');
    const { text } = writeMemoryFile(await list(), 'acme/shop');
    await sync(text);
    expect(await list()).toMatchObject([{ number: 1, source: { kind: 'file', line: 3 }, author: { login: 'dora' } }]);
    await sync(file('text: something else'));
    expect(await seen()).toEqual(['M2 something else (active, line 2)']);
  });
});
