import { Span } from './span.js';

/** That something cannot be told, with the reason as a sentence without its full stop. */
export class Unknown {
  constructor(readonly why: string) {}
}

/**
 * What an expression comes to. Integers are BigInt (64 bits), a time is a Date. Lists and maps hold JSON as it came;
 * `valueOf` reads it.
 */
export type Value = null | boolean | bigint | number | string | Date | Span | List | MapValue | Unknown;
export type List = readonly unknown[];
export type MapValue = Readonly<Record<string, unknown>>;

export type Kind = 'null' | 'bool' | 'int' | 'double' | 'string' | 'timestamp' | 'duration' | 'list' | 'map';

const MOST_INT = 2n ** 63n - 1n;
const LEAST_INT = -(2n ** 63n);

/** Whether an integer is one of 64 bits. */
export function isInt64(value: bigint): boolean {
  return value >= LEAST_INT && value <= MOST_INT;
}

/** A value of the facts; `name` is what it is called where it is not known. */
export function valueOf(given: unknown, name: () => string): Value {
  switch (typeof given) {
    case 'string':
    case 'boolean':
      return given;
    case 'number':
      return Number.isSafeInteger(given) ? BigInt(given) : given;
    case 'bigint':
      return isInt64(given) ? given : new Unknown(`${name()} is out of range`);
    case 'undefined':
      return new Unknown(`${name()} is not known`);
    case 'object':
      if (given === null || Array.isArray(given) || given instanceof Span || given instanceof Unknown) return given;
      if (given instanceof Date)
        return Number.isNaN(given.getTime()) ? new Unknown(`${name()} is no valid time`) : given;
      if (isPlain(given)) return given;
  }
  return new Unknown(`${name()} is nothing that can be compared`);
}

/** An element of a list or map that is known; a hole in it is not. */
export function elementOf(given: unknown): Value {
  return valueOf(given, () => 'an element of the list');
}

function isPlain(given: object): given is MapValue {
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === null || prototype === Object.prototype;
}

/** What kind of value it is, in CEL's word. */
export function kindOf(value: Exclude<Value, Unknown>): Kind {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    default:
      if (value === null) return 'null';
      if (value instanceof Date) return 'timestamp';
      if (value instanceof Span) return 'duration';
      return Array.isArray(value) ? 'list' : 'map';
  }
}
