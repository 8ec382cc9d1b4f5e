import { defineIntegration } from '../services/integration-type.js';
import { checkSlack } from './check-slack.js';
import { emailOf } from './email-of.js';
import { receiveFromSlack, SLACK_EVENTS } from './receive.js';
import { editMessage, findMessage, sendMessage } from './send-message.js';
import { SlackConfig, SlackCredentials } from './settings.js';

/** Slack: a bot that posts, is asked and answers to buttons, or an incoming webhook that posts. */
export const slack = defineIntegration({
  type: 'slack',
  title: 'Slack',
  config: SlackConfig,
  credentials: SlackCredentials,
  events: SLACK_EVENTS,
  health: checkSlack,
  messages: { send: sendMessage, find: findMessage, edit: editMessage, hasThreads: true },
  inbound: {
    receive: (request, { credentials }) => receiveFromSlack(request, credentials),
    emailOf,
  },
});
