import type { DataSource } from 'typeorm';

/** What became of the hits of a rule. A lead that stands is posted, and counted there too. */
export interface RuleAcceptance {
  rule: string;
  posted: number;
  fixed: number;
  dismissed: number;
  /** Leads, by what Claude said of them. */
  stands: number;
  wrong: number;
  unsure: number;
  /** Repositories in which it is a lead by experience, as of the last review of each. */
  leadIn: number;
}

/** Acceptance of each rule over all repositories, or in one of them, by name; computed from the ledger. */
export function ruleAcceptance(source: DataSource, fullName: string | null = null): Promise<RuleAcceptance[]> {
  return source.query(
    `WITH wanted AS (SELECT id FROM repositories WHERE $1::text IS NULL OR full_name = $1),
     hits AS (
       SELECT rule, 1 AS posted, (state = 'fixed')::int AS fixed, (state = 'dismissed')::int AS dismissed,
              0 AS stands, 0 AS wrong, 0 AS unsure, 0 AS lead_in
         FROM findings WHERE rule NOT LIKE 'claude/%' AND repository_id IN (SELECT id FROM wanted)
       UNION ALL
       SELECT rule, 0, 0, 0, (verdict = 'stands')::int, (verdict = 'wrong')::int, (verdict = 'unsure')::int, 0
         FROM lead_judgements WHERE repository_id IN (SELECT id FROM wanted)
       UNION ALL
       SELECT jsonb_array_elements_text(lead_rules), 0, 0, 0, 0, 0, 0, 1 FROM (
         SELECT DISTINCT ON (repository_id) lead_rules FROM reviews
          WHERE outcome IN ('reviewed', 'partial') AND repository_id IN (SELECT id FROM wanted)
          ORDER BY repository_id, created_at DESC) last)
     SELECT rule, sum(posted)::int AS posted, sum(fixed)::int AS fixed, sum(dismissed)::int AS dismissed,
            sum(stands)::int AS stands, sum(wrong)::int AS wrong, sum(unsure)::int AS unsure, sum(lead_in)::int AS "leadIn"
       FROM hits GROUP BY rule ORDER BY rule`,
    [fullName],
  );
}

const COLUMNS = ['posted', 'fixed', 'dismissed', 'stands', 'wrong', 'unsure'] as const;

/** Acceptance as a table of text, a line for each rule; empty: nothing was posted or judged yet. */
export function acceptanceTable(rows: readonly RuleAcceptance[]): string {
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(({ rule }) => rule.length), 'rule'.length);
  const line = (name: string, cells: readonly (string | number)[], more: string) =>
    `${[name.padEnd(width), ...cells.map((cell, at) => String(cell).padStart((COLUMNS[at] ?? '').length))].join('  ')}${more}`;
  return [
    line('rule', COLUMNS, ''),
    ...rows.map((row) =>
      line(
        row.rule,
        COLUMNS.map((column) => row[column]),
        row.leadIn > 0 ? `  a lead in ${row.leadIn} ${row.leadIn === 1 ? 'repository' : 'repositories'}` : '',
      ),
    ),
    '',
  ].join('\n');
}
