import { performance } from 'node:perf_hooks';
import type { DataSource } from 'typeorm';
import { addMemory } from '../../../src/memory/add-memory.js';
import { matchingGlobs } from '../../../src/memory/recall/matching-globs.js';
import { recallMemories, searchMemories } from '../../../src/memory/recall/recall-memories.js';
import { sampleChange, sampleFile } from '../../review/sample-change.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { askedChange } from '../../../src/workflows/pulls/read-memories.js';
import { givenMemory } from '../../../src/workflows/pulls/given-memory.js';
import { whyNotCovered } from '../../../src/review/memories/covers-finding.js';
import type { Memory } from '../../../src/memory/types.js';
import { sampleClaim } from '../../review/sample-change.js';
import type { HeldOutPair } from './held-out/held-out-pair.js';
import { entryOf } from './memory-entry.js';
import type { Pair, Said } from './pairs/pair.js';

/** A pair, of either set. */
type Asked = Omit<Pair, 'right'> & { right: Said | null; finding?: HeldOutPair['finding'] };

export interface MeasuredRecall {
  pairs: number;
  memories: number;
  /** Of the pairs that something applies to, those whose memory is among the first five. */
  recallAt5: number;
  /**
   * Of the near misses of these pairs and of those out of scope, the share that is found out of scope or stands before
   * the right one.
   */
  wrong: number;
  /** Where there are findings: of what applies, and of the near misses, the share that may keep them silent. */
  maySilence: { right: number; wrong: number };
  misses: string[];
  wrongOnes: string[];
  silencing: string[];
  notSilencing: string[];
  /** Of one recall, in milliseconds. */
  median: number;
  longest: number;
}

/**
 * Recalls for each hand-made pair among all that was said in all of them, and fillers up to `total` memories: whether
 * the one that applies is found, and what is applied that does not. What the database held before is removed.
 */
export async function measureRecall(
  source: DataSource,
  asked: readonly Asked[],
  total: number,
): Promise<MeasuredRecall> {
  await source.query('DELETE FROM installations');
  const { here, other } = await createTenants(source);
  const ids = new Map<Said, string>();
  for (const said of asked.flatMap(({ right, wrong }) => (right === null ? wrong : [right, ...wrong]))) {
    ids.set(said, await insert(source, said.gone === 'other repository' ? other : here, said));
  }
  for (let at = ids.size; at < total; at++) await insert(source, here, { text: filler(at) });
  await source.query('ANALYZE memories');
  const times: number[] = [];
  const [misses, wrongOnes]: [string[], string[]] = [[], []];
  const [silencing, notSilencing]: [string[], string[]] = [[], []];
  const of = { right: 0, ranked: 0, near: 0 };
  for (const pair of asked) {
    const from = performance.now();
    const found = await recalled(source, here, pair);
    times.push(performance.now() - from);
    const place = (said: Said) => found.findIndex(({ id }) => id === ids.get(said));
    const silences = (said: Said) => maySilence(pair, found[place(said)]);
    const right = pair.right === null ? null : place(pair.right);
    if (pair.right !== null && right !== null) {
      of.right += 1;
      if (right === -1 || right >= 5) misses.push(`${pair.name}: ${right === -1 ? 'not found' : `at ${right + 1}`}`);
      if (pair.finding !== undefined && !silences(pair.right)) notSilencing.push(`${pair.name}: ${pair.right.text}`);
    }
    for (const said of pair.wrong) {
      const at = place(said);
      const isOutside = said.gone !== undefined || isElsewhere(pair, said);
      if (right !== null || isOutside) of.ranked += 1;
      of.near += 1;
      if (at !== -1 && (isOutside || (right !== null && (right === -1 || at < right))))
        wrongOnes.push(`${pair.name}: ${said.text}`);
      if (pair.finding !== undefined && silences(said)) silencing.push(`${pair.name}: ${said.text}`);
    }
  }
  const sorted = times.toSorted((a, b) => a - b);
  return {
    pairs: asked.length,
    memories: total,
    recallAt5: 1 - misses.length / of.right,
    wrong: wrongOnes.length / of.ranked,
    maySilence: { right: 1 - notSilencing.length / of.right, wrong: silencing.length / of.near },
    misses,
    wrongOnes,
    silencing,
    notSilencing,
    median: sorted[sorted.length >> 1] ?? 0,
    longest: sorted.at(-1) ?? 0,
  };
}

/** Whether its glob is about none of the files. Words are asked with about any place. */
function isElsewhere({ files, words }: Asked, { in: glob }: Said): boolean {
  return words === undefined && glob !== undefined && matchingGlobs([glob], Object.keys(files)).matching.size === 0;
}

/** Whether the code would let a memory keep the finding silent, were it named by the model. */
function maySilence({ files, finding }: Asked, memory: Memory | undefined): boolean {
  if (memory === undefined || finding === undefined) return false;
  const [path = ''] = Object.keys(files);
  const claim = sampleClaim({ rule: 'claude/bug', category: 'bug', severity: 'should-fix', path, ...finding });
  return whyNotCovered(givenMemory(memory), claim) === null;
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
  { title, body, files, words, right }: Asked,
): Promise<Memory[]> {
  const of = { ...tenant, developerId: null };
  if (words !== undefined) return searchMemories(source, of, { words, of: 'project', limit: 8 });
  const change = sampleChange({
    title,
    body: body ?? '',
    files: Object.entries(files).map(([path, lines]) =>
      sampleFile(path, { hunks: diffAtOnce('', `${lines.join('\n')}\n`) }),
    ),
  });
  const { memories, ruled } = await recallMemories({ source }, of, askedChange(change), new AbortController().signal);
  // What is said about the rule of the finding is found by its key.
  const byKey = ruled.filter(({ scope }) => scope.rule !== null && scope.rule === right?.rule);
  return [...new Map([...byKey, ...memories].map((memory) => [memory.id, memory])).values()];
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
