import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { email } from '../../../src/integrations/email/integration.js';
import { sendMail } from '../../../src/integrations/email/send-mail.js';
import type { EmailConfig } from '../../../src/integrations/email/settings.js';
import { callOf, messageOf, NOW } from '../call-of.js';
import { makeCertificate, type Certificate } from './certificates.js';
import { PASSWORD, startLocalSmtp, USER, type LocalSmtp } from './local-smtp.js';

const TIMES = { answer: 1000, session: 10_000 };

interface Over {
  credentials?: object;
  allowed?: string[];
  signal?: AbortSignal;
}

/** A mail server for the tests of a file, and how mail is sent by it. */
export function mailServer() {
  const made = {} as { certificate: Certificate; local: LocalSmtp };
  beforeAll(async () => {
    const certificate = makeCertificate(['DNS:localhost', 'IP:127.0.0.1']);
    const mailboxes = ['dora@acme.dev', 'emil@acme.dev', 'finn@acme.dev'];
    Object.assign(made, { certificate, local: await startLocalSmtp({ certificate, mailboxes }) });
  });
  afterAll(() => made.local.close());

  const call = (config: Partial<EmailConfig> = {}, { credentials, allowed, signal }: Over = {}) =>
    callOf(email, {
      config: {
        host: 'localhost',
        port: made.local.port,
        ca: made.certificate.cert,
        from: 'nectr@acme.dev',
        to: ['dora@acme.dev', 'emil@acme.dev'],
        ...config,
      },
      credentials: credentials ?? { user: USER, password: PASSWORD },
      allowed: allowed ?? ['localhost', '127.0.0.1'],
      now: () => NOW,
      ...(signal && { signal }),
    });
  return {
    made,
    call,
    send: (over: Parameters<typeof messageOf>[0] = {}, by = call(), key = 'run-1:notify') =>
      sendMail(by, messageOf(over), key, TIMES),
    /** A server of its own for a test. */
    started: async (options: Parameters<typeof startLocalSmtp>[0]) => {
      const server = await startLocalSmtp(options);
      onTestFinished(() => server.close());
      return server;
    },
  };
}
