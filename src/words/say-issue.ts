import { z } from 'zod';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** What is wrong with one field: the way to it, and what is said of it. */
export interface SaidIssue {
  path: readonly PropertyKey[];
  detail: string;
}

/** Of kinds whose names of zod no reader knows; the others are said as zod names them. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  nan: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  date: 'a date',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  null: 'null',
  file: 'a file',
};
const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'an address, such as https://example.com',
  emoji: 'an emoji',
  datetime: 'a time, such as 2026-01-31T09:00:00Z',
  date: 'a date, such as 2026-01-31',
  time: 'a time of day, such as 09:00:00',
  duration: 'a duration, such as P1DT2H',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  mac: 'a MAC address',
  cidrv4: 'a range of IPv4 addresses, such as 192.0.2.0/24',
  cidrv6: 'a range of IPv6 addresses, such as 2001:db8::/32',
  base64: 'base64',
  base64url: 'base64url',
  json_string: 'JSON',
  e164: 'a phone number, such as +4930123456',
  currency_code: 'the code of a currency, such as EUR',
  credit_card: 'the number of a credit card',
  iban: 'an IBAN',
  guid: 'a UUID',
  uuid: 'a UUID',
  jwt: 'a JWT',
  lowercase: 'in lower case',
  uppercase: 'in upper case',
};
/** What is counted of a text, a file or anything that holds others. */
const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  file: ['byte', 'bytes'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['entry', 'entries'],
  object: ['entry', 'entries'],
};

// What a schema says itself goes before; zod's own sentences, which fill the place of a locale, come after.
z.config({ customError: sayIssue });

/**
 * What is wrong with a value, to stand behind the name of its field: `must be text, not a number`. Shows nothing of the
 * value itself. Every schema of the process speaks so once this is loaded.
 */
export function sayIssue(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongKind(issue.expected, issue.input);
    case 'invalid_value':
      return `${isMissing(issue.input)}must be ${oneOf(issue.values)}`;
    case 'too_small':
      return bound(issue, { limit: issue.minimum, words: SMALL });
    case 'too_big':
      return bound(issue, { limit: issue.maximum, words: BIG });
    case 'invalid_format':
      return wrongFormat(issue);
    case 'not_multiple_of':
      return issue.divisor === 1 ? 'must be a whole number' : `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `unknown ${issue.keys.length === 1 ? 'field' : 'fields'}: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return wrongUnion(issue);
    case 'invalid_key':
      return `has a name that does not fit: it ${sayAll(issue.issues)}`;
    case 'invalid_element':
      return `has an entry that does not fit: it ${sayAll(issue.issues)}`;
    default:
      return 'is not valid';
  }
}

/** The fields that are wrong: each unknown one by itself, and those inside of a form that was meant. */
export function saidIssues(issues: readonly Issue[]): SaidIssue[] {
  return issues.flatMap((issue): SaidIssue[] => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key], detail: 'is not a known field' }));
    const meant = issue.code === 'invalid_union' ? meantForms(issue.errors) : [];
    if (meant.length === 1)
      return saidIssues(meant[0] ?? []).map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
    return [{ path, detail: issue.message }];
  });
}

/** All that is wrong, in one line: `line must be a whole number; severity must be must-fix or minor`. */
export function sayAll(issues: readonly Issue[]): string {
  return saidIssues(issues)
    .map(({ path, detail }) => [...(path.length === 0 ? [] : [path.map(String).join('.')]), detail].join(' '))
    .join('; ');
}

function wrongKind(expected: string, input: unknown): string {
  if (input === undefined || expected === 'nonoptional') return 'is missing';
  if (expected === 'never' || expected === 'undefined' || expected === 'void') return 'must not be given';
  const wanted = KINDS[expected] ?? `a ${expected}`;
  const given = kindOf(input);
  // A text that was read as a number and is none, half a number: what is wanted says it all.
  return given === null || (typeof input === 'number' && wanted.endsWith('number'))
    ? `must be ${wanted}`
    : `must be ${wanted}, not ${given}`;
}

function kindOf(input: unknown): string | null {
  if (input === null || typeof input === 'boolean') return String(input);
  if (typeof input === 'number') return Number.isFinite(input) ? 'a number' : null;
  if (Array.isArray(input)) return 'a list';
  if (input instanceof Date) return Number.isNaN(input.getTime()) ? null : 'a date';
  return KINDS[typeof input] ?? null;
}

function isMissing(input: unknown): string {
  return input === undefined ? 'is missing: ' : '';
}

interface BoundWords {
  least: string;
  beyond: string;
  date: string;
  dateBeyond: string;
}
const SMALL: BoundWords = {
  least: 'at least',
  beyond: 'more than',
  date: 'must not be before',
  dateBeyond: 'must be after',
};
const BIG: BoundWords = {
  least: 'at most',
  beyond: 'less than',
  date: 'must not be after',
  dateBeyond: 'must be before',
};

function bound(
  { origin, inclusive = true, exact = false }: { origin: string; inclusive?: boolean; exact?: boolean },
  { limit, words }: { limit: number | bigint; words: BoundWords },
): string {
  if (origin === 'date') return `${inclusive ? words.date : words.dateBeyond} ${new Date(Number(limit)).toISOString()}`;
  const how = exact ? 'exactly' : inclusive ? words.least : words.beyond;
  const units = UNITS[origin];
  if (units === undefined) return `must be ${exact ? '' : `${how} `}${limit}`;
  if (words === SMALL && !exact && Number(limit) === 1 && inclusive) return 'must not be empty';
  const counted = `${how} ${limit} ${units[Number(limit) === 1 ? 0 : 1]}`;
  return origin === 'string' ? `must be ${counted} long` : `must have ${counted}`;
}

function wrongFormat(issue: RawIssue & { code: 'invalid_format' }): string {
  const { format, pattern, prefix, suffix, includes } = issue as Record<string, unknown>;
  if (typeof prefix === 'string') return `must begin with ${JSON.stringify(prefix)}`;
  if (typeof suffix === 'string') return `must end with ${JSON.stringify(suffix)}`;
  if (typeof includes === 'string') return `must contain ${JSON.stringify(includes)}`;
  if (format === 'regex' || format === 'template_literal') return `must match ${String(pattern)}`;
  return `must be ${FORMATS[String(format)] ?? `a ${String(format)}`}`;
}

function wrongUnion(issue: RawIssue & { code: 'invalid_union' }): string {
  if (issue.inclusive === false) return 'fits more than one of its forms';
  const { discriminator, options, errors, input } = issue;
  if (discriminator !== undefined && options !== undefined && options.length > 0) {
    const given = input !== null && typeof input === 'object' ? Reflect.get(input, discriminator) : input;
    return `${isMissing(given)}must be ${oneOf(options)}`;
  }
  if (input === undefined) return 'is missing';
  const meant = meantForms(errors);
  if (meant.length > 0) return [...new Set(meant.map(sayAll))].join(', or ');
  const wanted = [...new Set(errors.flatMap(([first]) => (first === undefined ? [] : wantedBy(first))))];
  const given = kindOf(input);
  return wanted.length === 0 ? 'is not valid' : `must be ${either(wanted)}${given === null ? '' : `, not ${given}`}`;
}

/** The forms of a union that a value is of the kind of: what is wrong with it there is what is wrong. */
function meantForms(forms: readonly Issue[][]): Issue[][] {
  return forms.filter((issues) => issues.every(({ code, path }) => path.length > 0 || !NOT_THIS_FORM.has(code)));
}

const NOT_THIS_FORM: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value']);

function wantedBy(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(shown);
  return issue.code === 'invalid_type' ? [KINDS[issue.expected] ?? `a ${issue.expected}`] : [];
}

function oneOf(values: readonly z.core.util.Primitive[]): string {
  return either(values.map(shown));
}

function shown(value: z.core.util.Primitive): string {
  return typeof value === 'string' && !/^[\w./:-]+$/.test(value) ? JSON.stringify(value) : String(value);
}

function either(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
