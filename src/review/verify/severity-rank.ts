import type { ReviewSettings, Severity } from '../types.js';

/** How bad a severity is; the highest is the worst. */
export const severityRank: Record<Severity, number> = { 'must-fix': 3, 'should-fix': 2, minor: 1, 'pre-existing': 0 };

/** What the settings make of a claim: its severity, or why it is not told. */
export function judgeSeverity(
  { rule, severity }: { rule: string; severity: Severity },
  { rules, min_severity }: Pick<ReviewSettings, 'rules' | 'min_severity'>,
): { severity: Severity; reason: string | null } {
  const policy = Object.hasOwn(rules, rule) ? rules[rule] : undefined;
  if (policy === 'off') return { severity, reason: 'rule switched off' };
  const judged = policy ?? severity;
  const low = severityRank[judged] < severityRank[min_severity];
  return { severity: judged, reason: low ? 'below the minimum severity' : null };
}
