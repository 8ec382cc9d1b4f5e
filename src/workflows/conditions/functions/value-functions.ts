import { keysOf } from '../compare.js';
import { NODE, pay } from '../run.js';
import { Span, parseSpan } from '../span.js';
import { isInt64, Unknown, type List, type MapValue } from '../values.js';
import type { ConditionFunction } from './condition-function.js';

/** The largest double has 309 digits. */
const LONGEST_NUMBER = 400;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Functions of any value: its size and its conversions. */
export const VALUE_FUNCTIONS: readonly ConditionFunction[] = [
  ...[false, true].map((isMethod): ConditionFunction => ({
    name: 'size',
    isMethod,
    usage: isMethod ? 'list.size()' : 'size(event.changed_files)',
    about: 'How many elements a list or map has, or characters a text',
    takes: [['list'], ['map'], ['string']],
    call: ([value], run) => {
      if (typeof value === 'string') {
        pay(run, value.length / 4);
        return BigInt(value.length - pairsIn(value));
      }
      return BigInt(Array.isArray(value) ? (value as List).length : keysOf(value as MapValue, run).length);
    },
  })),
  {
    name: 'string',
    isMethod: false,
    usage: 'string(event.number)',
    about: 'A number, a bool, a time or a duration as text',
    // For the type checker, which knows the others.
    signatures: ['string(google.protobuf.Timestamp): string', 'string(google.protobuf.Duration): string'],
    takes: [['string'], ['int'], ['double'], ['bool'], ['timestamp'], ['duration']],
    call: ([value]) => (value instanceof Date ? value.toISOString() : String(value as string)),
  },
  {
    name: 'int',
    isMethod: false,
    usage: 'int("42")',
    about: 'A text or a double as a whole number',
    takes: [['int'], ['double'], ['string']],
    call: ([value], run) => {
      pay(run, 2 * NODE);
      const isWhole = typeof value !== 'string' || /^[+-]?\d{1,19}$/.test(value);
      const number = isWhole && Number.isFinite(Number(value)) ? toInt(value as bigint | number | string) : null;
      return number !== null && isInt64(number) ? number : new Unknown('`int` is given what is no whole number');
    },
  },
  {
    name: 'double',
    isMethod: false,
    usage: 'double(payload.price)',
    about: 'A text or a whole number as a number with decimals',
    takes: [['int'], ['double'], ['string']],
    call: ([value], run) => {
      if (typeof value !== 'string') return Number(value);
      pay(run, Math.min(value.length, LONGEST_NUMBER) / 2);
      const isNumber = value.length <= LONGEST_NUMBER && DECIMAL.test(value);
      return isNumber ? Number(value) : new Unknown('`double` is given what is no number');
    },
  },
  {
    name: 'bool',
    isMethod: false,
    usage: 'bool("true")',
    about: '`true` or `false` from a text',
    takes: [['bool'], ['string']],
    call: ([value]) => {
      if (typeof value === 'boolean') return value;
      if (['1', 't', 'true', 'TRUE', 'True'].includes(value as string)) return true;
      if (['0', 'f', 'false', 'FALSE', 'False'].includes(value as string)) return false;
      return new Unknown('`bool` is given neither true nor false');
    },
  },
  {
    name: 'dyn',
    isMethod: false,
    usage: 'dyn(inputs.limit)',
    about: 'The value, whose type is looked at only when the condition is',
    takes: [['string'], ['int'], ['double'], ['bool'], ['timestamp'], ['duration'], ['list'], ['map'], ['null']],
    call: ([value]) => value ?? null,
  },
  {
    name: 'duration',
    isMethod: false,
    usage: 'duration("36h")',
    about: 'A length of time: `90m`, `1h30m`, `2.5s`',
    takes: [['string']],
    call: ([text]) => parseSpan(text as string) ?? new Unknown('`duration` is given what is none'),
  },
  ...(['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'] as const).map((name): ConditionFunction => ({
    name,
    isMethod: true,
    usage: `duration.${name}()`,
    about: 'The whole duration in this unit',
    takes: [['duration']],
    call: ([span]) => BigInt(Math.trunc((span as Span).ms / SPAN_UNITS[name])),
  })),
];

const SPAN_UNITS = { getHours: 3_600_000, getMinutes: 60_000, getSeconds: 1000, getMilliseconds: 1 } as const;

function toInt(value: bigint | number | string): bigint {
  return BigInt(typeof value === 'number' ? Math.trunc(value) : value);
}

/** Characters that take two places. */
function pairsIn(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0xd800 || code > 0xdbff) continue;
    const next = text.charCodeAt(at + 1);
    if (next >= 0xdc00 && next <= 0xdfff) pairs++;
  }
  return pairs;
}
