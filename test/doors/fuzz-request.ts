import fc from 'fast-check';
import type { PlaceName } from './doors-stage.js';
import type { Operation, Schema } from './operations.js';
import { canaryOf, uuidOf, type Place } from './plant-place.js';

/** One request as it goes over the wire. */
export interface FuzzedRequest {
  /** Index into the callers. */
  caller: number;
  method: string;
  /** As it stands in the request line. */
  target: string;
  headers: Record<string, string>;
  body: string | null;
  /** What a caller said in words, before anything was encoded. */
  said: string;
}

const NASTY = [
  '',
  ' ',
  '\0',
  'a\0b',
  '%00',
  '%',
  '%zz',
  '%ff%fe',
  '\ud800',
  'x\udfff',
  '\ufeff',
  '\u202e',
  '🏴‍☠️',
  'ﷺ',
  'A'.repeat(300),
  'é'.repeat(2000),
  '-1',
  '0',
  '00',
  '1.5',
  '1e309',
  '0x10',
  '9'.repeat(30),
  '2147483648',
  '9223372036854775808',
  'NaN',
  'Infinity',
  'true',
  'null',
  'undefined',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
  '..',
  '../..',
  '..%2f..%2f',
  '%2e%2e',
  './',
  '/',
  '//',
  '\\',
  "' OR 1=1 --",
  '"; DROP TABLE users; --',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '\r\nX-Injected: 1',
  '%0d%0aX: 1',
  '*',
  '%_%',
  '$1',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '2026-01-01T00:00:00+23:59',
  '2026-01-01',
  '1970-01-01T00:00:00.0000000001Z',
] as const;

const nasty = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
);

const number = fc.oneof(
  fc.constantFrom(0, -1, 1, 1.5, 2 ** 31, 2 ** 53, 1e308, -0, 1e-320),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Keys of lists, right and wrong ones. */
const cursor = fc
  .oneof(
    fc.tuple(
      fc.oneof(fc.constantFrom('1764000000000000', '9'.repeat(17), '9'.repeat(18), '0', ...NASTY), nasty),
      fc.uuid(),
    ),
    fc.tuple(
      fc.constantFrom(
        '2026-01-01T00:00:00Z',
        '0000-01-01T00:00:00Z',
        '0001-01-01T00:00:00+14:00',
        '9999-12-31T23:59:59Z',
      ),
      fc.uuid(),
    ),
    fc.tuple(nasty),
    fc.tuple(number),
    fc.jsonValue({ maxDepth: 3 }),
  )
  .map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'));

/** Something for a schema: what it allows, what it nearly allows, and what it does not. */
function valueOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const list = (key: string) => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : null);
  const some: fc.Arbitrary<unknown>[] = [];
  const alternatives = list('anyOf') ?? list('oneOf') ?? list('allOf');
  if (alternatives !== null && depth < 4)
    some.push(fc.oneof(...alternatives.map((each) => valueOf(each as Schema, depth + 1))));
  const values = list('enum') ?? ('const' in schema ? [schema['const']] : null);
  if (values !== null) some.push(fc.constantFrom(...values));
  const type = Array.isArray(schema['type']) ? (schema['type'] as string[])[0] : schema['type'];
  if (type === 'object' && depth < 4) some.push(objectOf(schema, depth));
  if (type === 'array' && depth < 4)
    some.push(fc.array(valueOf((schema['items'] ?? {}) as Schema, depth + 1), { maxLength: 4 }));
  if (type === 'integer' || type === 'number') some.push(fc.integer({ min: 1, max: 100 }), number);
  if (type === 'boolean') some.push(fc.boolean());
  if (schema['format'] === 'uuid') some.push(fc.uuid());
  if (schema['format'] === 'date-time')
    some.push(fc.constantFrom('2026-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'));
  if (type === 'string' && values === null)
    some.push(fc.constantFrom('main', 'src', 'a rule', 'acme/shop', 'pull_request'), nasty);
  if (some.length === 0) some.push(fc.jsonValue({ maxDepth: 2 }));
  return fc.oneof(
    { weight: 12, arbitrary: fc.oneof(...some) },
    { weight: 1, arbitrary: nasty },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
}

function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const required = (schema['required'] ?? []) as string[];
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, valueOf(each, depth + 1)])),
    { requiredKeys: required },
  );
  const more = fc.dictionary(
    fc.oneof(nasty, fc.constantFrom('id', 'installation_id', 'userId', 'admin', 'role')),
    fc.jsonValue({ maxDepth: 1 }),
    { maxKeys: 2 },
  );
  return fc.oneof(
    { weight: 8, arbitrary: known },
    { weight: 1, arbitrary: fc.tuple(known, more).map(([one, other]) => ({ ...other, ...one })) },
    // As text: an object literal would lose it.
    {
      weight: 1,
      arbitrary: known.map(
        (one) =>
          JSON.parse(`{"__proto__":{"isAdmin":true},${JSON.stringify(one).slice(1)}`.replace(',}', '}')) as unknown,
      ),
    },
  );
}

const HEADERS: Record<string, fc.Arbitrary<string>> = {
  'if-none-match': fc.oneof(nasty, fc.constantFrom('*', '""', 'W/""', '"a", "b"')),
  'idempotency-key': fc.oneof(nasty, fc.uuid(), fc.constantFrom('one', 'two')),
  'last-event-id': fc.oneof(nasty, fc.constantFrom('1-1', '-', '0-0')),
  'x-request-id': fc.oneof(nasty, fc.constant('a'.repeat(200))),
  range: fc.constantFrom('bytes=0-0', 'bytes=-1', 'bytes=5-1', 'lines=1-'),
  origin: fc.constantFrom('null', 'https://evil.example', 'https://nectr.acme.dev', 'http://localhost:5173', ''),
  'sec-fetch-site': fc.constantFrom('cross-site', 'same-origin', 'none'),
  'x-http-method-override': fc.constantFrom('DELETE', 'POST'),
  'x-forwarded-for': nasty,
  'x-forwarded-host': nasty,
  accept: fc.oneof(nasty, fc.constantFrom('text/html', 'application/xml;q=0.9')),
  'accept-encoding': fc.constantFrom('gzip', 'br', 'identity;q=0'),
  'content-type': fc.constantFrom(
    'text/plain',
    'application/xml',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/x-www-form-urlencoded',
    'application/json;',
    '',
  ),
  cookie: fc.oneof(
    nasty,
    fc.constantFrom('__Host-nectr_session=a; __Host-nectr_session=b', '__Host-nectr_session=', 'nectr_session=x'),
  ),
  authorization: fc.oneof(nasty, fc.constantFrom('Bearer', 'Bearer ', 'Basic YTpi', 'Bearer nectr_x_y', 'bearer null')),
  te: fc.constant('trailers'),
  'mcp-protocol-version': fc.constantFrom('2025-06-18', '2025-11-25', '2026-07-28', '1999-01-01', ''),
  'mcp-session-id': nasty,
};

/** Requests for these routes and tools, right and broken ones, of one of so many callers. The same seed: the same ones. */
export function fuzzedRequest(
  operations: readonly Operation[],
  { places, callers }: { places: Record<PlaceName, Place>; callers: number },
): fc.Arbitrary<FuzzedRequest> {
  const place = fc.oneof(
    { weight: 5, arbitrary: fc.constant(places.own) },
    { weight: 2, arbitrary: fc.constantFrom(places.hidden, places.foreign) },
  );
  const one = (operation: Operation): fc.Arbitrary<FuzzedRequest> => {
    const ofPath = operation.parameters.filter((each) => each.in === 'path').map(({ name }) => name);
    const ofQuery = operation.parameters.filter((each) => each.in === 'query');
    return fc
      .record({
        caller: fc.nat(callers - 1),
        place,
        method: fc.oneof(
          { weight: 20, arbitrary: fc.constant(operation.method) },
          { weight: 1, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PUT', 'TRACE', 'PROPFIND') },
        ),
        inPath: fc.record(
          Object.fromEntries(
            ofPath.map((name) => [
              name,
              fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: nasty }),
            ]),
          ),
        ),
        query: fc.record(
          Object.fromEntries(
            ofQuery.map(({ name, schema }) => [
              name,
              fc.array(name === 'cursor' ? fc.oneof(cursor, nasty) : valueOf(schema), { minLength: 1, maxLength: 1 }),
            ]),
          ),
          { requiredKeys: [] },
        ),
        more: fc.oneof(
          { weight: 8, arbitrary: fc.constant({}) },
          { weight: 1, arbitrary: fc.dictionary(nasty, nasty, { maxKeys: 3 }) },
        ),
        double: fc.oneof({ weight: 15, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
        headers: fc.oneof(
          { weight: 2, arbitrary: fc.constant({}) },
          { weight: 1, arbitrary: fc.record(HEADERS, { requiredKeys: [] }).map(few) },
        ),
        body: operation.body === null ? fc.constant(undefined) : valueOf(operation.body),
        spoil: fc.oneof(
          { weight: 12, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) },
        ),
        bend: fc.oneof(
          { weight: 15, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) },
        ),
      })
      .map(({ caller, place: at, method, inPath, query, more, double, headers, body, spoil, bend }) => {
        const path = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
          encoded((inPath as Record<string, string | null>)[name] ?? fillerOf(name, operation.path, at)),
        );
        const pairs = Object.entries({
          ...query,
          ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, [value]])),
        });
        const asked = [...pairs, ...(double ? pairs : [])].map(
          ([key, values]) => `${encoded(key)}=${encoded(textOf((values as unknown[])[0]))}`,
        );
        const sent = bodyOf(body, spoil, operation, at);
        return {
          caller,
          method,
          target: `${bent(path, bend)}${asked.length > 0 ? `?${asked.join('&')}` : ''}`,
          headers: { ...(sent !== null && { 'content-type': 'application/json' }), ...clean(headers) },
          body: method === 'HEAD' || method === 'GET' || method === 'TRACE' ? null : sent,
          said: JSON.stringify([inPath, query, more, body, at.account, at.repository, uuidOf(at), headers]),
        };
      });
  };
  return fc.oneof(...operations.map(one));
}

function fillerOf(name: string, path: string, place: Place): string {
  if (name === 'owner') return place.account;
  if (name === 'repo') return place.repository;
  return path.startsWith('/api/v1/installations/') ? String(place.installationId) : uuidOf(place);
}

/** Of all odd headers a few, so that not each request is refused for one of them. */
function few(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name], at) => (name.length + at) % 3 === 0));
}

/** Percent-encoded as bytes; a lone surrogate becomes bytes that are no UTF-8. */
function encoded(text: string): string {
  return [...text]
    .map((char) => {
      if (/[A-Za-z0-9_.~-]/.test(char)) return char;
      const code = char.charCodeAt(0);
      if (char.length === 1 && code >= 0xd800 && code <= 0xdfff)
        return `%ed%${(0xa0 | ((code >> 6) & 0x1f)).toString(16)}%${(0x80 | (code & 0x3f)).toString(16)}`;
      return [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    })
    .join('');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}

/** Other ways to write a path. */
function bent(path: string, how: number): string {
  if (how === 1) return path.replace('/api/', '//api//');
  if (how === 2) return path.replace(/\/([^/]+)$/, '/%2e%2e/$1');
  if (how === 3) return `${path}/`;
  if (how === 4) return path.replaceAll('/', '%2f').replace('%2f', '/');
  if (how === 5) return path.toUpperCase();
  if (how === 6) return `${path}/../../x;a=b`;
  return path;
}

function bodyOf(body: unknown, spoil: number, { body: schema, path }: Operation, place: Place): string | null {
  if (schema === null) return spoil === 5 ? '{' : null;
  if (spoil === 1) return `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  if (spoil === 2) return JSON.stringify(body).slice(0, -1);
  if (spoil === 3) return '';
  if (spoil === 4) return `{"a":"${'x'.repeat(1024 * 1024)}"}`;
  if (spoil === 5) return '{"a":1}\0';
  const text = JSON.stringify(body);
  // What belongs to no place, such as the name of a token, comes back to its owner, whatever may be seen.
  if (!path.includes('{') && !namesRepository(body)) return text;
  return text.replaceAll('acme/shop', `${place.account}/${place.repository}`).replaceAll('a rule', canaryOf(place));
}

function namesRepository(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return Object.entries(body).some(([key, value]) =>
    key.startsWith('repositor') ? JSON.stringify(value)?.includes('acme/shop') : namesRepository(value),
  );
}

/** Node sends no header with other characters. */
function clean(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')]),
  );
}
