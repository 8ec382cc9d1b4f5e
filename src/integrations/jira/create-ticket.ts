import { z } from 'zod';
import { oneLine, shortened } from '../../markdown/short-text.js';
import { cutText } from '../../words/cut-text.js';
import type { Ticket, TicketDraft } from '../services/integration-type.js';
import { ServiceUnavailableError } from '../services/service-error.js';
import { fitAdf } from './adf/fit-adf.js';
import { callJira, type JiraCall } from './call-jira.js';
import { makeOnce } from './claim-reference.js';
import { findIssue } from './find-ticket.js';
import { readIssue, ticketOf, type Issue } from './read-issue.js';
import { referenceLabel } from './reference-label.js';

const LONGEST_TITLE = 255;
const LONGEST_LABEL = 255;

/** Makes an issue for a reference, or gives the one that was made for it before. */
export async function createTicket(call: JiraCall, draft: TicketDraft, reference: string): Promise<Ticket> {
  const project = draft.project?.toUpperCase() ?? call.config.project;
  const issue = await makeOnce(call, `issue ${reference}`, {
    look: () => findIssue(call, projectInJql(project), reference),
    make: () => createIssue(call, draft, { project, label: referenceLabel(reference) }),
  });
  return ticketOf(call, issue);
}

/** A name stands between quotation marks there. */
function projectInJql(project: string): string {
  return project.replaceAll(/["\\]/g, '');
}

async function createIssue(
  call: JiraCall,
  { title, body, labels }: TicketDraft,
  { project, label }: { project: string; label: string },
): Promise<Issue> {
  const { key } = await callJira(call, {
    method: 'POST',
    path: 'issue',
    body: {
      fields: {
        project: { key: project },
        issuetype: { name: call.config.issue_type },
        summary: shortened(oneLine(title), LONGEST_TITLE),
        description: fitAdf(body),
        labels: [...new Set([...labels.map(labelOf), label])],
      },
    },
    answer: z.object({ key: z.string() }),
    isIdempotent: false,
  });
  const issue = await readIssue(call, key);
  if (issue === null) throw new ServiceUnavailableError(`Jira made ${key} and does not show it`, true);
  return issue;
}

/** Jira takes no white space in a label. */
function labelOf(label: string): string {
  return cutText(label.trim().replaceAll(/\s+/g, '-'), LONGEST_LABEL);
}
