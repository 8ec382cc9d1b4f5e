import type { DataSource } from 'typeorm';
import type { JudgedLead } from '../review/types.js';

/** What Claude said of the leads of a pull request in earlier rounds. */
export function readJudgedLeads(source: DataSource, pullRequestId: string): Promise<JudgedLead[]> {
  return source.query(
    'SELECT rule, fingerprint, verdict, reason, answered FROM lead_judgements WHERE pull_request_id = $1',
    [pullRequestId],
  );
}
