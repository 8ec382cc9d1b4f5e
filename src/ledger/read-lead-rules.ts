import type { DataSource } from 'typeorm';
import { BOUNDS } from '../review/bounds.js';
import type { LeadRule } from '../review/types.js';
import { CASE_ROWS } from './case-rows.js';

/**
 * The rules whose hits are leads in a repository, because more than half of their latest 30 cases there were bad, and
 * those that were so in its last review and are no more. A case is a hit that came to an end: a finding that was fixed
 * (good) or dismissed (bad), a lead that Claude found to stand or wrong; Claude's own findings have no rule. Computed from
 * the ledger each time: it is never out of date.
 */
export function readLeadRules(source: DataSource, repositoryId: number): Promise<LeadRule[]> {
  return source.query(
    `WITH latest AS (
       SELECT rule, what IN ('dismissed', 'wrong') AS bad, row_number() OVER (PARTITION BY rule ORDER BY at DESC) AS nth
         FROM (${CASE_ROWS}) cases
        WHERE repository_id = $1 AND what IN ('fixed', 'dismissed', 'stands', 'wrong') AND NOT superseded
          AND rule NOT LIKE 'claude/%'),
     judged AS (
       SELECT rule, count(*) FILTER (WHERE bad)::int AS bad, count(*) = $2 AND count(*) FILTER (WHERE bad) * 2 > $2 AS now
         FROM latest WHERE nth <= $2 GROUP BY rule),
     told AS (
       SELECT jsonb_array_elements_text(lead_rules) AS rule FROM (
         SELECT lead_rules FROM reviews WHERE repository_id = $1 AND outcome IN ('reviewed', 'partial')
          ORDER BY created_at DESC LIMIT 1) last)
     SELECT rule, COALESCE(bad, 0) AS bad, COALESCE(now, false) AS now, told.rule IS NOT NULL AS told
       FROM judged FULL JOIN told USING (rule)
      WHERE COALESCE(now, false) OR told.rule IS NOT NULL ORDER BY rule`,
    [repositoryId, BOUNDS.ruleCases],
  );
}
