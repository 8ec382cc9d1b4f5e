import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { isOwn, type OwnIdentity } from '../../github/client/own-identity.js';
import { referenceLabel } from '../../integrations/jira/reference-label.js';
import { issueIdOf } from '../../integrations/linear/find-ticket.js';

/** Said of an event that starts no workflow because a workflow may have made it. */
export const MADE_BY_US = 'Nectr made this itself: no workflow starts on it';

const App = z.object({ app: z.object({ slug: z.string() }).nullish(), external_id: z.string().nullish() });
const FromGitHub = z.object({
  sender: z.object({ id: z.number(), login: z.string(), type: z.string().nullish() }).nullish(),
  check_run: App.nullish(),
  check_suite: App.nullish(),
});
const LinearIssue = z.object({ organizationId: z.string(), data: z.object({ id: z.string() }) });
const JiraIssue = z.object({ issue: z.object({ fields: z.object({ labels: z.array(z.string()) }) }) });

/**
 * Whether what happened may be the work of a workflow: it would start itself again without end. As GitHub does it, nothing
 * of our App starts a workflow, but reviews and their check runs, which no step makes; of tickets those do not that a step
 * has created. `self`: null if it is not known. Never throws but what the database throws.
 */
export async function isMadeByUs(
  manager: EntityManager,
  {
    source,
    event_type: type,
    payload,
    installation_id: installationId,
  }: { source: string; event_type: string; payload: unknown; installation_id: number | null },
  self: OwnIdentity | null,
): Promise<boolean> {
  if (source === 'github') return self !== null && isOurs(type, payload, self);
  if (type === 'linear.issue.create') {
    const { data: issue } = LinearIssue.safeParse(payload);
    if (issue === undefined) return false;
    const ids = (await ticketReferences(manager, installationId)).map((one) => issueIdOf(issue.organizationId, one));
    return ids.includes(issue.data.id);
  }
  if (type === 'jira.issue.created') {
    const labels = JiraIssue.safeParse(payload).data?.issue.fields.labels ?? [];
    if (labels.length === 0) return false;
    return (await ticketReferences(manager, installationId)).some((one) => labels.includes(referenceLabel(one)));
  }
  return false;
}

function isOurs(type: string, payload: unknown, self: OwnIdentity): boolean {
  const { data } = FromGitHub.safeParse(payload);
  if (data === undefined || type === 'pull_request_review.submitted') return false;
  if (data.check_run?.external_id?.startsWith('run:') === true) return false;
  const slug = (data.check_run ?? data.check_suite)?.app?.slug;
  return isOwn(data.sender, self) || ('appSlug' in self && slug === self.appSlug);
}

/** What steps have created, or are about to, and can still be told of. */
async function ticketReferences(manager: EntityManager, installationId: number | null): Promise<string[]> {
  const rows: { reference: string }[] = await manager.query(
    `SELECT split_part(key, ':ticket ', 2) AS reference FROM effects
      WHERE installation_id = $1 AND key LIKE '%:ticket %' AND created_at > now() - interval '1 day'`,
    [installationId],
  );
  return rows.map(({ reference }) => reference);
}
