const REDACTED = '[redacted]';
const SHORTEST_SECRET = 8;
const LONGEST_SECRET = 4096;
/** Of one text in a log, and of the parts of one value. */
const LONGEST_TEXT = 32_768;
const MOST_PARTS = 10_000;

/** Forms of tokens that are secrets wherever they stand. `ghs_` has dots since 2026: `ghs_<app>_<jwt>`. */
const TOKEN_FORMS: RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /gh[pousr]_[A-Za-z0-9._-]{20,}/g,
  /\bnectr_[A-Za-z0-9]{20,}(?:_[A-Za-z0-9]{1,6})?/g,
  /github_pat_[A-Za-z0-9_]{20,}/g,
  /sk-ant-[A-Za-z0-9_-]{8,}/g,
  /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}/g,
  /\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}/g,
  /\bxapp-[A-Za-z0-9-]{10,}/g,
  /hooks\.slack\.com\/services\/[A-Za-z0-9/]+/g,
  /\bAIza[A-Za-z0-9_-]{35}/g,
  /\bglpat-[A-Za-z0-9_-]{20,}/g,
  /\bnpm_[A-Za-z0-9]{36}/g,
  /\bpypi-[A-Za-z0-9_-]{50,}/g,
  /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g,
  /\bhf_[A-Za-z0-9]{30,}/g,
  /\bSG\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/g,
  /\bm0(?:-|sk_)[A-Za-z0-9_-]{20,}/g,
  /\blin_(?:api|oauth)_[A-Za-z0-9]{30,}/g,
  /\bsntr[yu][a-z]?_[A-Za-z0-9+/=_-]{30,}/g,
];
/**
 * What may hold a JSON Web Token: everything between two characters that no token has. Looked at once, from its start.
 */
const JWT_RUN = /(?<![A-Za-z0-9._-])[A-Za-z0-9._-]{29,}/g;
/** These two take words only, of one line, and leave backticks and tags: a written text keeps its marks. */
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:`]{1,200}:[^\s/@`]{1,500}@/gi;
const AUTHORIZATION =
  /(\bauthorization["'`]?\s*[:=]\s*["'`]?(?:bearer|basic|token)[^\S\n]+`*)(?=[-._~+/]{0,3}[a-z0-9])[^\s"',`<]+/gi;
const SECRET_KEY =
  /^(?:(?:set-)?cookie|(?:.*[_-])?(?:authorization|password|passwd|secret|token|(?:api|private|access|signing)[_-]?key)|.*[a-z](?:Token|Secret|Password|PrivateKey|ApiKey))$/i;

/** Whether what goes by this name (a header, a parameter, a field) is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_KEY.test(name);
}

/** Until when each form of a registered secret is looked for, by the low bytes of its first four characters. */
const ownForms = new Map<number, Map<string, number>>();
/** Those of secrets that end, the first to end first. */
const ending: { until: number; forms: readonly string[] }[] = [];
const KEY_LENGTH = 4;

/**
 * Makes a secret of this process known to `redact`, also in base64 (at any offset), hex, reversed, URL and JSON form.
 * Values under 8 characters are refused silently: they would redact ordinary words. `until`: when it is of no use any
 * more, in milliseconds since 1970; it is forgotten then, or a worker would look for each token it ever had. What is
 * registered twice stays for the longer time, and for ever where the time is none.
 */
export function registerSecret(value: string, until = Infinity): void {
  forgetEnded();
  const secret = value.trim();
  if (secret.length < SHORTEST_SECRET) return;
  const forms = secretForms(secret);
  const end = Number.isNaN(until) ? Infinity : until;
  if (forms.every((form) => (ownForms.get(keyOf(form))?.get(form) ?? 0) >= end)) return;
  for (const form of forms) {
    const others = ownForms.get(keyOf(form)) ?? new Map<string, number>();
    ownForms.set(keyOf(form), others.set(form, Math.max(end, others.get(form) ?? end)));
  }
  if (end === Infinity) return;
  const place = ending.findLastIndex((one) => one.until <= end) + 1;
  ending.splice(place, 0, { until: end, forms });
}

/** What a secret looks like where it was written down: as it is, in base64 (at any offset), hex, reversed, URL and JSON form. */
export function secretForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    [...secret].reverse().join(''),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
  ].filter((form) => form.length >= SHORTEST_SECRET);
}

function forgetEnded(): void {
  const now = Date.now();
  const ended = ending.findIndex(({ until }) => until > now);
  for (const { forms } of ending.splice(0, ended === -1 ? ending.length : ended)) {
    for (const form of forms) {
      const others = ownForms.get(keyOf(form));
      if ((others?.get(form) ?? Infinity) <= now) others?.delete(form);
      if (others?.size === 0) ownForms.delete(keyOf(form));
    }
  }
}

function keyOf(form: string): number {
  let key = 0;
  for (let at = 0; at < KEY_LENGTH; at++) key = (key << 8) | (form.charCodeAt(at) & 0xff);
  return key;
}

/** One pass, however many secrets there are. */
function withoutOwn(text: string): string {
  let clean = '';
  let kept = 0;
  let key = 0;
  for (let end = 0; end < text.length; end++) {
    key = (key << 8) | (text.charCodeAt(end) & 0xff);
    const start = end - KEY_LENGTH + 1;
    const forms = start < kept ? undefined : ownForms.get(key);
    if (forms === undefined) continue;
    let longest = 0;
    for (const form of forms.keys()) if (form.length > longest && text.startsWith(form, start)) longest = form.length;
    if (longest === 0) continue;
    clean += text.slice(kept, start) + REDACTED;
    kept = start + longest;
    end = kept - 1;
  }
  return kept === 0 ? text : clean + text.slice(kept);
}

/** `text` with every known form of a token, and every registered secret, replaced by `[redacted]`. */
export function redact(text: string): string {
  return redactUnless(text, () => false);
}

/**
 * The same without the tokens and the `user:password` of addresses for which `keeps` says yes; registered secrets,
 * private keys and web tokens are replaced whatever it says.
 */
export function redactUnless(text: string, keeps: (value: string) => boolean): string {
  let clean = withoutOwn(text);
  for (const form of TOKEN_FORMS) clean = clean.replace(form, (token) => (keeps(token) ? token : REDACTED));
  if (clean.includes('eyJ')) clean = clean.replace(JWT_RUN, withoutTokens);
  return clean
    .replace(URL_PASSWORD, (all: string, scheme: string) =>
      keeps(all.slice(scheme.length, -1)) ? all : `${scheme}${REDACTED}@`,
    )
    .replace(AUTHORIZATION, (all: string, before: string) =>
      keeps(all.slice(before.length)) ? all : `${before}${REDACTED}`,
    );
}

/** `eyJ…` and the two parts after it, each of eight characters or more. */
function withoutTokens(run: string): string {
  const parts = run.split('.');
  const kept: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    const [part = '', second = '', third = ''] = parts.slice(at, at + 3);
    const start = part.indexOf('eyJ');
    const isToken = start !== -1 && part.length - start >= 11 && second.length >= 8 && third.length >= 8;
    kept.push(isToken ? part.slice(0, start) + REDACTED : part);
    if (isToken) at += 2;
  }
  return kept.join('.');
}

/**
 * The beginning of a text, redacted. What is cut off is not looked at: an answer or a file that got into a message must
 * not hold everybody up. It is cut at white space, because half of a secret has no form to be known by.
 */
export function redactStart(text: string, longest: number): string {
  if (text.length <= longest) return redact(text);
  const cut = text.slice(0, longest);
  const whole = /\s(?=\S*$)/.exec(cut.slice(-LONGEST_SECRET))?.index ?? 0;
  return `${redact(cut.slice(0, longest - Math.min(longest, LONGEST_SECRET) + whole))}…`;
}

/**
 * A copy of `value` with all its strings redacted and the values of keys that name a secret replaced, for logs
 * and stored errors. Errors become plain objects; cycles, great depth, long texts and what follows ten thousand parts
 * are cut.
 */
export function redactValue(value: unknown): unknown {
  return copy(value, { above: new WeakSet(), parts: 0 }, 0);
}

interface Copying {
  above: WeakSet<object>;
  parts: number;
}

function copy(value: unknown, copying: Copying, depth: number): unknown {
  const { above } = copying;
  if (++copying.parts > MOST_PARTS) return '[too large]';
  if (typeof value === 'string') return redactStart(value, LONGEST_TEXT);
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (depth > 20) return '[too deep]';
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  above.add(value);
  const result = copyObject(value, copying, depth + 1);
  above.delete(value);
  return result;
}

function copyObject(value: object, copying: Copying, depth: number): unknown {
  if (Array.isArray(value) || value instanceof Set)
    return Array.from(value)
      .slice(0, MOST_PARTS)
      .map((item) => copy(item, copying, depth));
  const all: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  const entries = all.slice(0, MOST_PARTS);
  if (value instanceof Error)
    entries.push(['name', value.name], ['message', value.message], ['stack', value.stack], ['cause', value.cause]);
  return Object.fromEntries(
    entries.map(([key, item]) => {
      const name = redactStart(String(key), LONGEST_TEXT);
      return [name, SECRET_KEY.test(name) && isSecret(item) ? REDACTED : copy(item, copying, depth)];
    }),
  );
}

function isSecret(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

/** What stays the same of the base64 of `bytes` when `offset` other bytes stand before it. */
function base64At(bytes: Buffer, offset: number): string[] {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
  const whole = padded.toString('base64').replace(/=+$/, '');
  const start = offset === 0 ? 0 : offset + 1;
  const end = padded.length % 3 === 0 ? whole.length : whole.length - 1;
  const stable = whole.slice(start, end);
  return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')];
}
