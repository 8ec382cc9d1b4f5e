import { addMemory } from './add-memory.js';
import { memorySource } from './memory-source.js';
import { pathGlob } from './path-glob.js';
import { RefusedMemoryError } from './refused-memory-error.js';
import type { Memory, MemoryScope, Person } from './types.js';

/** What somebody may say themselves: what is about people is learned from what they say. */
export const SAID_TYPES = ['project_rule', 'project_pattern', 'decision', 'risk_module'] as const;
export type SaidType = (typeof SAID_TYPES)[number];

/** What a text is looked at with before it is remembered. */
export interface MemoryChecks {
  /** Whether there is a rule of this id. */
  isRule(id: string): boolean;
  /** Takes secrets out of a text. */
  clean(text: string): string;
  speaksToModel(text: string): boolean;
}

/** What is to be remembered, and where it holds; null: no limit in that respect. */
export interface SaidMemory extends Omit<MemoryScope, 'developer'> {
  installationId: number;
  type: SaidType;
  text: string;
  /** Null: for good. */
  days: number | null;
}

export type Said = { kind: 'added' | 'known'; memory: Memory } | { kind: 'refused'; reason: string };

/**
 * Remembers what somebody says to Nectr itself, who may; it holds at once. The same words about the same scope add
 * nothing. Refused, with the reason as a sentence: what holds a secret or speaks to a model, a glob or rule that is none,
 * an empty or too long text, and one memory too many. `by`: null on the administrator's own machine.
 */
export async function sayMemory(
  source: Parameters<typeof addMemory>[0],
  { installationId, type, text, days, ...where }: SaidMemory,
  by: Person | null,
  checks: MemoryChecks,
): Promise<Said> {
  const problem = problemOf([text, where.pathGlob ?? '', where.symbol ?? ''], checks);
  if (problem !== null) return { kind: 'refused', reason: `Nothing was remembered: ${problem}` };
  const glob = where.pathGlob === null ? null : pathGlob(where.pathGlob);
  if (glob !== null && 'problem' in glob) {
    return { kind: 'refused', reason: `Where it holds takes a path or a glob: ${glob.problem}.` };
  }
  if (where.rule !== null && !checks.isRule(where.rule)) {
    return { kind: 'refused', reason: `There is no rule ${JSON.stringify(where.rule)}.` };
  }
  try {
    const { memory, added } = await addMemory(source, {
      installationId,
      type,
      text,
      state: 'active',
      scope: { ...where, pathGlob: glob?.glob ?? null, developer: null },
      source: memorySource('api'),
      author: by,
      confidence: 1,
      days,
    });
    return { kind: added ? 'added' : 'known', memory };
  } catch (error) {
    if (!(error instanceof RefusedMemoryError)) throw error;
    return { kind: 'refused', reason: error.message };
  }
}

/** Why these texts are not kept, as the end of a sentence; null: they may be. */
export function problemOf(
  texts: readonly string[],
  { clean, speaksToModel }: Pick<MemoryChecks, 'clean' | 'speaksToModel'>,
): string | null {
  if (texts.some((text) => clean(text) !== text)) return 'this looks like it holds a secret.';
  if (texts.some((text) => speaksToModel(text))) return 'this speaks to a model. Say what holds for the code.';
  return null;
}
