import { defineIntegration } from '../services/integration-type.js';
import { checkHealth } from './check-health.js';
import { commentOnTicket } from './comment-on-ticket.js';
import { createTicket } from './create-ticket.js';
import { findTicket } from './find-ticket.js';
import { moveTicket } from './move-ticket.js';
import { readIssue, ticketOf } from './read-issue.js';
import { LINEAR_EVENTS, receiveDelivery } from './receive-delivery.js';
import { LinearConfig, LinearCredentials } from './settings.js';

/** Linear by its GraphQL API. https://linear.app/developers */
export const linear = defineIntegration({
  type: 'linear',
  title: 'Linear',
  config: LinearConfig,
  credentials: LinearCredentials,
  events: LINEAR_EVENTS,
  health: checkHealth,
  tickets: {
    find: findTicket,
    create: createTicket,
    async read(call, key) {
      const issue = await readIssue(call, key);
      return issue === null ? null : ticketOf(issue);
    },
    comment: commentOnTicket,
    move: moveTicket,
  },
  inbound: { receive: (request, { credentials }) => receiveDelivery(request, credentials) },
});
