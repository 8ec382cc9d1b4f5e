import type { ReplayedPull, ReplayFinding } from './replay-queries.js';

/** A finding, and the settings (by their places) with which it is told. */
export interface SharedFinding {
  finding: ReplayFinding;
  settings: number[];
}

const SEVERITIES = ['must-fix', 'should-fix', 'minor', 'pre-existing'] as const;

/** The findings of all settings, worst first; those of one rule at one place are one. Pure. */
export function sameFindings({ reviews }: Pick<ReplayedPull, 'reviews'>): SharedFinding[] {
  const found = new Map<string, SharedFinding>();
  for (const { setting, findings } of reviews)
    for (const finding of findings) {
      const key = JSON.stringify([finding.rule, finding.path, finding.side, finding.line]);
      const known = found.get(key);
      if (known === undefined) found.set(key, { finding, settings: [setting] });
      else if (!known.settings.includes(setting)) known.settings.push(setting);
    }
  const rank = ({ finding }: SharedFinding) => SEVERITIES.indexOf(finding.severity);
  return [...found.values()].toSorted((a, b) => rank(a) - rank(b));
}
