import { defineIntegration, HEALTHY } from '../services/integration-type.js';
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
  health: (call) => withSmtp(call, smtpTimes, async () => HEALTHY),
  messages: { send: (call, message, key) => sendMail(call, message, key) },
});
