import type { DataSource } from 'typeorm';
import { CASE_ROWS } from './case-rows.js';

/** What acceptance is counted by. */
export const ACCEPTANCE_BY = ['rule', 'category', 'path', 'model', 'effort'] as const;
export type AcceptanceBy = (typeof ACCEPTANCE_BY)[number];

/** What became of what was found, by one of the ways to look at it. A lead that stands is posted, and counted there too. */
export interface Acceptance {
  by: AcceptanceBy;
  /** Such as the id of a rule; of a path the folder. */
  name: string;
  posted: number;
  fixed: number;
  dismissed: number;
  /** Open when the pull request was closed. */
  ignored: number;
  /** Leads, by what Claude said of them; only by rule. */
  stands: number;
  wrong: number;
  unsure: number;
  /** Repositories in which it is a lead by experience, as of the last review of each; only by rule. */
  leadIn: number;
}

/** Of each way to look at it, the most frequent. */
const MOST = 100;

/**
 * What became of what was found, in all repositories or in one of them, by name: by rule, category, folder, model and
 * effort, the most frequent first. Computed from the ledger by one statement each time.
 */
export function acceptance(source: Pick<DataSource, 'query'>, fullName: string | null = null): Promise<Acceptance[]> {
  return source.query(
    `WITH wanted AS (SELECT id FROM repositories WHERE $1::text IS NULL OR full_name = $1),
     hits AS (
       SELECT rule, category, CASE WHEN path LIKE '%/%' THEN regexp_replace(path, '/[^/]*$', '/') WHEN path IS NOT NULL THEN './' END AS path,
              model, effort, what, 0 AS lead_in
         FROM (${CASE_ROWS}) cases WHERE repository_id IN (SELECT id FROM wanted)
       UNION ALL
       SELECT jsonb_array_elements_text(lead_rules), NULL, NULL, NULL, NULL, NULL, 1 FROM (
         SELECT DISTINCT ON (repository_id) lead_rules FROM reviews
          WHERE outcome IN ('reviewed', 'partial') AND repository_id IN (SELECT id FROM wanted)
          ORDER BY repository_id, created_at DESC) last),
     counted AS (
       SELECT CASE WHEN GROUPING(rule) = 0 THEN 'rule' WHEN GROUPING(category) = 0 THEN 'category'
                   WHEN GROUPING(path) = 0 THEN 'path' WHEN GROUPING(model) = 0 THEN 'model' ELSE 'effort' END AS by,
              coalesce(rule, category, path, model, effort) AS name,
              count(*) FILTER (WHERE what NOT IN ('stands', 'wrong', 'unsure'))::int AS posted,
              count(*) FILTER (WHERE what = 'fixed')::int AS fixed,
              count(*) FILTER (WHERE what = 'dismissed')::int AS dismissed,
              count(*) FILTER (WHERE what = 'ignored')::int AS ignored,
              count(*) FILTER (WHERE what = 'stands')::int AS stands,
              count(*) FILTER (WHERE what = 'wrong')::int AS wrong,
              count(*) FILTER (WHERE what = 'unsure')::int AS unsure, sum(lead_in)::int AS "leadIn"
         FROM hits GROUP BY GROUPING SETS ((rule), (category), (path), (model), (effort))),
     ranked AS (
       SELECT *, row_number() OVER (PARTITION BY by ORDER BY posted DESC, stands + wrong + unsure DESC, name) AS nth
         FROM counted WHERE name IS NOT NULL)
     SELECT by, name, posted, fixed, dismissed, ignored, stands, wrong, unsure, "leadIn" FROM ranked WHERE nth <= ${MOST}
      ORDER BY array_position(ARRAY['rule', 'category', 'path', 'model', 'effort'], by), nth`,
    [fullName],
  );
}

const COLUMNS = ['posted', 'fixed', 'dismissed', 'ignored'] as const;
const LEAD_COLUMNS = ['stands', 'wrong', 'unsure'] as const;

/** One way to look at it as a table of text, a line for each; empty: nothing was posted or judged yet. */
export function acceptanceTable(all: readonly Acceptance[], by: AcceptanceBy): string {
  const rows = all.filter((row) => row.by === by);
  if (rows.length === 0) return '';
  const columns = by === 'rule' ? [...COLUMNS, ...LEAD_COLUMNS] : COLUMNS;
  const title = by === 'path' ? 'folder' : by;
  const width = Math.max(...rows.map(({ name }) => name.length), title.length);
  const line = (name: string, cells: readonly (string | number)[], more: string) =>
    `${[name.padEnd(width), ...cells.map((cell, at) => String(cell).padStart((columns[at] ?? '').length))].join('  ')}${more}`;
  return [
    line(title, columns, ''),
    ...rows.map((row) =>
      line(
        row.name,
        columns.map((column) => row[column]),
        row.leadIn > 0 ? `  a lead in ${row.leadIn} ${row.leadIn === 1 ? 'repository' : 'repositories'}` : '',
      ),
    ),
    '',
  ].join('\n');
}
