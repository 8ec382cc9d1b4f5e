import { networkInterfaces } from 'node:os';
import { parse } from 'parse5';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { email } from '../../../src/integrations/email/integration.js';
import { sendMail } from '../../../src/integrations/email/send-mail.js';
import { callOf, everythingOf, failure, formsOf, messageOf, NOW } from '../service-call.js';
import { makeCertificate, type Certificate } from './certificates.js';
import { PASSWORD, startLocalSmtp, USER, type LocalSmtp, type SmtpFault } from './local-smtp.js';
import { readMail } from './read-mail.js';

type Config = Parameters<typeof email.config.parse>[0] & Record<string, unknown>;

let certificate: Certificate;
let local: LocalSmtp;
/** Of this machine, in a network. */
const OTHER_ADDRESS = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
const TIMES = { answer: 1000, session: 10_000 };

const call = (
  config: Partial<Config> = {},
  over: { credentials?: object; allowed?: string[]; signal?: AbortSignal } = {},
) =>
  callOf(
    email,
    {
      host: 'localhost',
      port: local.port,
      ca: certificate.cert,
      from: 'nectr@acme.dev',
      to: ['dora@acme.dev', 'emil@acme.dev'],
      ...config,
    } as never,
    over.credentials ?? { user: USER, password: PASSWORD },
    { allowed: over.allowed ?? ['localhost', '127.0.0.1'], ...(over.signal && { signal: over.signal }) },
  );
const send = (over = {}, made = call(), key = 'run-1:notify') => sendMail(made, messageOf(over), key, TIMES);
/** A server of its own for a test. */
const started = async (options: Parameters<typeof startLocalSmtp>[0]) => {
  const server = await startLocalSmtp(options);
  onTestFinished(() => server.close());
  return server;
};

beforeAll(async () => {
  certificate = makeCertificate(['DNS:localhost', 'IP:127.0.0.1']);
  local = await startLocalSmtp({ certificate, mailboxes: ['dora@acme.dev', 'emil@acme.dev', 'finn@acme.dev'] });
});
afterAll(() => local.close());

const lastMail = () => {
  const mail = local.mails.at(-1);
  if (mail === undefined) throw new Error('there is no mail');
  return { ...mail, ...readMail(mail.raw) };
};

describe('a message by mail', () => {
  it('goes encrypted and logged in to all recipients, as text and HTML', async () => {
    const sent = await send({
      title: 'Review failed – „größe“ 💥',
      text: 'It did **not** end: `x < y`.\n\n.\n.. two dots\n\n| a | b |\n| - | - |\n| 1 | 2 |',
      url: 'https://nectr.acme.dev/runs/1?a=1&b=2',
      level: 'error',
      fields: [{ name: 'Repository', value: 'acme/shop <b>' }],
    });
    const { from, to, isEncrypted, user, headers, text, html } = lastMail();
    expect({ from, to, isEncrypted, user }).toEqual({
      from: 'nectr@acme.dev',
      to: ['dora@acme.dev', 'emil@acme.dev'],
      isEncrypted: true,
      user: USER,
    });
    expect(sent).toEqual({ id: expect.stringMatching(/^<[0-9a-f]{40}@acme\.dev>$/), url: null });
    expect(Object.fromEntries(headers)).toMatchObject({
      'message-id': [sent.id],
      subject: ['Review failed – „größe“ 💥'],
      from: ['Nectr <nectr@acme.dev>'],
      to: ['dora@acme.dev, emil@acme.dev'],
      date: ['Mon, 02 Mar 2026 10:00:00 +0000'],
      'auto-submitted': ['auto-generated'],
      'mime-version': ['1.0'],
    });
    expect(text).toContain('It did **not** end: `x < y`.\n\n.\n.. two dots');
    expect(text).toContain('Repository: acme/shop <b>\n\nhttps://nectr.acme.dev/runs/1?a=1&b=2');
    expect(html).toContain('It did <strong>not</strong> end: <code>x &lt; y</code>.');
    expect(html).toContain('acme/shop &lt;b&gt;');
    expect(html).toContain('<td>1</td>');
    expect(html).toContain('href="https://nectr.acme.dev/runs/1?a=1&amp;b=2"');
  });

  it('has the same Message-ID for the same key, and no other', async () => {
    const ids = [];
    for (const key of ['k', 'k', 'l']) ids.push((await send({}, call(), key)).id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('goes to whom it names', async () => {
    await send({ to: ' finn@acme.dev ' });
    expect(lastMail().to).toEqual(['finn@acme.dev']);
    for (const to of ['finn', 'a@b.dev, c@d.dev', 'a@b.dev\r\nBcc: x@y.dev', 'Finn <finn@acme.dev>', '', 'a@b.dev>'])
      expect(await failure(send({ to }))).toMatchObject({ why: 'invalid', message: expect.stringContaining('"to"') });
  });

  it('cannot add a header, a part or a command', async () => {
    const evil = 'x\r\nBcc: evil@x.dev\r\n\r\n<b>\r\n.\r\nMAIL FROM:<evil@x.dev>\u2028Cc: evil@x.dev\u0085y\0';
    const before = local.mails.length;
    await send(
      { title: evil, text: evil, fields: [{ name: evil, value: evil }] },
      call({ from_name: 'Nectr"\r\nBcc: evil@x.dev' }),
    );
    const { headers, to, from } = lastMail();
    expect(local.mails).toHaveLength(before + 1);
    expect([...headers.keys()].toSorted()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    expect({ to, from }).toEqual({ to: ['dora@acme.dev', 'emil@acme.dev'], from: 'nectr@acme.dev' });
    expect(local.lines.filter(({ text }) => text.startsWith('MAIL') && text.includes('evil'))).toEqual([]);
  });

  it('loads nothing and runs nothing when it is read', async () => {
    await send({
      text: [
        '![pixel](https://evil.dev/p.png) [![badge](https://evil.dev/b.png)](https://a.dev)',
        '<img src="https://evil.dev/i.png" onerror="alert(1)"> <b onclick="x()">bold</b>',
        '<script>alert(1)</script>',
        '<style>@import url(https://evil.dev/s.css)</style>',
        '<!-- nectr:marker -->',
        '<details><summary>More</summary>\n\nhidden\n\n</details>',
        '[a](javascript:alert(1)) [b](data:text/html,x) [c](file:///etc/passwd) <https://fine.dev>',
        '[q]: https://evil.dev "x"',
        '<iframe src=//evil.dev',
      ].join('\n\n'),
      url: 'javascript:alert(1)',
      level: 'warning',
    });
    const { html } = lastMail();
    const found: { name: string; attributes: string[] }[] = [];
    const walk = (node: {
      nodeName: string;
      childNodes?: unknown[];
      attrs?: { name: string; value: string }[];
    }): void => {
      found.push({ name: node.nodeName, attributes: (node.attrs ?? []).map(({ name, value }) => `${name}=${value}`) });
      for (const child of node.childNodes ?? []) walk(child as Parameters<typeof walk>[0]);
    };
    walk(parse(html) as never);
    const names = new Set(found.map(({ name }) => name));
    for (const name of ['img', 'script', 'iframe', 'link', 'form', 'object', 'svg', '#comment', 'style', 'b'])
      expect(names).not.toContain(name);
    const attributes = found.flatMap((one) => one.attributes);
    expect(attributes.filter((one) => /^(?:src|on\w+|background|action)=/.test(one))).toEqual([]);
    expect(attributes.filter((one) => one.startsWith('href='))).toEqual([
      'href=https://a.dev',
      'href=https://fine.dev',
    ]);
    expect(html).toContain('pixel');
    expect(html).toContain('hidden');
  });

  it('is cut where it is very long, and takes every character', async () => {
    await send({ title: '日'.repeat(5000), text: `${'👩‍👩‍👧 größe\n'.repeat(60_000)}end` });
    const { headers, text } = lastMail();
    expect(headers.get('subject')?.[0]).toMatch(/^日{199}…$/);
    expect(text.length).toBeLessThan(110_000);
    expect(text).toContain('größe');
    expect(
      Math.max(
        ...lastMail()
          .raw.split('\r\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(998);
  });

  it('that is not taken for one of its recipients says so, and is not sent again', async () => {
    const error = await failure(send({}, call({ to: ['dora@acme.dev', 'gone@acme.dev'] })));
    expect(error).toMatchObject({ why: 'not-found', message: expect.stringContaining('gone@acme.dev') });
    expect(lastMail().to).toEqual(['dora@acme.dev']);
    expect(await failure(send({ to: 'gone@acme.dev' }))).toMatchObject({
      why: 'not-found',
      message: 'The mail server does not find the recipient (550 5.1.1)',
    });
  });
});

describe('the connection to a mail server', () => {
  it('is encrypted from the start where the configuration says so', async () => {
    const implicit = await started({ certificate, isImplicit: true });
    await send({}, call({ port: implicit.port, security: 'tls' }));
    expect(implicit.mails).toMatchObject([{ isEncrypted: true, user: USER }]);
    await send({}, call({ port: implicit.port, security: 'tls', host: '127.0.0.1' }));
    expect(implicit.mails).toHaveLength(2);
  });

  it('logs in by LOGIN where there is no PLAIN', async () => {
    const server = await started({ certificate, mechanisms: ['LOGIN'] });
    await send({}, call({ port: server.port }));
    expect(server.mails).toMatchObject([{ user: USER }]);
  });

  it('is given up where there is no encryption, before anything is told', async () => {
    const plain = await started({ needsLogin: false });
    for (const security of ['starttls', 'tls'])
      expect(await failure(send({}, call({ port: plain.port, security })))).toMatchObject({ why: 'invalid' });
    expect(plain.lines.map(({ text }) => text).join('\n')).not.toMatch(/AUTH|MAIL|dora/);
    expect(plain.mails).toEqual([]);
  });

  it('is given up where STARTTLS is refused or answered with what was not asked for', async () => {
    const before = local.lines.length;
    local.faults.push({ command: 'STARTTLS', answer: '454 4.7.0 TLS not available' });
    expect(await failure(send())).toMatchObject({ why: 'invalid', message: expect.stringContaining('encryption') });
    expect(local.lines.slice(before).map(({ text }) => text)).toEqual(['EHLO acme.dev', 'STARTTLS']);
  });

  it.each<[string, () => Certificate]>([
    ['another name', () => makeCertificate(['DNS:mail.other.dev'])],
    ['nobody who is known', () => makeCertificate(['DNS:localhost'])],
  ])('is given up where the certificate is that of %s', async (what, made) => {
    const other = made();
    const server = await started({ certificate: other });
    // The name is what is wrong in the first case, who signed it in the second.
    const ca = what === 'another name' ? other.cert : certificate.cert;
    const error = await failure(send({}, call({ port: server.port, ca })));
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
      const made = { host: address, port: plain.port, security: 'none' };
      const allowed = [address];
      expect(await failure(send({}, call(made, { allowed })))).toMatchObject({
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
    const before = local.connections;
    for (const host of ['localhost', '127.0.0.1', '::1', '169.254.169.254', '10.0.0.1'])
      expect(await failure(send({}, call({ host }, { allowed: [] })))).toMatchObject({
        why: 'invalid',
        message: expect.stringContaining('ALLOWED_PRIVATE_HOSTS'),
      });
    expect(local.connections).toBe(before);
  });

  it('says who it is by the sender’s domain, and not by the name of this machine', async () => {
    const before = local.lines.length;
    await send();
    expect(
      local.lines
        .slice(before)
        .filter(({ text }) => text.startsWith('EHLO'))
        .map(({ text }) => text),
    ).toEqual(['EHLO acme.dev', 'EHLO acme.dev']);
  });

  it('tells nothing before it is encrypted', async () => {
    const open = local.lines.filter(({ isEncrypted }) => !isEncrypted).map(({ text }) => text);
    expect(new Set(open)).toEqual(new Set(['EHLO acme.dev', 'STARTTLS']));
  });
});

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
    const before = local.mails.length;
    local.faults.push({ command, answer });
    expect(await failure(send({ to: 'dora@acme.dev' }))).toMatchObject(error);
    expect(local.mails).toHaveLength(before);
    expect(local.faults).toEqual([]);
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
    local.faults.push({ command, answer, afterwards: true });
    expect(await failure(send())).toMatchObject({ name: 'ServiceUnavailableError', mayBeDone });
    expect(local.faults).toEqual([]);
  });

  it('is too late when nobody waits any more', async () => {
    const controller = new AbortController();
    local.faults.push({ command: 'MAIL', answer: 'silence' });
    const work = send({}, call({}, { signal: controller.signal }));
    const over = expect(work).rejects.toThrow('cancelled');
    await expect.poll(() => local.faults).toEqual([]);
    controller.abort(new Error('cancelled'));
    await over;
  });

  it('is nothing where there is no server', async () => {
    const gone = await startLocalSmtp();
    await gone.close();
    expect(await failure(send({}, call({ port: gone.port })))).toMatchObject({
      name: 'ServiceUnavailableError',
      mayBeDone: false,
    });
    expect(await failure(send({}, call({ host: 'nowhere.invalid' })))).toMatchObject({
      message: 'The mail server is not found: its name has no address',
    });
  });

  it('about size is heard before anything is sent', async () => {
    const small = await started({ certificate, maxBytes: 2000 });
    expect(await failure(send({ text: 'x'.repeat(5000) }, call({ port: small.port })))).toMatchObject({
      why: 'invalid',
    });
    expect(small.mails).toEqual([]);
  });
});

describe('the health of mail', () => {
  it('is whether it lets us in, and sends nothing', async () => {
    const before = local.mails.length;
    expect(await email.health?.(call())).toEqual({ status: 'healthy', detail: null });
    expect(await email.health?.(call({}, { credentials: { user: USER, password: 'wrong' } }))).toEqual({
      status: 'unhealthy',
      detail: 'The mail server does not take the credentials (535 5.7.8)',
    });
    expect(await email.health?.(call({ host: 'nowhere.invalid' }))).toMatchObject({ status: 'unhealthy' });
    local.faults.push({ command: 'AUTH', answer: '421 4.7.0 Too many logins' });
    expect(local.mails).toHaveLength(before);
    expect(await email.health?.(call())).toEqual({
      status: 'unhealthy',
      detail: 'The mail server cannot check the credentials now (421 4.7.0)',
    });
  });

  it('needs no credentials where the server asks for none', async () => {
    const open = await started({ certificate, needsLogin: false });
    const made = call({ port: open.port }, { credentials: {} });
    expect(await email.health?.(made)).toMatchObject({ status: 'healthy' });
    await send({}, made);
    expect(open.mails).toMatchObject([{ user: null, isEncrypted: true }]);
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
      local.faults.push(fault);
      const error = await failure(send({ to: 'dora@acme.dev' }));
      for (const form of [...formsOf(PASSWORD), auth]) expect(everythingOf(error)).not.toContain(form);
      local.faults.length = 0;
    }
  });

  it.each<[object, string]>([
    [{ user: USER }, 'user and password go together'],
    [{ password: PASSWORD }, 'user and password go together'],
  ])('%j are refused with words that help', (given, words) => {
    const { error } = email.credentials.safeParse(given);
    expect(everythingOf(error)).toContain(words);
    expect(everythingOf(error)).not.toContain(PASSWORD);
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
