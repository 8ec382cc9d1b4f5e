import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetMemory } from '../../src/ledger/forget-memory.js';
import { addMemory, type NewMemory } from '../../src/memory/add-memory.js';
import type { Issue } from '../../src/sandbox/types.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import type { Request, ScriptedReply } from '../claude/scripted/wire-types.js';
import { commitFiles } from '../commit-files.js';
import { entryOf } from '../memory/recall/memory-entry.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** The same pull request before and after the team has said something, through the whole of the product. */
let flow: Flow;
let claude: ScriptedAnthropic;
let here: { installationId: number; repositoryId: number };
let before: Awaited<ReturnType<typeof reviewed>>;

const PATH = 'src/start.ts';
const TEXT = [
  'export async function run(total: number) {',
  '  try {',
  '    await start();',
  '  } catch {}',
  '',
  '  // What the bank is sent.',
  '',
  '  return charge(total / 100);',
  '}',
  '',
].join('\n');

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  flow = await buildFlow({ env: { ANTHROPIC_API_KEY: 'sk-ant-flow-000000', ANTHROPIC_BASE_URL: claude.url } });
});
beforeEach(async () => {
  await flow.source.query('DELETE FROM memories');
  await flow.source.query('UPDATE installations SET last_memory_number = 0');
  claude.requests.length = 0;
  claude.setScript(reporting(null));
});
afterAll(async () => {
  await flow.close();
  await claude.close();
});

let branches = 0;
const git = (...args: string[]) => execFileSync('git', ['-C', flow.demo.folder, ...args], { encoding: 'utf8' }).trim();

/** A model that reports the wrong unit, and names what it is told that the team said of it. */
function reporting(named: RegExp | null) {
  return (request: Request): ScriptedReply => {
    const hasMemories = JSON.stringify(request.tools).includes('calls exactly this intended');
    const known = named && new RegExp(`- (M\\d+) [^\\\\]*${named.source}`).exec(JSON.stringify(request.messages[0]));
    const input = {
      path: PATH,
      line: 8,
      start_line: null,
      quote: 'return charge(total / 100);',
      severity: 'should-fix',
      category: 'bug',
      title: 'Euros are sent where cents are expected',
      why: 'charge takes cents.',
      how_verified: `${PATH}:8`,
      symbols: [],
      replacement: null,
      also: [],
      ...(hasMemories && { memory: known?.[1] ?? null }),
    };
    const said = { summary: 'Starts.', risk: 'low', unmet_criteria: [], ...(hasMemories && { applied_memories: [] }) };
    return request.messages.length === 1 && JSON.stringify(request.messages).includes('charge(total / 100)')
      ? { content: [{ type: 'tool_use' as const, name: 'report_finding', input }] }
      : { content: [{ type: 'text' as const, text: JSON.stringify(said) }] };
  };
}

/** A pull request that adds the file, reviewed: what was told, and its summary. */
async function reviewed(): Promise<{ issue: Issue; told: string[]; summary: string }> {
  const [pull] = flow.demo.pulls;
  const base = git('rev-parse', 'main');
  if (pull === undefined) throw new Error('the demo has no pull request');
  const head = `memories-${(branches += 1)}`;
  git('update-ref', `refs/heads/${head}`, commitFiles(flow.demo.folder, base, { [PATH]: TEXT }));
  const issue = await flow.sandbox.openPull(flow.repository, { ...pull, title: 'Charge at the start', body: '', head });
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'reviewed' }]);
  const rows: { place: string }[] = await flow.source.query(
    `SELECT f.rule || ':' || f.line AS place FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 ORDER BY place`,
    [issue.number],
  );
  return { issue, told: rows.map(({ place }) => place), summary: flow.seen(issue).summaries[0] ?? '' };
}

async function remember(text: string, scope: Partial<NewMemory['scope']> = {}, of = here) {
  const { memory } = await addMemory(flow.source, entryOf(of, text, {}, scope));
  return memory;
}

const usesOf = async (id: string): Promise<number> =>
  ((await flow.source.query('SELECT used_count AS count FROM memories WHERE id = $1', [id])) as { count: number }[])[0]
    ?.count ?? -1;

const ALL = ['claude/bug:8', 'js/swallowed-error:4', 'tests/missing:1'];

it('finds what there is to find where nothing is remembered', async () => {
  before = await reviewed();
  const [row]: (typeof here)[] = await flow.source.query(
    'SELECT installation_id AS "installationId", id AS "repositoryId" FROM repositories WHERE github_repo_id = $1',
    [flow.repository.id],
  );
  if (row === undefined) throw new Error('the repository is not known');
  here = row;
  expect(before.told).toEqual(expect.arrayContaining(ALL.slice(0, 2)));
  expect(before.summary).not.toMatch(/memor/);
});

describe('the same pull request', () => {
  it('differs in exactly what a memory covers, names it with its undo, and is as before once it is forgotten', async () => {
    const rule = await remember('Start-up may fail silently', { rule: 'js/swallowed-error', pathGlob: 'src/*.ts' });
    const unit = await remember('charge is given euros, not cents: the bank wants it so');
    claude.setScript(reporting(/charge is given euros/));
    const after = await reviewed();
    expect(after.told).toEqual(before.told.filter((one) => !ALL.slice(0, 2).includes(one)));
    expect(after.summary).toContain('<details><summary>2 memories applied</summary>');
    expect(after.summary).toContain(`**M${rule.number}** Start-up may fail silently`);
    expect(after.summary).toContain(`undo: \`/nectr forget M${unit.number}\``);
    expect(after.summary).toContain(`1 claim dropped: covered by M${unit.number}`);
    expect([await usesOf(rule.id), await usesOf(unit.id)]).toEqual([1, 1]);

    for (const { number } of [rule, unit]) {
      await forgetMemory(flow.source, { installationId: here.installationId, number, by: null, key: null });
    }
    const again = await reviewed();
    expect(again.told).toEqual(before.told);
    expect(again.summary).not.toMatch(/memories applied/);
  });

  it('knows nothing of another installation with a repository of the same name, nor of another repository', async () => {
    const [other]: (typeof here)[] = await flow.source.query(
      `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                  VALUES (990, 'acme', 990, 'Organization') RETURNING id)
       INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 991, 'acme/orchard' FROM i
       RETURNING installation_id AS "installationId", id AS "repositoryId"`,
    );
    const [sister]: (typeof here)[] = await flow.source.query(
      `INSERT INTO repositories (installation_id, github_repo_id, full_name) VALUES ($1, 992, 'acme/garden')
       RETURNING installation_id AS "installationId", id AS "repositoryId"`,
      [here.installationId],
    );
    for (const of of [other, sister]) await remember('charge is given euros', { rule: 'js/swallowed-error' }, of);
    claude.setScript(reporting(/charge is given euros/));
    const { told, summary } = await reviewed();
    expect(told).toEqual(expect.arrayContaining(ALL.slice(0, 2)));
    expect(summary).not.toMatch(/memories|memory/);
    expect(claude.containing('charge is given euros')).toEqual([]);
  });
});

it('a review goes on where the memories cannot be read, and says it', async () => {
  await flow.source.query('ALTER TABLE memories RENAME COLUMN search TO hidden');
  try {
    await remember('charge is given euros').catch(() => undefined);
    const { told, summary } = await reviewed();
    expect(told).toEqual(expect.arrayContaining(ALL.slice(0, 2)));
    expect(summary).toMatch(/memories could not be asked: /);
  } finally {
    await flow.source.query('ALTER TABLE memories RENAME COLUMN hidden TO search');
  }
});
