const REDACTED = '[redacted]';
const SHORTEST_SECRET = 8;

/** Forms of tokens that are secrets wherever they stand. `ghs_` has dots since 2026: `ghs_<app>_<jwt>`. */
const TOKEN_FORMS: RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /gh[pousr]_[A-Za-z0-9._-]{20,}/g,
  /github_pat_[A-Za-z0-9_]{20,}/g,
  /sk-ant-[A-Za-z0-9_-]{8,}/g,
  /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}/g,
  /eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g,
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
  /\blin_(?:api|oauth)_[A-Za-z0-9]{30,}/g,
  /\bsntr[yu][a-z]?_[A-Za-z0-9+/=_-]{30,}/g,
];
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{1,200}:[^\s/@]{1,500}@/gi;
const AUTHORIZATION = /(\bauthorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+)[^\s"',]+/gi;
const SECRET_KEY =
  /^(?:(?:set-)?cookie|(?:.*[_-])?(?:authorization|password|passwd|secret|token|(?:api|private|access|signing)[_-]?key)|.*[a-z](?:Token|Secret|Password|PrivateKey|ApiKey))$/i;

const ownForms = new Set<string>();

/**
 * Makes a secret of this process known to `redact`, also in base64 (at any offset), hex, reversed, URL and JSON
 * form. Values under 8 characters are refused silently: they would redact ordinary words.
 */
export function registerSecret(value: string): void {
  const secret = value.trim();
  if (secret.length < SHORTEST_SECRET) return;
  const bytes = Buffer.from(secret);
  const forms = [
    secret,
    [...secret].reverse().join(''),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
  ];
  for (const form of forms) if (form.length >= SHORTEST_SECRET) ownForms.add(form);
}

/** `text` with every known form of a token, and every registered secret, replaced by `[redacted]`. */
export function redact(text: string): string {
  let clean = text;
  for (const form of ownForms) if (clean.includes(form)) clean = clean.replaceAll(form, REDACTED);
  for (const form of TOKEN_FORMS) clean = clean.replace(form, REDACTED);
  return clean.replace(URL_PASSWORD, `$1${REDACTED}@`).replace(AUTHORIZATION, `$1${REDACTED}`);
}

/**
 * A copy of `value` with all its strings redacted and the values of keys that name a secret replaced, for logs
 * and stored errors. Errors become plain objects; cycles and great depth are cut.
 */
export function redactValue(value: unknown): unknown {
  return copy(value, new WeakSet(), 0);
}

function copy(value: unknown, above: WeakSet<object>, depth: number): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (depth > 20) return '[too deep]';
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  above.add(value);
  const result = copyObject(value, above, depth + 1);
  above.delete(value);
  return result;
}

function copyObject(value: object, above: WeakSet<object>, depth: number): unknown {
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => copy(item, above, depth));
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  if (value instanceof Error)
    entries.push(['name', value.name], ['message', value.message], ['stack', value.stack], ['cause', value.cause]);
  return Object.fromEntries(
    entries.map(([key, item]) => {
      const name = redact(String(key));
      return [name, SECRET_KEY.test(name) && isSecret(item) ? REDACTED : copy(item, above, depth)];
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
