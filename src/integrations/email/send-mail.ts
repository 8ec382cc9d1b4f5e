import { Readable } from 'node:stream';
import type { Message, SentMessage } from '../services/integration-type.js';
import { MessageUnfitError, ServiceRefusedError } from '../services/service-error.js';
import { compose } from './compose.js';
import { Recipient, type EmailConfig } from './settings.js';
import { smtpTimes, withSmtp, type EmailCall } from './smtp-session.js';

/** What a server took of a message. */
interface Taken {
  rejected: readonly string[];
}

/**
 * A message as mail. Refused as `not-found` where the server does not take every recipient; the others have it then.
 * Throws what `withSmtp` does.
 */
export async function sendMail(
  call: EmailCall,
  message: Message,
  key: string,
  times = smtpTimes,
): Promise<SentMessage> {
  const to = recipientsOf(call.config, message.to);
  const { messageId, raw } = await writeMail(call, to, message, key);
  const taken = await withSmtp(
    call,
    times,
    ({ connection, handOver }) =>
      new Promise<Taken>((done, fail) => {
        const envelope = { from: call.config.from, to: [...to], size: raw.length };
        connection.send(envelope, whenRead(raw, handOver), (error, info) =>
          error !== null || info === undefined ? fail(error) : done(info),
        );
      }),
  );
  if (taken.rejected.length > 0)
    throw new ServiceRefusedError(
      'not-found',
      `The mail server does not take ${taken.rejected.join(', ')}; it was sent to the other recipients`,
    );
  return { id: messageId, url: null };
}

function recipientsOf({ to }: EmailConfig, named: string | null): readonly string[] {
  if (named === null) return to;
  const recipient = Recipient.safeParse(named.trim());
  if (!recipient.success) throw new MessageUnfitError('Mail: "to" must be one e-mail address');
  return [recipient.data];
}

async function writeMail({ config, now }: EmailCall, to: readonly string[], message: Message, key: string) {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { messageId, subject, text, html } = compose(message, key, config.from);
  const mail = new MailComposer({
    from: { name: config.from_name, address: config.from },
    to: to.map((address) => ({ name: '', address })),
    subject,
    messageId,
    date: now(),
    text,
    html,
    // Nobody's holiday answers: https://www.rfc-editor.org/rfc/rfc3834#section-5
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { messageId, raw: await mail.compile().build() };
}

/** The server has answered to DATA when the first byte is read. */
function whenRead(bytes: Buffer, begins: () => void): Readable {
  return Readable.from(
    (function* () {
      begins();
      yield bytes;
    })(),
  );
}
