import type { Claim } from '../types.js';
import type { RuleInfo } from './types.js';

/** The claim that `rule` holds at `line` (1-based, head file) of `path`, where the line reads `quote`. */
export function claimAt(rule: RuleInfo, path: string, line: number, quote: string, evidence: string): Claim {
  const { id, severity, category, title, body, tier } = rule;
  const place = { path, side: 'RIGHT', line, startLine: null, quote } as const;
  const claim: Claim = { rule: id, severity, category, title, body, ...place, evidence, suggestion: null };
  return tier === 'lead' ? { ...claim, tier } : claim;
}
