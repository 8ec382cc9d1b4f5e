import { stateNow } from '../../ledger/finding-state.js';

/** A finding as lists show it. */
export interface FindingRow {
  id: string;
  handle: string;
  repo: string;
  pr_number: number;
  pr_title: string;
  pr_state: 'open' | 'closed';
  author: string;
  origin: 'human' | 'assisted' | 'agent' | 'bot';
  review_id: string;
  rule: string;
  severity: 'must-fix' | 'should-fix' | 'minor' | 'pre-existing';
  category: 'security' | 'bug' | 'performance' | 'quality' | 'tests' | 'dependencies' | 'workflow';
  title: string;
  path: string;
  side: 'LEFT' | 'RIGHT';
  line: number;
  start_line: number | null;
  state: 'open' | 'fixed' | 'dismissed' | 'outdated';
  fixed_in: string | null;
  comment_id: number | null;
  /** Of its pull request; null: none was posted. */
  summary_id: number | null;
  created_at: Date;
  updated_at: Date;
}

/** SQL of the columns of `FindingRow`, of finding `f`, its pull request `q` and repository `p`. */
export const FINDING_COLUMNS = `f.id, 'F' || f.handle AS handle, p.full_name AS repo, q.number AS pr_number,
  q.title AS pr_title, q.state AS pr_state, q.author, q.origin, f.review_id, f.rule, f.severity, f.category, f.title,
  f.path, f.side, f.line, f.start_line, ${stateNow('f')} AS state, f.fixed_in,
  f.github_comment_id::float8 AS comment_id, q.summary_comment_id::float8 AS summary_id, f.created_at, f.updated_at`;
