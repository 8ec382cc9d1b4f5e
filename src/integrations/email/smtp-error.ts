import { OutboundRefusedError } from '../../access/outbound/outbound-refused-error.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from '../services/service-error.js';

/** A server that defers mail wants it later: most say five minutes. */
const LATER_MS = 5 * 60_000;

interface Failure {
  code?: string;
  responseCode?: number;
  response?: string;
}

/**
 * What went wrong between us and an SMTP server, as an error of a service. Nothing that the server has written is part
 * of it but its codes: it may repeat what it was sent. `isHandedOver`: the message was on its way.
 */
export function smtpError(error: unknown, { isHandedOver, now }: { isHandedOver: boolean; now: Date }): Error {
  if (error instanceof ServiceRefusedError) return error;
  if (error instanceof OutboundRefusedError) return new ServiceRefusedError('invalid', `Mail: ${error.message}`);
  const { code, responseCode, response = '' } = failureOf(error);
  if (code === 'ETLS' || isOfCertificate(error))
    return new ServiceRefusedError(
      'invalid',
      'The mail server offers no encryption that can be trusted: check host, port, security and ca',
    );
  const isAuth = code === 'EAUTH' || code === 'ENOAUTH';
  if (responseCode === undefined || responseCode < 400) {
    if (isAuth) return new ServiceRefusedError('credentials', 'The mail server offers no login that is known');
    if (code === 'EENVELOPE' || code === 'EMESSAGE')
      return new ServiceRefusedError('invalid', 'The mail server does not take such a message');
    return new ServiceUnavailableError(`The mail server ${silence(code)}`, isHandedOver);
  }
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';
  const codes = [responseCode, enhanced].filter(Boolean).join(' ');
  if (responseCode >= 500) return refusal(responseCode, enhanced, isAuth, codes);
  if (isAuth) return new ServiceUnavailableError(`The mail server cannot check the credentials now (${codes})`, false);
  // 4.7 is policy (greylisting, rates), 4.3.2 and 4.4.5 a busy system: https://www.rfc-editor.org/rfc/rfc3463
  if (/^4\.(?:7\.|3\.2|4\.5|5\.3)/.test(enhanced) || responseCode === 450 || responseCode === 452)
    return new ServiceLimitedError(
      `The mail server takes no more for now (${codes})`,
      new Date(now.getTime() + LATER_MS),
    );
  return new ServiceUnavailableError(`The mail server failed (${codes})`, false);
}

function refusal(status: number, enhanced: string, isAuth: boolean, codes: string): ServiceRefusedError {
  if (isAuth || [530, 534, 535, 538].includes(status))
    return new ServiceRefusedError('credentials', `The mail server does not take the credentials (${codes})`);
  // A mailbox or a domain that is not there: https://www.rfc-editor.org/rfc/rfc3463#section-3.2
  if (/^5\.1\.[0-3]$/.test(enhanced) || (status === 550 && enhanced === ''))
    return new ServiceRefusedError('not-found', `The mail server does not find the recipient (${codes})`);
  if (enhanced.startsWith('5.7.'))
    return new ServiceRefusedError('permission', `The mail server does not allow it (${codes})`);
  return new ServiceRefusedError('invalid', `The mail server refused the message (${codes})`);
}

function silence(code: string | undefined): string {
  if (code === 'ETIMEDOUT') return 'gave no answer in time';
  if (code === 'EPROTOCOL') return 'does not speak SMTP';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EDNS') return 'is not found: its name has no address';
  return 'gave no answer';
}

function failureOf(error: unknown): Failure {
  return typeof error === 'object' && error !== null ? error : {};
}

function isOfCertificate(error: unknown): boolean {
  const { code = '', originalCode = '' } = failureOf(error) as { code?: string; originalCode?: string };
  return /CERT|SIGNED_CERT|UNABLE_TO_VERIFY|ALTNAME|_SSL_|ERR_TLS/.test(`${code} ${originalCode}`);
}
