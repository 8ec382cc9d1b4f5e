import type { Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { startDeadline } from '../../turns/start-deadline.js';
import type { ServiceCall } from '../services/integration-type.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { domainOf } from './compose.js';
import { connectChecked, isToThisMachine } from './connect-checked.js';
import type { EmailConfig, EmailCredentials } from './settings.js';
import { smtpError } from './smtp-error.js';

export type EmailCall = ServiceCall<EmailConfig, EmailCredentials>;

/** Milliseconds: for each answer of the server, and for all of a session. */
export interface SmtpTimes {
  answer: number;
  session: number;
}
export const smtpTimes: SmtpTimes = { answer: 10_000, session: 30_000 };

export interface SmtpSession {
  connection: SMTPConnection;
  /** From here on the message may have arrived, whatever is answered. */
  handOver(): void;
}

/**
 * A session with the server of a configuration, encrypted unless it says otherwise and logged in if there are
 * credentials; closed when `work` is done. Credentials go in the open to this very machine only. Throws what
 * `smtpError` makes, and the reason of the call's signal.
 */
export async function withSmtp<T>(
  call: EmailCall,
  times: SmtpTimes,
  work: (session: SmtpSession) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(times.session, call.signal);
  let isHandedOver = false;
  let connection: SMTPConnection | null = null;
  try {
    const { host, port } = call.config;
    const allowed = call.allowedPrivateHosts ?? [];
    const socket = await connectChecked({ host, port, allowed }, deadline.signal);
    connection = await openSmtp(call, socket, times);
    const failed = failureOf(connection, deadline.signal);
    await Promise.race([greet(connection), failed]);
    await Promise.race([login(connection, socket, call), failed]);
    const done = await Promise.race([work({ connection, handOver: () => (isHandedOver = true) }), failed]);
    connection.quit();
    return done;
  } catch (error) {
    connection?.close();
    call.signal.throwIfAborted();
    throw smtpError(error, { isHandedOver, now: call.now() });
  } finally {
    deadline.end();
  }
}

/** Nodemailer is loaded by whoever sends mail, and nobody else. */
async function openSmtp({ config }: EmailCall, socket: Socket, times: SmtpTimes): Promise<SMTPConnection> {
  try {
    const { default: Connection } = await import('nodemailer/lib/smtp-connection');
    return new Connection({
      connection: socket,
      host: config.host,
      port: config.port,
      secure: config.security === 'tls',
      requireTLS: config.security === 'starttls',
      ignoreTLS: config.security === 'none',
      tls: { minVersion: 'TLSv1.2', ...(config.ca !== undefined && { ca: config.ca }) },
      // What this machine is called is nobody's business.
      name: domainOf(config.from),
      connectionTimeout: times.answer,
      greetingTimeout: times.answer,
      socketTimeout: times.answer,
      maxResponseSize: 64 * 1024,
    });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Rejects when the connection fails or the time is over. There is a listener for as long as it lives: an error without one ends the process. */
function failureOf(connection: SMTPConnection, signal: AbortSignal): Promise<never> {
  const failed = new Promise<never>((_, fail) => {
    connection.on('error', fail);
    signal.addEventListener('abort', () => fail(TIMED_OUT), { once: true });
    if (signal.aborted) fail(TIMED_OUT);
  });
  failed.catch(() => undefined);
  return failed;
}

const TIMED_OUT = { code: 'ETIMEDOUT' };

function greet(connection: SMTPConnection): Promise<void> {
  return new Promise((done, fail) => connection.connect((error) => (error == null ? done() : fail(error))));
}

async function login(connection: SMTPConnection, socket: Socket, { config, credentials }: EmailCall): Promise<void> {
  const { user, password } = credentials;
  if (!connection.secure && config.security !== 'none') throw new ServiceRefusedError('invalid', NOT_ENCRYPTED);
  if (user === undefined || password === undefined) return;
  if (!connection.secure && !isToThisMachine(socket)) throw new ServiceRefusedError('invalid', IN_THE_OPEN);
  if (!connection.allowsAuth)
    throw new ServiceRefusedError('credentials', 'The mail server offers no login: leave out user and password');
  await new Promise<void>((done, fail) =>
    connection.login({ user, pass: password }, (error) => (error === null ? done() : fail(error))),
  );
}

const NOT_ENCRYPTED = 'The connection to the mail server is not encrypted';
const IN_THE_OPEN =
  'User and password are not sent to another machine without encryption: set security to starttls or tls, or leave them out';
