import { defineIntegration } from '../services/integration-type.js';
import { checkHealth } from './check-health.js';
import { commentOnTicket } from './comment-on-ticket.js';
import { createTicket } from './create-ticket.js';
import { findIssue } from './find-ticket.js';
import { moveTicket } from './move-ticket.js';
import { readIssue, ticketOf } from './read-issue.js';
import { JIRA_EVENTS, receiveDelivery } from './receive-delivery.js';
import { JiraConfig, JiraCredentials } from './settings.js';

/** Jira Cloud by its REST API v3. https://developer.atlassian.com/cloud/jira/platform/rest/v3/ */
export const jira = defineIntegration({
  type: 'jira',
  title: 'Jira',
  config: JiraConfig,
  credentials: JiraCredentials,
  events: JIRA_EVENTS,
  health: checkHealth,
  tickets: {
    async find(call, reference) {
      const issue = await findIssue(call, call.config.project, reference);
      return issue === null ? null : ticketOf(call, issue);
    },
    create: createTicket,
    async read(call, key) {
      const issue = await readIssue(call, key);
      return issue === null ? null : ticketOf(call, issue);
    },
    comment: commentOnTicket,
    move: moveTicket,
  },
  inbound: { receive: (request, { credentials }) => receiveDelivery(request, credentials) },
});
