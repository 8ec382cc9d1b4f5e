/** Header lines and parts of a mail, decoded (RFC 2045, 2047); what it is looked at with is none of what wrote it. */
export interface ReadMail {
  /** Unfolded, by lower-case name; every line of it. */
  headers: Map<string, string[]>;
  text: string;
  html: string;
}

export function readMail(raw: string): ReadMail {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type')?.[0] ?? '')?.[1] ?? '';
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '')));
  const of = (type: string) => {
    const part = parts.find((one) => one.headers.get('content-type')?.[0]?.startsWith(type));
    return part === undefined ? '' : decode(part.body, part.headers.get('content-transfer-encoding')?.[0] ?? '7bit');
  };
  return { headers, text: of('text/plain'), html: of('text/html') };
}

function split(raw: string): { headers: Map<string, string[]>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), words(value)]);
  }
  return { headers, body: raw.slice(end + 4) };
}

/** `=?UTF-8?Q?gr=C3=B6=C3=9Fe?=` */
function words(value: string): string {
  const joined = value.replaceAll(/\?=\s+=\?/g, '?==?');
  return joined.replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : quoted(text.replaceAll('_', ' ')),
  );
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return quoted(body.replaceAll(/=\r\n/g, '')).replaceAll('\r\n', '\n');
  return body.replaceAll('\r\n', '\n');
}

function quoted(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = /^=([0-9A-F]{2})/i.exec(text.slice(at, at + 3))?.[1];
    if (code === undefined) bytes.push(...Buffer.from(text.charAt(at)));
    else {
      bytes.push(parseInt(code, 16));
      at += 2;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}
