import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { TicketSubject } from '../../../integrations/services/ticket-reference.js';
import { inertText } from '../../../markdown/inert.js';
import { linesAddress, ownLink, pullAddress } from '../../../markdown/own-link.js';
import { RunFailedError } from '../../durable/durable-step.js';
import type { ExecutionRecord } from '../../executions/execution-record.js';
import { rootOf } from '../../executions/root-of.js';
import { isOpenNow } from '../../../ledger/finding-state.js';

/** Issues of one step for findings; the worst findings come first. */
export const MOST_FINDINGS = 20;

/** An issue as it shall be, and what it is about: there is one for each subject. */
export interface Draft {
  title: string;
  body: string;
  subject: TicketSubject;
}

const SentryIssue = z.object({ organization: z.string(), issue: z.object({ id: z.coerce.string() }) });

/** What one issue is about: the error, the pull request, else what started the run. Pure. */
export function subjectOf({ event, pull, repository, executionId }: ExecutionRecord): TicketSubject {
  const sentry = event?.source === 'sentry' ? SentryIssue.safeParse(event.payload).data : undefined;
  if (sentry !== undefined)
    return { kind: 'sentry_issue', organization: sentry.organization, issueId: sentry.issue.id };
  if (pull !== null && repository !== null)
    return { kind: 'pull_request', repositoryId: repository.id, number: pull.number };
  return { kind: 'event', eventId: event?.id ?? rootOf(executionId) };
}

interface OpenFinding {
  fingerprint: string;
  severity: string;
  title: string;
  body: string;
  path: string;
  side: 'LEFT' | 'RIGHT';
  line: number;
  startLine: number | null;
}

/**
 * One draft for each open finding of a severity or worse, at most twenty, and how many more there are. `title` stands
 * before the finding's own, `body` above what it says. Throws RunFailedError where the run is about no pull request.
 */
export async function findingDrafts(
  source: DataSource,
  { pull, repository }: ExecutionRecord,
  { severity, title, body }: { severity: 'must-fix' | 'should-fix'; title: string | undefined; body: string },
  repositoryUrl: (fullName: string) => string,
): Promise<{ drafts: Draft[]; more: number }> {
  if (pull === null || repository === null)
    throw new RunFailedError('findings need a pull request, and this run has none');
  const rows: OpenFinding[] = await source.query(
    `SELECT fingerprint, severity, title, body, path, side, line, start_line AS "startLine" FROM (
       SELECT DISTINCT ON (fingerprint) * FROM findings o
        WHERE pull_request_id = $1 AND ${isOpenNow('o')} AND severity = ANY ($2) ORDER BY fingerprint, handle) f
      ORDER BY severity, handle`,
    [pull.id, severity === 'must-fix' ? ['must-fix'] : ['must-fix', 'should-fix']],
  );
  const url = repositoryUrl(repository.fullName);
  const drafts = rows.slice(0, MOST_FINDINGS).map((finding): Draft => {
    const { path, line, startLine, side } = finding;
    // A line that is gone stands at no commit that could be linked.
    const address = side === 'LEFT' ? null : linesAddress(url, pull.headSha, { path, line, startLine });
    const place = ownLink(`${path}:${line}`, address);
    const from = ownLink(`#${pull.number}`, pullAddress(url, pull.number));
    const parts = [body, `${place} in ${from}, ${finding.severity}`, inertText(finding.body)];
    return {
      title: title === undefined ? finding.title : `${title}: ${finding.title}`,
      body: parts.filter((part) => part !== '').join('\n\n'),
      subject: { kind: 'finding', repositoryId: repository.id, fingerprint: finding.fingerprint },
    };
  });
  return { drafts, more: Math.max(0, rows.length - MOST_FINDINGS) };
}
