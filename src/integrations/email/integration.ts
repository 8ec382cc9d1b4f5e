import { askHealth } from '../services/ask-health.js';
import { defineIntegration } from '../services/integration-type.js';
import { sendMail } from './send-mail.js';
import { EmailConfig, EmailCredentials } from './settings.js';
import { smtpTimes, withSmtp } from './smtp-session.js';

/** Mail by SMTP. */
export const email = defineIntegration({
  type: 'email',
  title: 'E-mail',
  config: EmailConfig,
  credentials: EmailCredentials,
  events: {},
  // Logs in and sends nothing.
  health: (call) => askHealth(() => withSmtp(call, smtpTimes, async () => null)),
  messages: { send: (call, message, key) => sendMail(call, message, key) },
});
