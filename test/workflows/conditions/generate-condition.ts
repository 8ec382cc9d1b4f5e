import type { Random } from '../../markdown/random.js';

type Type = 'bool' | 'int' | 'double' | 'string' | 'time' | 'duration' | 'list' | 'dyn';

const LEAVES: Record<Type, readonly string[]> = {
  bool: [
    'true',
    'false',
    'event.draft',
    'event.merged',
    'event.fork',
    'has(steps.approval.by)',
    'has(payload.issue)',
    'has(event.title)',
  ],
  int: [
    '0',
    '1',
    '7',
    '-3',
    '9223372036854775807',
    'event.additions',
    'event.number',
    'review.findings.must_fix',
    'graph.callers',
    'graph.bus_factor',
  ],
  double: ['0.0', '1.5', '-2.25', '1e300', 'double(event.number)'],
  string: [
    '""',
    '"a"',
    '"payments"',
    "'é😀'",
    'r"\\d"',
    'r"\\\n"',
    '"""a"b"""',
    "r'''\\''''",
    'event.title',
    'event.base',
    'event.actor',
    'review.verdict',
    'review.risk',
  ],
  time: ['now', 'event.created_at', 'timestamp("2026-11-01T00:00:00Z")'],
  duration: ['duration("36h")', 'duration("1.5s")'],
  list: ['event.labels', 'event.changed_files', 'graph.experts', '["a", "bug"]', '[]', 'graph.hotspots'],
  dyn: [
    'payload.issue.count',
    'payload.issue.level',
    'payload.nothing',
    'payload.issue',
    'payload.issue.tags',
    'steps.approval.granted',
    'steps.http_request.body.code',
    'steps.http_request.body.ratio',
    'steps["approval"].by',
    'steps.gone.x',
    'inputs.limit',
    'dyn(1)',
    'null',
  ],
};
const CHANGE = [
  'touches("payments/**")',
  'touches("*.md")',
  'only_touches("docs/")',
  'label("bug")',
  'label(event.title)',
  'codeowner("@acme/payments")',
  'codeowner(event.actor)',
];
const PATTERNS = [
  '^fix',
  '(a|b)*c',
  '\\\\bround\\\\b',
  '[^/]+\\\\.ts$',
  '(?:a?){20}a{20}',
  '.*.*.*x',
  '(x+x+)+y',
  '\\\\p{L}+',
];
const WORDS = [
  'event',
  'draft',
  'review',
  'steps',
  'payload',
  'graph',
  'touches',
  'label',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '.',
  ',',
  '"',
  "'",
  '"a"',
  '1',
  '1u',
  'b"x"',
  '&&',
  '||',
  '!',
  '?',
  ':',
  '==',
  '<',
  '+',
  '-',
  'in',
  'map',
  'all',
  'exists',
  'x',
  'has',
  'cel',
  'bind',
  'type',
  '__proto__',
  'constructor',
  '\\',
  '//',
  '\n',
  ' ',
  'é',
  '\ud800',
  '"""',
  `'"""'`,
  'r"',
  '\\\n',
  '\\\\',
  '99999999999999999999',
  '1e999',
  '0x',
  'null',
  'true',
];

/**
 * A condition over the grammar of CEL and our tables, of any type now and then; `isPlain`: without what only we have, for
 * comparing with the library.
 */
export function generateCondition(random: Random, { isPlain = false } = {}): string {
  return expression(random, 'bool', random.below(5) + 1, { names: [], isPlain });
}

/** A text that is no condition, or hardly one: mutated, or put together of words and characters. */
export function generateGarbage(random: Random): string {
  if (random.below(2) === 0) {
    const text = generateCondition(random);
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(WORDS) + text.slice(at + random.below(4));
  }
  const words = Array.from({ length: random.below(40) }, () => random.pick(WORDS));
  return random.below(8) === 0 ? random.pick(WORDS).repeat(random.below(2500)) : words.join(random.pick(['', ' ']));
}

interface Scope {
  names: readonly string[];
  isPlain: boolean;
}

function expression(random: Random, type: Type, depth: number, scope: Scope): string {
  const of = (wanted: Type) => expression(random, wanted, depth - 1, scope);
  if (depth <= 0 || random.below(6) === 0) {
    if (type === 'string' && scope.names.length > 0 && random.below(2) === 0) return random.pick(scope.names);
    if (type === 'bool' && !scope.isPlain && random.below(2) === 0) return random.pick(CHANGE);
    return random.pick(LEAVES[type]);
  }
  if (random.below(12) === 0) return `(${of('bool')} ? ${of(type)} : ${of(type)})`;
  return random.pick(FORMS[type])(of, random, depth, scope);
}

type Form = (of: (type: Type) => string, random: Random, depth: number, scope: Scope) => string;
const OPERATORS = ['==', '!=', '<', '<=', '>', '>='];

function macro(name: string, wanted: Type): Form {
  return (of, random, depth, scope) => {
    const variable = `v${scope.names.length}`;
    const body = expression(random, wanted, depth - 1, { ...scope, names: [...scope.names, variable] });
    return `${of('list')}.${name}(${variable}, ${body})`;
  };
}

const join = (operator: string, left: string, right: string) => `(${left} ${operator} ${right})`;

const FORMS: Record<Type, readonly Form[]> = {
  bool: [
    (of) => join('&&', of('bool'), of('bool')),
    (of) => join('||', of('bool'), of('bool')),
    (of) => `${of('bool')} && ${of('bool')}`,
    (of) => `!${of('bool')}`,
    (of, random) => join(random.pick(OPERATORS), of('int'), of('int')),
    (of, random) => join(random.pick(OPERATORS), of('string'), of('string')),
    (of, random) => join(random.pick(OPERATORS), of('time'), of('time')),
    (of, random) => join(random.pick(OPERATORS.slice(2)), of('double'), of('int')),
    (of, random) =>
      join(random.pick(OPERATORS), of('dyn'), of(random.pick(['int', 'string', 'double', 'dyn'] as const))),
    (of) => join('==', of('list'), of('list')),
    (of) => join('in', of('string'), of('list')),
    (of, random) => `${of('string')}.${random.pick(['contains', 'startsWith', 'endsWith'])}(${of('string')})`,
    (of, random, _, { isPlain }) =>
      `${of('string')}.matches("${random.pick(isPlain ? ['^fix', '[^/]+\\\\.ts$'] : PATTERNS)}")`,
    macro('exists', 'bool'),
    macro('all', 'bool'),
    macro('exists_one', 'bool'),
  ],
  int: [
    (of, random) => join(random.pick(['+', '-', '*', '/', '%']), of('int'), of('int')),
    (of) => `size(${of('list')})`,
    (of) => `size(${of('string')})`,
    (of) => `-(${of('int')})`,
    (of) => `${of('string')}.indexOf(${of('string')})`,
    // The library takes an empty text for 0.
    (of, _, __, { isPlain }) => (isPlain ? of('int') : `int(${of('string')})`),
    (of, random) => `${of('time')}.${random.pick(['getHours', 'getDayOfWeek', 'getFullYear'])}()`,
    (of, _, __, { isPlain }) => (isPlain ? of('int') : `days_since(${of('time')})`),
    (of) => `${of('duration')}.getMinutes()`,
  ],
  double: [
    (of, random) => join(random.pick(['+', '-', '*', '/']), of('double'), of('double')),
    (of) => `double(${of('int')})`,
  ],
  string: [
    (of) => join('+', of('string'), of('string')),
    (of) => `${of('string')}.lowerAscii()`,
    (of) => `${of('string')}.trim()`,
    (of, random) => `${of('string')}.substring(${random.below(3)})`,
    (of) => `string(${of('int')})`,
    (of) => `${of('list')}.join(${of('string')})`,
    (of) => `${of('list')}[${of('int')}]`,
  ],
  time: [(of) => join('+', of('time'), of('duration')), (of) => join('-', of('time'), of('duration'))],
  duration: [(of) => join('-', of('time'), of('time')), (of) => join('+', of('duration'), of('duration'))],
  list: [
    (of) => join('+', of('list'), of('list')),
    (of) => `${of('string')}.split(${of('string')})`,
    macro('filter', 'bool'),
    macro('map', 'string'),
  ],
  dyn: [
    (of) => `dyn(${of('int')})`,
    (of) => `payload.issue.tags[${of('int')}]`,
    (of) => `payload.issue[${of('string')}]`,
  ],
};
