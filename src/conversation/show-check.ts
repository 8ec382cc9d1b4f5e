import type { DataSource } from 'typeorm';
import type { Octokit } from '../github/client/installation-octokit.js';
import type { PullTarget } from '../github/client/target.js';
import { changeCheck } from '../github/publish/change-check.js';
import { linkFindings } from '../github/publish/link-findings.js';
import type { PublishPorts } from '../github/publish/publish-ports.js';
import { readPeopleWhoReviewed } from '../github/read/read-people-who-reviewed.js';
import { readEarlier } from '../ledger/read-earlier.js';
import { readLastCheck } from '../ledger/read-last-check.js';
import { checkWithPeople } from '../review/render/check-with-people.js';
import { refreshCheck } from '../review/render/refresh-check.js';

export interface ShowCheckPorts {
  source: DataSource;
  octokit: Octokit;
  /** May read commits, which say who wrote them; asked for where a check waits for people only. */
  reader(): Promise<Octokit>;
  publish: Pick<PublishPorts, 'repositoryUrl' | 'refused' | 'assertLease'>;
  target: PullTarget;
  pullRequestId: string;
  clean(text: string): string;
}

/**
 * Brings the check run that the last review made for the head of now to what the ledger says of its findings and who has
 * reviewed since. False: it says so already, is not completed, or there is none. Throws what GitHub and the lease throw.
 */
export async function showCheck(ports: ShowCheckPorts): Promise<boolean> {
  const { source, octokit, publish, target, pullRequestId, clean } = ports;
  const last = await readLastCheck(source, pullRequestId);
  if (last === null) return false;
  const { findings } = await readEarlier(source, pullRequestId);
  const fresh = refreshCheck(last, findings, publish.repositoryUrl, clean);
  if (fresh === null) return false;
  const check = last.people === null ? fresh : await withPeople(ports, fresh, last.people);
  const posted = findings.flatMap(({ handle, commentId }) => (commentId === null ? [] : [{ handle, commentId }]));
  const place = { repositoryUrl: publish.repositoryUrl, number: target.number };
  const summary = linkFindings(check.summary, posted, place);
  return changeCheck(octokit, target, publish, { ...check, id: last.checkRunId, summary });
}

async function withPeople(
  { reader, target }: ShowCheckPorts,
  check: NonNullable<ReturnType<typeof refreshCheck>>,
  people: Parameters<typeof checkWithPeople>[1],
): Promise<typeof check> {
  if (check.conclusion !== 'success') return check;
  const reviewed = await readPeopleWhoReviewed(await reader(), target);
  return checkWithPeople(check, people, reviewed.length);
}
