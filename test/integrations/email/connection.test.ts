import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { errorOf, healthOf } from '../call-of.js';
import { email } from '../../../src/integrations/email/integration.js';
import { makeCertificate, type Certificate } from './certificates.js';
import { USER } from './local-smtp.js';
import { mailServer } from './mail-server.js';

/** Of this machine, in a network. */
const OTHER_ADDRESS = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
const { made, call, send, started } = mailServer();

describe('the connection to a mail server', () => {
  it('is encrypted from the start where the configuration says so', async () => {
    const implicit = await started({ certificate: made.certificate, isImplicit: true });
    await send({}, call({ port: implicit.port, security: 'tls' }));
    expect(implicit.mails).toMatchObject([{ isEncrypted: true, user: USER }]);
    await send({}, call({ port: implicit.port, security: 'tls', host: '127.0.0.1' }));
    expect(implicit.mails).toHaveLength(2);
  });

  it('logs in by LOGIN where there is no PLAIN', async () => {
    const server = await started({ certificate: made.certificate, mechanisms: ['LOGIN'] });
    await send({}, call({ port: server.port }));
    expect(server.mails).toMatchObject([{ user: USER }]);
  });

  it('is given up where there is no encryption, before anything is told', async () => {
    const plain = await started({ needsLogin: false });
    for (const security of ['starttls', 'tls'] as const)
      expect(await errorOf(send({}, call({ port: plain.port, security })))).toMatchObject({ why: 'invalid' });
    expect(plain.lines.map(({ text }) => text).join('\n')).not.toMatch(/AUTH|MAIL|dora/);
    expect(plain.mails).toEqual([]);
  });

  it('is given up where STARTTLS is refused or answered with what was not asked for', async () => {
    const before = made.local.lines.length;
    made.local.faults.push({ command: 'STARTTLS', answer: '454 4.7.0 TLS not available' });
    expect(await errorOf(send())).toMatchObject({ why: 'invalid', message: expect.stringContaining('encryption') });
    expect(made.local.lines.slice(before).map(({ text }) => text)).toEqual(['EHLO acme.dev', 'STARTTLS']);
  });

  it.each<[string, () => Certificate]>([
    ['another name', () => makeCertificate(['DNS:mail.other.dev'])],
    ['nobody who is known', () => makeCertificate(['DNS:localhost'])],
  ])('is given up where the certificate is that of %s', async (what, make) => {
    const other = make();
    const server = await started({ certificate: other });
    // The name is what is wrong in the first case, who signed it in the second.
    const ca = what === 'another name' ? other.cert : made.certificate.cert;
    const error = await errorOf(send({}, call({ port: server.port, ca })));
    expect(error).toMatchObject({ name: 'ServiceRefusedError', message: expect.stringContaining('encryption') });
    expect(server.lines.every(({ text }) => !/AUTH|MAIL/.test(text))).toBe(true);
  });

  it('in the open carries credentials to this machine alone', async () => {
    const plain = await started({});
    await send({}, call({ port: plain.port, security: 'none' }));
    expect(plain.mails).toMatchObject([{ isEncrypted: false, user: USER }]);
  });

  it('in the open to another machine carries none', async () => {
    const { isToThisMachine } = await import('../../../src/integrations/email/connect-checked.js');
    const to = (remoteAddress: string) => isToThisMachine({ remoteAddress } as never);
    expect(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'].map(to)).toEqual([true, true, true, true]);
    expect(['10.0.0.1', '', '::ffff:10.0.0.1', '2001:db8::1', '1127.0.0.1', '127.0.0.1.evil.dev'].map(to)).toEqual(
      Array(6).fill(false),
    );
  });

  it.skipIf(OTHER_ADDRESS === undefined)(
    'in the open to an address that is not the loopback’s is given up',
    async () => {
      const address = OTHER_ADDRESS!;
      const plain = await started({ address });
      const made = { host: address, port: plain.port, security: 'none' } as const;
      const allowed = [address];
      expect(await errorOf(send({}, call(made, { allowed })))).toMatchObject({
        why: 'invalid',
        message: expect.stringContaining('User and password are not sent'),
      });
      expect(plain.lines.map(({ text }) => text)).toEqual(['EHLO acme.dev']);
      const open = await started({ address, needsLogin: false });
      await send({}, call({ ...made, port: open.port }, { allowed, credentials: {} }));
      expect(open.mails).toHaveLength(1);
    },
  );

  it('to a private network is refused unless it is allowed', async () => {
    const before = made.local.connections;
    for (const host of ['localhost', '127.0.0.1', '::1', '169.254.169.254', '10.0.0.1'])
      expect(await errorOf(send({}, call({ host }, { allowed: [] })))).toMatchObject({
        why: 'invalid',
        message: expect.stringContaining('ALLOWED_PRIVATE_HOSTS'),
      });
    expect(made.local.connections).toBe(before);
  });

  it('says who it is by the sender’s domain, and not by the name of this machine', async () => {
    const before = made.local.lines.length;
    await send();
    expect(
      made.local.lines
        .slice(before)
        .filter(({ text }) => text.startsWith('EHLO'))
        .map(({ text }) => text),
    ).toEqual(['EHLO acme.dev', 'EHLO acme.dev']);
  });

  it('tells nothing before it is encrypted', async () => {
    const open = made.local.lines.filter(({ isEncrypted }) => !isEncrypted).map(({ text }) => text);
    expect(new Set(open)).toEqual(new Set(['EHLO acme.dev', 'STARTTLS']));
  });
});

describe('the health of mail', () => {
  it('is whether it lets us in, and sends nothing', async () => {
    const before = made.local.mails.length;
    expect(await healthOf(email, call())).toEqual({ status: 'healthy', detail: null });
    expect(await healthOf(email, call({}, { credentials: { user: USER, password: 'wrong' } }))).toEqual({
      status: 'unhealthy',
      detail: 'The mail server does not take the credentials (535 5.7.8). Enter new ones.',
    });
    expect(await healthOf(email, call({ host: 'nowhere.invalid' }))).toMatchObject({ status: 'unhealthy' });
    made.local.faults.push({ command: 'AUTH', answer: '421 4.7.0 Too many logins' });
    expect(made.local.mails).toHaveLength(before);
    expect(await healthOf(email, call())).toEqual({
      status: 'unhealthy',
      detail: 'The mail server cannot check the credentials now (421 4.7.0).',
    });
  });

  it('needs no credentials where the server asks for none', async () => {
    const open = await started({ certificate: made.certificate, needsLogin: false });
    const without = call({ port: open.port }, { credentials: {} });
    expect(await healthOf(email, without)).toMatchObject({ status: 'healthy' });
    await send({}, without);
    expect(open.mails).toMatchObject([{ user: null, isEncrypted: true }]);
  });
});
