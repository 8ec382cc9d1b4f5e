import { BOUNDS } from '../bounds.js';
import type { LeadRule } from '../types.js';

const CASES = BOUNDS.ruleCases;

/**
 * What the reader is told of a rule that has become a lead in a repository, or is none any more: once, when it changes.
 */
export function leadRuleNotice({ rule, bad, now, told }: LeadRule): string[] {
  if (now === told) return [];
  return now
    ? [
        `Of the latest ${CASES} cases of \`${rule}\` here ${bad} were dismissed or judged wrong: from now on its hits are posted only where Claude confirms them, until its latest ${CASES} are good again.`,
      ]
    : [`The latest ${CASES} cases of \`${rule}\` here are good again: its hits are posted as before.`];
}
