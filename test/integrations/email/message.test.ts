import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../call-of.js';
import { USER } from './local-smtp.js';
import { mailServer } from './mail-server.js';
import { readMail } from './read-mail.js';

const { made, call, send } = mailServer();
const lastMail = () => {
  const mail = made.local.mails.at(-1);
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
      expect(await errorOf(send({ to }))).toMatchObject({ why: 'invalid', message: expect.stringContaining('"to"') });
  });

  it('cannot add a header, a part or a command', async () => {
    const evil = 'x\r\nBcc: evil@x.dev\r\n\r\n<b>\r\n.\r\nMAIL FROM:<evil@x.dev>\u2028Cc: evil@x.dev\u0085y\0';
    const before = made.local.mails.length;
    await send(
      { title: evil, text: evil, fields: [{ name: evil, value: evil }] },
      call({ from_name: 'Nectr"\r\nBcc: evil@x.dev' }),
    );
    const { headers, to, from } = lastMail();
    expect(made.local.mails).toHaveLength(before + 1);
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
    expect(made.local.lines.filter(({ text }) => text.startsWith('MAIL') && text.includes('evil'))).toEqual([]);
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
    const error = await errorOf(send({}, call({ to: ['dora@acme.dev', 'gone@acme.dev'] })));
    expect(error).toMatchObject({ why: 'not-found', message: expect.stringContaining('gone@acme.dev') });
    expect(lastMail().to).toEqual(['dora@acme.dev']);
    expect(await errorOf(send({ to: 'gone@acme.dev' }))).toMatchObject({
      why: 'not-found',
      message: 'The mail server does not find the recipient (550 5.1.1)',
    });
  });
});
