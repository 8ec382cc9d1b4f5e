import { performance } from 'node:perf_hooks';
import type { DataSource } from 'typeorm';
import { addMemory } from '../../../src/memory/add-memory.js';
import { recallMemories, searchMemories } from '../../../src/memory/recall/recall-memories.js';
import { sampleChange, sampleFile } from '../../review/sample-change.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { askedChange } from '../../../src/workflows/pulls/read-memories.js';
import { entryOf } from './memory-entry.js';
import { ALL_PAIRS } from './pairs/all-pairs.js';
import type { Pair, Said } from './pairs/pair.js';

export interface MeasuredRecall {
  pairs: number;
  memories: number;
  /** Of the pairs, those whose memory is among the first five. */
  recallAt5: number;
  /** Of the near misses, those outside of their scope that are found, and those that stand before the right one. */
  wrong: number;
  misses: string[];
  wrongOnes: string[];
  /** Of one recall, in milliseconds. */
  median: number;
  longest: number;
}

/**
 * Recalls for each hand-made pair among all that was said in all of them, and fillers up to `total` memories: whether
 * the one that applies is found, and what is applied that does not. The database is a fresh one.
 */
export async function measureRecall(source: DataSource, total: number): Promise<MeasuredRecall> {
  const { here, other } = await createTenants(source);
  const ids = new Map<Said, string>();
  for (const said of ALL_PAIRS.flatMap(({ right, wrong }) => [right, ...wrong])) {
    ids.set(said, await insert(source, said.gone === 'other repository' ? other : here, said));
  }
  for (let at = ids.size; at < total; at++) await insert(source, here, { text: filler(at) });
  await source.query('ANALYZE memories');
  const times: number[] = [];
  const misses: string[] = [];
  const wrongOnes: string[] = [];
  for (const pair of ALL_PAIRS) {
    const from = performance.now();
    const found = await recalled(source, here, pair);
    times.push(performance.now() - from);
    const place = (said: Said) => found.indexOf(ids.get(said) ?? '');
    const right = place(pair.right);
    if (right === -1 || right >= 5) misses.push(`${pair.name}: ${right === -1 ? 'not found' : `at ${right + 1}`}`);
    for (const said of pair.wrong) {
      const at = place(said);
      const isOutside = said.gone !== undefined || (pair.words === undefined && said.in !== undefined);
      if (at !== -1 && (isOutside || right === -1 || at < right)) wrongOnes.push(`${pair.name}: ${said.text}`);
    }
  }
  const near = ALL_PAIRS.reduce((sum, { wrong }) => sum + wrong.length, 0);
  const sorted = times.toSorted((a, b) => a - b);
  return {
    pairs: ALL_PAIRS.length,
    memories: total,
    recallAt5: 1 - misses.length / ALL_PAIRS.length,
    wrong: wrongOnes.length / near,
    misses,
    wrongOnes,
    median: sorted[sorted.length >> 1] ?? 0,
    longest: sorted.at(-1) ?? 0,
  };
}

type Tenant = Parameters<typeof entryOf>[0];

async function createTenants(source: DataSource): Promise<{ here: Tenant; other: Tenant }> {
  const [here, other]: Tenant[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (7001, 'acme', 7001, 'Organization') RETURNING id)
     INSERT INTO repositories (installation_id, github_repo_id, full_name)
     SELECT id, 7002, 'acme/shop' FROM i UNION ALL SELECT id, 7003, 'acme/app' FROM i
     RETURNING installation_id AS "installationId", id AS "repositoryId"`,
  );
  if (here === undefined || other === undefined) throw new Error('the tenants were not made');
  return { here, other };
}

async function insert(source: DataSource, tenant: Tenant, { text, type, gone, ...scope }: Said): Promise<string> {
  const { memory } = await addMemory(
    source,
    entryOf(tenant, text, type === undefined ? {} : { type }, {
      pathGlob: scope.in ?? null,
      symbol: scope.symbol ?? null,
      rule: scope.rule ?? null,
    }),
  );
  if (gone === 'run out')
    await source.query(`UPDATE memories SET expires_at = now() - interval '1 day' WHERE id = $1`, [memory.id]);
  return memory.id;
}

async function recalled(
  source: DataSource,
  tenant: Tenant,
  { title, body, files, words, right }: Pair,
): Promise<string[]> {
  const of = { ...tenant, developerId: null };
  if (words !== undefined)
    return (await searchMemories(source, of, { words, of: 'project', limit: 8 })).map(({ id }) => id);
  const change = sampleChange({
    title,
    body: body ?? '',
    files: Object.entries(files).map(([path, lines]) =>
      sampleFile(path, { hunks: diffAtOnce('', `${lines.join('\n')}\n`) }),
    ),
  });
  const { memories, ruled } = await recallMemories({ source }, of, askedChange(change), new AbortController().signal);
  // What is said about the rule of the finding is found by its key.
  const byKey = ruled.filter(({ scope }) => scope.rule !== null && scope.rule === right.rule);
  return [...new Set([...byKey, ...memories].map(({ id }) => id))];
}

const SUBJECTS = [
  'The invoice printer',
  'Our mail sender',
  'The stock counter',
  'The price importer',
  'A customer search',
];
const VERBS = ['keeps', 'reads', 'sends', 'checks', 'writes', 'sorts'];
const THINGS = ['every label', 'its queue', 'the old rows', 'all files', 'one page', 'each user', 'the answer'];
const ENDS = [
  'twice a day',
  'before noon',
  'by hand',
  'in order',
  'with a limit',
  'after a test',
  'without a lock',
  'on error',
];

/** What others said, each in other words. */
function filler(at: number): string {
  const pick = (list: readonly string[], by: number) => list[Math.floor(at / by) % list.length] ?? '';
  return `${pick(SUBJECTS, 1)} ${pick(VERBS, 5)} ${pick(THINGS, 30)} ${pick(ENDS, 7)}, note ${at}.`;
}
