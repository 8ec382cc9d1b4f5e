import { describe, expect, it } from 'vitest';
import { email } from '../../../src/integrations/email/integration.js';
import { allOf, errorOf, formsOf, NOW } from '../call-of.js';
import { PASSWORD, startLocalSmtp, USER, type SmtpFault } from './local-smtp.js';
import { mailServer } from './mail-server.js';

const { made, call, send, started } = mailServer();

describe('what a mail server says', () => {
  it.each<[SmtpFault['command'], string, object]>([
    ['AUTH', '535 5.7.8 Bad credentials', { why: 'credentials' }],
    ['AUTH', '534 5.7.9 Application-specific password required', { why: 'credentials' }],
    ['AUTH', '454 4.7.0 Temporary authentication failure', { name: 'ServiceUnavailableError', mayBeDone: false }],
    ['MAIL', '530 5.7.0 Must issue a STARTTLS command first', { why: 'credentials' }],
    ['MAIL', '550 5.7.60 Client does not have permissions to send as this sender', { why: 'permission' }],
    ['MAIL', '451 4.3.0 Temporary failure', { name: 'ServiceUnavailableError', mayBeDone: false }],
    ['MAIL', '421 4.7.0 Too many connections', { until: new Date(NOW.getTime() + 300_000) }],
    ['RCPT', '450 4.2.0 Greylisted', { until: new Date(NOW.getTime() + 300_000) }],
    ['RCPT', '451 4.7.1 Greylisting in action', { until: new Date(NOW.getTime() + 300_000) }],
    ['RCPT', '550 No such user here', { why: 'not-found' }],
    ['DATA', '452 4.3.1 Insufficient system storage', { until: new Date(NOW.getTime() + 300_000) }],
    ['END', '552 5.3.4 Message too big', { why: 'invalid' }],
    ['END', '554 5.7.1 Message rejected as spam', { why: 'permission' }],
    ['END', '451 4.3.0 Try again', { name: 'ServiceUnavailableError', mayBeDone: false }],
    ['END', '421 4.4.2 Timeout', { name: 'ServiceUnavailableError', mayBeDone: false }],
    ['CONNECT', '554 No service for you', { why: 'invalid' }],
    ['CONNECT', '421 4.3.2 Service shutting down', { until: new Date(NOW.getTime() + 300_000) }],
    ['CONNECT', 'HTTP/1.1 400 Bad Request', { name: 'ServiceUnavailableError', mayBeDone: false }],
  ])('to %s: %s', async (command, answer, error) => {
    const before = made.local.mails.length;
    made.local.faults.push({ command, answer });
    expect(await errorOf(send({ to: 'dora@acme.dev' }))).toMatchObject(error);
    expect(made.local.mails).toHaveLength(before);
    expect(made.local.faults).toEqual([]);
  });

  it.each<[SmtpFault['command'], 'cut' | 'silence', boolean]>([
    ['CONNECT', 'cut', false],
    ['CONNECT', 'silence', false],
    ['EHLO', 'cut', false],
    ['EHLO', 'silence', false],
    ['AUTH', 'cut', false],
    ['MAIL', 'silence', false],
    ['RCPT', 'cut', false],
    ['DATA', 'cut', false],
    ['DATA', 'silence', false],
    ['END', 'cut', true],
    ['END', 'silence', true],
  ])('when it falls silent after %s (%s): the mail may be there: %s', async (command, answer, mayBeDone) => {
    made.local.faults.push({ command, answer, afterwards: true });
    expect(await errorOf(send())).toMatchObject({ name: 'ServiceUnavailableError', mayBeDone });
    expect(made.local.faults).toEqual([]);
  });

  it('is too late when nobody waits any more', async () => {
    const controller = new AbortController();
    made.local.faults.push({ command: 'MAIL', answer: 'silence' });
    const work = send({}, call({}, { signal: controller.signal }));
    const over = expect(work).rejects.toThrow('cancelled');
    await expect.poll(() => made.local.faults).toEqual([]);
    controller.abort(new Error('cancelled'));
    await over;
  });

  it('is nothing where there is no server', async () => {
    const gone = await startLocalSmtp();
    await gone.close();
    expect(await errorOf(send({}, call({ port: gone.port })))).toMatchObject({
      name: 'ServiceUnavailableError',
      mayBeDone: false,
    });
    expect(await errorOf(send({}, call({ host: 'nowhere.invalid' })))).toMatchObject({
      message: 'The mail server is not found: its name has no address',
    });
  });

  it('about size is heard before anything is sent', async () => {
    const small = await started({ certificate: made.certificate, maxBytes: 2000 });
    expect(await errorOf(send({ text: 'x'.repeat(5000) }, call({ port: small.port })))).toMatchObject({
      why: 'invalid',
    });
    expect(small.mails).toEqual([]);
  });
});

describe('credentials of mail', () => {
  it('stand in no error, whatever the server says and however it fails', async () => {
    const said = `${USER} ${PASSWORD} ${Buffer.from(`\0${USER}\0${PASSWORD}`).toString('base64')}`;
    const faults: SmtpFault[] = (['AUTH', 'MAIL', 'RCPT', 'DATA', 'END', 'EHLO', 'CONNECT'] as const).flatMap(
      (command) =>
        [`535 5.7.8 ${said}`, `421 4.7.0 ${said}`, `550 ${said}`, said, 'cut' as const].map((answer) => ({
          command,
          answer,
        })),
    );
    const auth = Buffer.from(`\0${USER}\0${PASSWORD}`).toString('base64').replaceAll('=', '');
    for (const fault of faults) {
      made.local.faults.push(fault);
      const error = await errorOf(send({ to: 'dora@acme.dev' }));
      for (const form of [...formsOf(PASSWORD), auth]) expect(allOf(error)).not.toContain(form);
      made.local.faults.length = 0;
    }
  });

  it.each<[object, string]>([
    [{ user: USER }, 'user and password go together'],
    [{ password: PASSWORD }, 'user and password go together'],
  ])('%j are refused with words that help', (given, words) => {
    const { error } = email.credentials.safeParse(given);
    expect(allOf(error)).toContain(words);
    expect(allOf(error)).not.toContain(PASSWORD);
  });

  it.each<[object]>([
    [{ host: 'https://mail.acme.dev' }],
    [{ host: 'mail.acme.dev:25' }],
    [{ host: 'user@mail.acme.dev' }],
    [{ host: '' }],
    [{ port: 0 }],
    [{ security: 'ssl' }],
    [{ from: 'Nectr <nectr@acme.dev>' }],
    [{ from: 'a@b.dev\r\nBcc: x@y.dev' }],
    [{ to: [] }],
    [{ to: ['a@b.dev, c@d.dev'] }],
    [{ ca: 'x' }],
  ])('and the configuration %j', (over) => {
    const given = { host: 'mail.acme.dev', from: 'nectr@acme.dev', to: ['dora@acme.dev'] };
    expect(email.config.safeParse(given).success).toBe(true);
    expect(email.config.safeParse({ ...given, ...over }).success).toBe(false);
  });

  it('wait for nodemailer until mail is sent', async () => {
    const { readFile, readdir } = await import('node:fs/promises');
    const folder = new URL('../../../src/integrations/email/', import.meta.url);
    for (const name of await readdir(folder))
      expect(await readFile(new URL(name, folder), 'utf8')).not.toMatch(/^import (?!type )[^;]*nodemailer/m);
  });
});
