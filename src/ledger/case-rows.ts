/**
 * SQL of all that was found, one row for each hit, of which everything that is said about acceptance is computed.
 * Columns: repository_id, rule, category, path, model, effort, at, what, superseded.
 *
 * `what`: of a finding `fixed`, `dismissed`, `ignored` (open when its pull request was closed), `outdated` (its lines went
 * away) or `open`; of a lead what Claude said, `stands`, `wrong` or `unsure`. `superseded`: a lead that was posted and
 * that people decided about, so that what Claude said of it does not count any more.
 */
export const CASE_ROWS = `
  SELECT f.repository_id, f.rule, f.category, f.path, coalesce(r.model, 'rules only') AS model,
         coalesce(r.effort, 'none') AS effort, f.created_at AS at,
         CASE WHEN f.state = 'open' AND q.state = 'closed' THEN 'ignored' ELSE f.state END AS what, false AS superseded
    FROM findings f JOIN reviews r ON r.id = f.review_id JOIN pull_requests q ON q.id = f.pull_request_id
  UNION ALL
  SELECT j.repository_id, j.rule, NULL, NULL, NULL, NULL, j.judged_at, j.verdict,
         EXISTS (SELECT FROM findings f WHERE f.pull_request_id = j.pull_request_id AND f.fingerprint = j.fingerprint
                    AND f.state IN ('fixed', 'dismissed'))
    FROM lead_judgements j`;
