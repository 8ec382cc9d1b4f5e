import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sayAll, saidIssues } from '../../src/words/say-issue.js';

type Case = [schema: z.ZodType, value: unknown, said: string];

const form = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('label'), labels: z.array(z.string()).min(1) }),
  z.strictObject({ type: z.literal('check'), name: z.string() }),
]);
const symbol = Symbol('here');
const day = new Date('2026-01-31T00:00:00Z');

/** A code that zod adds has no row here, and does not compile. */
const BY_CODE: Record<z.core.$ZodIssue['code'], Case[]> = {
  invalid_type: [
    [z.string(), 5, 'must be text, not a number'],
    [z.string(), undefined, 'is missing'],
    [z.string(), null, 'must be text, not null'],
    [z.string(), true, 'must be text, not true'],
    [z.string(), ['a'], 'must be text, not a list'],
    [z.string(), { a: 1 }, 'must be text, not an object'],
    [z.string(), NaN, 'must be text'],
    [z.string(), () => 1, 'must be text'],
    [z.string(), 5n, 'must be text, not a whole number'],
    [z.string(), day, 'must be text, not a date'],
    [z.number(), 'x', 'must be a number, not text'],
    [z.number(), NaN, 'must be a number'],
    [z.coerce.number(), 'x', 'must be a number'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.number().int(), 1.5, 'must be a whole number'],
    [z.bigint(), 'x', 'must be a whole number, not text'],
    [z.boolean(), 'yes', 'must be true or false, not text'],
    [z.date(), 'today', 'must be a date, not text'],
    [z.date(), new Date('x'), 'must be a date'],
    [z.array(z.string()), 'a', 'must be a list, not text'],
    [z.tuple([z.string()]), 'a', 'must be a list, not text'],
    [z.set(z.string()), 'a', 'must be a list, not text'],
    [z.object({}), [], 'must be an object, not a list'],
    [z.record(z.string(), z.string()), 5, 'must be an object, not a number'],
    [z.map(z.string(), z.string()), 5, 'must be an object, not a number'],
    [z.null(), 5, 'must be null, not a number'],
    [z.nan(), 'x', 'must be a number, not text'],
    [z.undefined(), 5, 'must not be given'],
    [z.void(), 5, 'must not be given'],
    [z.never(), 5, 'must not be given'],
    [z.string().optional().nonoptional(), undefined, 'is missing'],
    [z.symbol(), 'x', 'must be a symbol, not text'],
    [z.file(), 'x', 'must be a file, not text'],
    [z.object({ a: z.object({ b: z.string() }) }), { a: { b: 1 } }, 'a.b must be text, not a number'],
  ],
  invalid_value: [
    [z.enum(['read', 'write', 'admin']), 'root', 'must be read, write or admin'],
    [z.enum(['read', 'write']), undefined, 'is missing: must be read or write'],
    [z.enum({ one: 1, two: 2 }), 3, 'must be 1 or 2'],
    [z.literal('only'), 'x', 'must be only'],
    [z.literal(['a b', '']), 'x', 'must be "a b" or ""'],
    [z.literal([null, true, 5]), 'x', 'must be null, true or 5'],
    [z.stringbool(), 'perhaps', expect.stringMatching(/^must be true, .* or disabled$/) as unknown as string],
  ],
  too_small: [
    [z.string().min(1), '', 'must not be empty'],
    [z.string().min(2), 'a', 'must be at least 2 characters long'],
    [z.string().length(1), '', 'must be exactly 1 character long'],
    [z.array(z.string()).min(1), [], 'must not be empty'],
    [z.array(z.string()).min(2), [], 'must have at least 2 entries'],
    [z.array(z.string()).length(1), [], 'must have exactly 1 entry'],
    [z.tuple([z.string(), z.string()]), ['a'], 'must have at least 2 entries'],
    [z.set(z.string()).min(2), new Set(), 'must have at least 2 entries'],
    [z.map(z.string(), z.string()).min(2), new Map(), 'must have at least 2 entries'],
    [z.file().min(2), new File([], 'a'), 'must have at least 2 bytes'],
    [z.number().min(1), 0, 'must be at least 1'],
    [z.number().gt(1), 1, 'must be more than 1'],
    [z.number().positive(), 0, 'must be more than 0'],
    [z.bigint().min(5n), 1n, 'must be at least 5'],
    [z.date().min(day), new Date(0), 'must not be before 2026-01-31T00:00:00.000Z'],
  ],
  too_big: [
    [z.string().max(1), 'ab', 'must be at most 1 character long'],
    [z.string().length(2), 'abc', 'must be exactly 2 characters long'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry'],
    [z.tuple([z.string()]), ['a', 'b'], 'must have at most 1 entry'],
    [z.set(z.string()).max(1), new Set(['a', 'b']), 'must have at most 1 entry'],
    [z.set(z.string()).size(1), new Set(['a', 'b']), 'must have exactly 1 entry'],
    [z.file().max(1), new File(['abc'], 'a'), 'must have at most 1 byte'],
    [z.number().max(100), 101, 'must be at most 100'],
    [z.number().lt(100), 100, 'must be less than 100'],
    [z.int(), 2 ** 60, 'must be at most 9007199254740991'],
    [z.bigint().max(5n), 6n, 'must be at most 5'],
    [z.date().max(day), new Date('2027-01-01'), 'must not be after 2026-01-31T00:00:00.000Z'],
  ],
  invalid_format: [
    [z.email(), 'x', 'must be an e-mail address'],
    [z.url(), 'x', 'must be an address, such as https://example.com'],
    [z.emoji(), 'x', 'must be an emoji'],
    [z.uuid(), 'x', 'must be a UUID'],
    [z.guid(), 'x', 'must be a UUID'],
    [z.nanoid(), 'x', 'must be a nanoid'],
    [z.cuid2(), '!', 'must be a cuid2'],
    [z.ulid(), 'x', 'must be a ulid'],
    [z.iso.datetime(), 'monday', 'must be a time, such as 2026-01-31T09:00:00Z'],
    [z.iso.date(), 'monday', 'must be a date, such as 2026-01-31'],
    [z.iso.time(), 'noon', 'must be a time of day, such as 09:00:00'],
    [z.iso.duration(), 'long', 'must be a duration, such as P1DT2H'],
    [z.ipv4(), 'x', 'must be an IPv4 address'],
    [z.ipv6(), 'x', 'must be an IPv6 address'],
    [z.mac(), 'x', 'must be a MAC address'],
    [z.cidrv4(), 'x', 'must be a range of IPv4 addresses, such as 192.0.2.0/24'],
    [z.cidrv6(), 'x', 'must be a range of IPv6 addresses, such as 2001:db8::/32'],
    [z.base64(), '!', 'must be base64'],
    [z.base64url(), '!', 'must be base64url'],
    [z.e164(), 'x', 'must be a phone number, such as +4930123456'],
    [z.jwt(), 'x', 'must be a JWT'],
    [z.string().lowercase(), 'A', 'must be in lower case'],
    [z.string().uppercase(), 'a', 'must be in upper case'],
    [z.string().regex(/^\d+$/), 'x', 'must match /^\\d+$/'],
    [z.templateLiteral(['M', z.int()]), 'x', expect.stringMatching(/^must match \^?M/) as unknown as string],
    [z.string().startsWith('nectr_'), 'x', 'must begin with "nectr_"'],
    [z.string().endsWith('.md'), 'x', 'must end with ".md"'],
    [z.string().includes('/'), 'x', 'must contain "/"'],
    [z.stringFormat('handle', () => false), 'x', 'must be a handle'],
  ],
  not_multiple_of: [
    [z.number().multipleOf(5), 3, 'must be a multiple of 5'],
    [z.number().multipleOf(1), 1.5, 'must be a whole number'],
  ],
  unrecognized_keys: [
    [z.strictObject({}), { colour: 1, size: 2 }, 'colour is not a known field; size is not a known field'],
    [z.object({ a: z.strictObject({}) }), { a: { colour: 1 } }, 'a.colour is not a known field'],
  ],
  invalid_key: [
    [
      z.record(z.string().max(3), z.int()),
      { long: 1 },
      'long has a name that does not fit: it must be at most 3 characters long',
    ],
    [
      z.map(z.object({ a: z.string() }), z.int()),
      new Map([[{ a: 1 }, 1]]),
      'has a name that does not fit: it a must be text, not a number',
    ],
  ],
  invalid_element: [
    [z.map(z.symbol(), z.int()), new Map([[symbol, 'x']]), 'Symbol(here) must be a number, not text'],
    [
      z.map(z.object({}), z.int()),
      new Map([[{}, 'x']]),
      'has an entry that does not fit: it must be a number, not text',
    ],
  ],
  invalid_union: [
    [z.union([z.string(), z.null()]), 5, 'must be text or null, not a number'],
    [z.string().max(3).nullable(), 'long', 'must be at most 3 characters long'],
    [z.union([z.string().max(3), z.null()]), 'long', 'must be at most 3 characters long'],
    [z.union([z.string(), z.int()]), undefined, 'is missing'],
    [z.union([z.enum(['on', 'off']), z.int()]), 'up', 'must be on, off or a number, not text'],
    [
      z.union([z.string().max(1), z.string().startsWith('M')]),
      'long',
      'must be at most 1 character long, or must begin with "M"',
    ],
    [
      z.object({ to: z.union([z.object({ a: z.int() }), z.string()]) }),
      { to: { a: 'x' } },
      'to.a must be a number, not text',
    ],
    [z.xor([z.string(), z.string().min(1)]), 'x', 'fits more than one of its forms'],
    [form, { type: 'paint' }, 'type must be label or check'],
    [form, {}, 'type is missing: must be label or check'],
    [form, { type: 'label', labels: [], colour: 1 }, 'labels must not be empty; colour is not a known field'],
    [form, 'label', 'must be an object, not text'],
  ],
  custom: [
    [z.string().refine(() => false), 'x', 'is not valid'],
    [z.string().refine(() => false, 'holds a NUL'), 'x', 'holds a NUL'],
  ],
};

describe.each(Object.entries(BY_CODE))('%s', (_, cases) => {
  it.each(cases.map(([schema, value, said]) => ({ schema, value, said })))('says: $said', ({ schema, value, said }) => {
    const { error } = schema.safeParse(value);
    expect(sayAll(error?.issues ?? [])).toEqual(said);
    // Who reads only the message, as the SDK of MCP does, reads no sentence of zod either.
    for (const { message } of error?.issues ?? [])
      expect(message).not.toMatch(/invalid|expected|received|too (?:big|small)/i);
  });

  it('has a row that raises it', () => {
    const raised = cases.flatMap(
      ([schema, value]) => schema.safeParse(value).error?.issues.map(({ code }) => code) ?? [],
    );
    expect(raised).toContain(_);
  });
});

it('lets a schema say for itself what is wrong', () => {
  expect(z.int('must be the number of a pull request').safeParse('x').error?.issues[0]?.message).toBe(
    'must be the number of a pull request',
  );
});

it('names each unknown field by itself, where somebody shows only the message too', () => {
  const issues = z.strictObject({}).safeParse({ colour: 1, size: 2 }).error?.issues ?? [];
  expect(issues[0]?.message).toBe('unknown fields: colour, size');
  expect(saidIssues(issues).map(({ path }) => path)).toEqual([['colour'], ['size']]);
});

it('shows nothing of a value', () => {
  const secret = 'nectr_secret';
  for (const schema of [z.int(), z.enum(['a']), z.uuid(), z.string().max(3), z.union([z.int(), z.null()])])
    expect(sayAll(schema.safeParse(secret).error?.issues ?? [])).not.toContain(secret);
});
