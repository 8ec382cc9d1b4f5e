import { estimateTokens } from '../../../claude/estimate-tokens.js';

/** Most that a part of the prompt may take, in tokens: more context makes reviews worse, not better. */
export const PART_BUDGETS = {
  claim: 1500,
  issues: 2000,
  surroundings: 2500,
  rules: 700,
  files: 2000,
  memories: 1500,
  history: 1200,
  diff: 40_000,
  symbols: 8000,
  types: 2000,
  definitions: 6000,
  siblings: 2500,
  tests: 2500,
  callers: 2500,
  candidates: 1500,
  leads: 3000,
  earlier: 2000,
} as const;

export type PartName = keyof typeof PART_BUDGETS;

/** One curated part of a prompt, already fenced. */
export interface PromptPart {
  name: PartName;
  text: string;
}

/** Tokens by part, for the log of a run and `npm run bench tokens`. */
export function tokensByPart(parts: readonly PromptPart[]): Partial<Record<PartName, number>> {
  const counts: Partial<Record<PartName, number>> = {};
  for (const { name, text } of parts) counts[name] = (counts[name] ?? 0) + estimateTokens(text);
  return counts;
}
