import { TEST_RULES } from '../analyzers/tests/rules.js';
import type { RuleInfo } from '../analyzers/types.js';
import { HISTORY_RULES } from '../history/history-rules.js';
import type { Finding } from '../types.js';

const SUMMARY_RULES: ReadonlySet<string> = new Set(
  [...Object.values<RuleInfo>(TEST_RULES), ...Object.values<RuleInfo>(HISTORY_RULES)]
    .filter(({ place }) => place === 'summary')
    .map(({ id }) => id),
);

/** Whether a finding is told where its line is; false: it speaks of the whole change, and the summary's table tells it. */
export function isToldAtLine({ rule }: Pick<Finding, 'rule'>): boolean {
  return !SUMMARY_RULES.has(rule);
}
