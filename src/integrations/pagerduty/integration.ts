import { defineIntegration } from '../services/integration-type.js';
import { sendAlert } from './send-alert.js';
import { PagerDutyConfig, PagerDutyCredentials } from './settings.js';

/** PagerDuty by its Events API v2. It cannot be asked without waking somebody. */
export const pagerduty = defineIntegration({
  type: 'pagerduty',
  title: 'PagerDuty',
  config: PagerDutyConfig,
  credentials: PagerDutyCredentials,
  events: {},
  messages: { send: sendAlert, isIdempotent: true },
});
