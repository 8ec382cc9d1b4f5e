import type { DataSource } from 'typeorm';
import { listMemories } from '../list-memories.js';
import { createPauses } from '../../turns/create-pauses.js';
import { areOpposite, readRule } from '../stale/contradiction-of.js';
import { isAboutPerson, type Memory } from '../types.js';

const UNUSED_DAYS = 90;
const MOST = 2000;
const COMPARED_AT_ONCE = 50;

/** What somebody has to decide about a memory. */
export interface Decision {
  /**
   * `stale`: is it still so? `contradiction`: which of the two holds? `no file`: its files are gone. `unused`: is it
   * worth keeping? `candidate`: is it true?
   */
  kind: 'stale' | 'contradiction' | 'no file' | 'unused' | 'candidate';
  memory: Memory;
  /** As a sentence for people. */
  why: string;
  /** The memory that it contradicts. */
  other: Memory | null;
}

export interface DecisionPorts {
  /** Whether a repository (ours) has a file that a glob matches; null: nobody knows. Absent: globs are not looked at. */
  hasFile?(repositoryId: number, glob: string): Promise<boolean | null>;
  now?: Date;
}

/**
 * What people have to decide about the memories of an installation: those that are stale, contradict each other, match
 * no file, were not applied in 90 days, and candidates, of these the best supported first. What is remembered of people
 * is theirs and not listed. One entry a memory. Throws what the database and `hasFile` throw.
 */
export async function listDecisions(
  source: Pick<DataSource, 'query'>,
  installationId: number,
  { hasFile, now = new Date() }: DecisionPorts = {},
): Promise<Decision[]> {
  const states = ['candidate', 'active', 'stale'] as const;
  const all = await listMemories(source, { installationId, states, viewer: null, limit: MOST });
  const memories = all.filter(({ type }) => !isAboutPerson(type));
  const active = memories.filter(({ state, type }) => state === 'active' && type !== 'project_map');
  const found: Decision[] = [
    ...memories
      .filter(({ state }) => state === 'stale')
      .map((memory) => decide('stale', memory, memory.stateReason ?? 'its source changed')),
    ...(await contradictions(active)),
    ...(hasFile === undefined ? [] : await withoutFile(active, hasFile)),
    ...active.filter((memory) => isUnused(memory, now)).map((memory) => decide('unused', memory, unusedWhy(memory))),
    ...memories
      .filter(({ state }) => state === 'candidate')
      .toSorted((a, b) => b.signals - a.signals)
      .map((memory) => decide('candidate', memory, `${memory.signals} of 3 signals speak for it`)),
  ];
  const seen = new Set<number>();
  return found.filter(({ memory: { number } }) => !seen.has(number) && seen.add(number));
}

/** How many there are of each kind, for the log: no text of a memory. */
export function countDecisions(decisions: readonly Decision[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of decisions) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Each pair once, told with the newer one, of those that can apply to the same change. */
async function contradictions(active: readonly Memory[]): Promise<Decision[]> {
  const pause = createPauses();
  const rules: { memory: Memory; rule: ReturnType<typeof readRule> }[] = [];
  for (const memory of active) {
    if (memory.type !== 'dismissal' && memory.text !== '') rules.push({ memory, rule: readRule(memory.text) });
    await pause();
  }
  const found: Decision[] = [];
  for (const [index, { memory, rule }] of rules.entries()) {
    let other: Memory | undefined;
    for (let at = index + 1; at < rules.length && other === undefined; at++) {
      const one = rules[at];
      if (one !== undefined && meet(memory, one.memory) && areOpposite(rule, one.rule)) other = one.memory;
      if (at % COMPARED_AT_ONCE === 0) await pause();
    }
    if (other !== undefined)
      found.push(decide('contradiction', memory, `it says the opposite of M${other.number}`, other));
  }
  return found;
}

function meet({ scope: one }: Memory, { scope: other }: Memory): boolean {
  const share = (a: unknown, b: unknown) => a === null || b === null || a === b;
  return (
    share(one.repositoryId, other.repositoryId) &&
    share(one.pathGlob, other.pathGlob) &&
    share(one.symbol, other.symbol)
  );
}

async function withoutFile(
  active: readonly Memory[],
  hasFile: NonNullable<DecisionPorts['hasFile']>,
): Promise<Decision[]> {
  const found: Decision[] = [];
  for (const memory of active) {
    const { pathGlob, repositoryId } = memory.scope;
    if (pathGlob === null || repositoryId === null) continue;
    if ((await hasFile(repositoryId, pathGlob)) === false) {
      found.push(decide('no file', memory, `no file matches ${pathGlob}`));
    }
  }
  return found;
}

/** A dismissal lies still until what it is about comes again. */
function isUnused({ type, lastUsedAt, stateChangedAt, createdAt }: Memory, now: Date): boolean {
  const since = Math.max(...[lastUsedAt, stateChangedAt, createdAt].map((at) => at?.getTime() ?? 0));
  return type !== 'dismissal' && now.getTime() - since > UNUSED_DAYS * 86_400_000;
}

function unusedWhy({ usedCount, lastUsedAt }: Memory): string {
  return lastUsedAt === null
    ? `it was never applied in ${UNUSED_DAYS} days`
    : `it was last applied on ${lastUsedAt.toISOString().slice(0, 10)} (${usedCount} times in all)`;
}

function decide(kind: Decision['kind'], memory: Memory, why: string, other: Memory | null = null): Decision {
  return { kind, memory, why, other };
}
