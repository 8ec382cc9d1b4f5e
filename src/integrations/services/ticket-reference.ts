import { sha256 } from '../../access/sha256.js';

/** What a ticket is about. */
export type TicketSubject =
  | { kind: 'finding'; repositoryId: number; fingerprint: string }
  | { kind: 'pull_request'; repositoryId: number; number: number }
  | { kind: 'repository'; repositoryId: number }
  | { kind: 'sentry_issue'; organization: string; issueId: string }
  /** None of these: what started the run, so that its replay makes no second ticket. */
  | { kind: 'event'; eventId: string };

/**
 * Our own name for what a ticket is about: one ticket for each workflow, step and subject (workflows.md, "Settled"). The
 * same for the same three, whatever run asks, and another for any other three; 90 characters at most, none of them to be
 * escaped anywhere.
 */
export function ticketReference({
  workflowId,
  step,
  subject,
}: {
  workflowId: string;
  /** The name of the action in its workflow. */
  step: string;
  subject: TicketSubject;
}): string {
  return `${subject.kind}:${sha256(JSON.stringify([workflowId, step, subject.kind, ...partsOf(subject)]))}`;
}

function partsOf(subject: TicketSubject): (string | number)[] {
  switch (subject.kind) {
    case 'finding':
      return [subject.repositoryId, subject.fingerprint];
    case 'pull_request':
      return [subject.repositoryId, subject.number];
    case 'repository':
      return [subject.repositoryId];
    case 'sentry_issue':
      return [subject.organization.toLowerCase(), subject.issueId];
    case 'event':
      return [subject.eventId];
  }
}
