import { sha256 } from '../../access/sha256.js';
import { stripInvisible } from '../../markdown/strip-invisible.js';
import type { Message } from '../services/integration-type.js';
import { linkOf } from '../../markdown/link-of.js';
import { oneLine, shortened } from '../../markdown/short-text.js';
import { markdownToHtml, textToHtml } from './markdown-to-html.js';
import type { EmailConfig } from './settings.js';

const LONGEST_TEXT = 100_000;
const LONGEST_SUBJECT = 200;
const COLOURS = { info: '#0969da', success: '#1a7f37', warning: '#9a6700', error: '#cf222e' } as const;

export interface Composed {
  messageId: string;
  subject: string;
  text: string;
  html: string;
}

/** The parts of a mail. Its Message-ID is the same for the same key. */
export function compose(message: Message, key: string, from: EmailConfig['from']): Composed {
  const title = oneLine(message.title ?? '');
  const text = shortened(stripInvisible(message.text), LONGEST_TEXT);
  const fields = message.fields.map(({ name, value }) => ({ name: oneLine(name), value: oneLine(value) }));
  const url = linkOf(message.url);
  return {
    messageId: `<${sha256(key).slice(0, 40)}@${domainOf(from)}>`,
    subject: shortened(title === '' ? oneLine(text) || 'Nectr' : title, LONGEST_SUBJECT),
    text: [title, text, fields.map(({ name, value }) => `${name}: ${value}`).join('\n'), url ?? '']
      .filter((part) => part !== '')
      .join('\n\n'),
    html: page({ title, body: markdownToHtml(text), fields, url, colour: COLOURS[message.level] }),
  };
}

/** The domain of an address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

interface Page {
  title: string;
  /** HTML. */
  body: string;
  fields: readonly { name: string; value: string }[];
  url: string | null;
  colour: string;
}

function page({ title, body, fields, url, colour }: Page): string {
  const rows = fields.map(
    ({ name, value }) =>
      `<tr><td style="padding:2px 16px 2px 0;color:#59636e">${textToHtml(name)}</td><td>${textToHtml(value)}</td></tr>`,
  );
  return [
    '<!doctype html><html><head><meta charset="utf-8"></head>',
    '<body style="font:14px/1.5 sans-serif;color:#1f2328;margin:0">',
    `<div style="max-width:640px;padding:12px 16px;border-left:4px solid ${colour}">`,
    title === '' ? '' : `<h2 style="font-size:16px;margin:0 0 8px">${textToHtml(title)}</h2>`,
    body,
    rows.length === 0 ? '' : `<table style="border-collapse:collapse">${rows.join('')}</table>`,
    url === null ? '' : `<p><a href="${textToHtml(url)}">Open</a></p>`,
    '</div></body></html>',
  ].join('\n');
}
