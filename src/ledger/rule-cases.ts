/**
 * SQL of the cases by which a rule is judged, of which there is one for each hit that came to an end: a finding that
 * was fixed (good) or dismissed (bad), and a lead that Claude found to stand (good) or wrong (bad). What people did
 * with a lead that was posted counts, not what Claude said of it. Open findings and leads that Claude was unsure of
 * tell nothing. Claude's own findings have no rule. Columns: repository_id, rule, at, bad.
 */
export const RULE_CASES = `
  SELECT repository_id, rule, created_at AS at, state = 'dismissed' AS bad FROM findings
   WHERE state IN ('fixed', 'dismissed') AND rule NOT LIKE 'claude/%'
  UNION ALL
  SELECT j.repository_id, j.rule, j.judged_at, j.verdict = 'wrong' FROM lead_judgements j
   WHERE j.verdict IN ('stands', 'wrong') AND NOT EXISTS (
     SELECT 1 FROM findings f WHERE f.pull_request_id = j.pull_request_id AND f.fingerprint = j.fingerprint
        AND f.state IN ('fixed', 'dismissed'))`;
