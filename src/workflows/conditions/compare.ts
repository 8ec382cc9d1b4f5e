import { Span } from './span.js';
import { pay, type Run } from './run.js';
import { elementOf, kindOf, Unknown, type Kind, type List, type MapValue, type Value } from './values.js';

type Known = Exclude<Value, Unknown>;

const DEEPEST = 50;

/** Whether two values are equal as CEL has it: numbers by value, different kinds never. */
export function isEqual(left: Known, right: Known, run: Run, depth = 0): boolean | Unknown {
  if (depth > DEEPEST) return new Unknown(`lists and maps deeper than ${DEEPEST} are not compared`);
  if (typeof left === 'string' && typeof right === 'string') {
    pay(run, 1 + (left.length === right.length ? left.length / 64 : 0));
    return left === right;
  }
  const isNumber = (value: Known): value is bigint | number => typeof value === 'bigint' || typeof value === 'number';
  // oxlint-disable-next-line eqeqeq -- a BigInt and a number are equal by value only so
  if (isNumber(left) && isNumber(right)) return left == right;
  const kind = kindOf(left);
  if (kind !== kindOf(right)) return false;
  switch (kind) {
    case 'list':
      return areListsEqual(left as List, right as List, run, depth);
    case 'map':
      return areMapsEqual(left as MapValue, right as MapValue, run, depth);
    case 'timestamp':
    case 'duration':
      return timeOf(left) === timeOf(right);
    default:
      return left === right;
  }
}

function areListsEqual(left: List, right: List, run: Run, depth: number): boolean | Unknown {
  if (left.length !== right.length) return false;
  return all(left.keys(), run, depth, (index) => [left[index], right[index]]);
}

function areMapsEqual(left: MapValue, right: MapValue, run: Run, depth: number): boolean | Unknown {
  const keys = keysOf(left, run);
  if (keys.length !== keysOf(right, run).length) return false;
  if (!keys.every((key) => Object.hasOwn(right, key))) return false;
  return all(keys, run, depth, (key) => [left[key], right[key]]);
}

/** False as soon as one pair differs; unknown where one cannot be told and none differs. */
function all<K>(keys: Iterable<K>, run: Run, depth: number, pair: (key: K) => [unknown, unknown]): boolean | Unknown {
  let unknown: Unknown | null = null;
  for (const key of keys) {
    pay(run, 40);
    const [left, right] = pair(key).map(elementOf) as [Value, Value];
    const one =
      left instanceof Unknown ? left : right instanceof Unknown ? right : isEqual(left, right, run, depth + 1);
    if (one === false) return false;
    if (one instanceof Unknown) unknown ??= one;
  }
  return unknown ?? true;
}

/** The keys of a map. Looking at them costs what they are many. */
export function keysOf(map: MapValue, run: Run): string[] {
  const keys = Object.keys(map);
  pay(run, keys.length * 20);
  return keys;
}

const ORDERED: ReadonlySet<Kind> = new Set(['bool', 'string', 'timestamp', 'duration']);

/** Below 0, 0 or above 0; NaN where a number is none; undefined: they have no order. */
export function orderOf(left: Known, right: Known, run: Run): number | undefined {
  const [kind, other] = [kindOf(left), kindOf(right)];
  const numbers = ['int', 'double'];
  if (numbers.includes(kind) && numbers.includes(other)) {
    const [a, b] = [left as number | bigint, right as number | bigint];
    return a < b ? -1 : a > b ? 1 : Number.isNaN(a) || Number.isNaN(b) ? NaN : 0;
  }
  if (kind !== other || !ORDERED.has(kind)) return undefined;
  if (typeof left === 'string' && typeof right === 'string') {
    pay(run, Math.min(left.length, right.length) / 32);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return Math.sign(timeOf(left) - timeOf(right));
}

function timeOf(value: Known): number {
  return value instanceof Date ? value.getTime() : value instanceof Span ? value.ms : Number(value);
}
