import { isEqual, orderOf } from './compare.js';
import { LONGEST_BUILT, pay, type Part, type Run } from './run.js';
import { Span } from './span.js';
import { elementOf, isInt64, kindOf, Unknown, type List, type MapValue, type Value } from './values.js';

type Known = Exclude<Value, Unknown>;
type Binary = (left: Known, right: Known, run: Run) => Value;

/** An operator on its parts; `&&`, `||` and `? :` look at what they need only. */
export function buildOperator(operator: string, parts: readonly Part[]): Part {
  const [first, second, third] = parts as [Part, Part, Part];
  switch (operator) {
    case '&&':
    case '||':
      return joined(first, second, operator === '||');
    case '?:':
      return (run) => {
        const value = truth(first(run));
        return value instanceof Unknown ? value : value ? second(run) : third(run);
      };
    case '!_':
      return (run) => not(truth(first(run)));
    case '-_':
      return (run) => negated(first(run));
    default: {
      const operate = BINARY[operator] ?? (() => new Unknown(`\`${operator}\` is not supported`));
      return (run) => {
        const [left, right] = [first(run), second(run)];
        if (left instanceof Unknown) return left;
        return right instanceof Unknown ? right : operate(left, right, run);
      };
    }
  }
}

/** True, false or unknown; what is none of them is unknown. */
export function truth(value: Value): boolean | Unknown {
  if (typeof value === 'boolean' || value instanceof Unknown) return value;
  return new Unknown(`it is ${kindOf(value)}, neither true nor false`);
}

export function not(value: boolean | Unknown): boolean | Unknown {
  return value instanceof Unknown ? value : !value;
}

/** Kleene's logic: the decisive value decides (`||` true, `&&` false), whatever is not known beside it. */
function joined(left: Part, right: Part, decisive: boolean): Part {
  return (run) => {
    const first = truth(left(run));
    if (first === decisive) return first;
    const second = truth(right(run));
    return second === decisive || !(first instanceof Unknown) ? second : first;
  };
}

function negated(value: Value): Value {
  if (value instanceof Unknown) return value;
  if (typeof value === 'number') return -value;
  return typeof value === 'bigint' ? whole(-value) : new Unknown(`\`-\` is not for ${kindOf(value)}`);
}

function whole(value: bigint): Value {
  return isInt64(value) ? value : new Unknown('the number is out of range');
}

const BINARY: Readonly<Record<string, Binary>> = {
  '==': (left, right, run) => isEqual(left, right, run),
  '!=': (left, right, run) => not(isEqual(left, right, run)),
  '<': ordered('<', (order) => order < 0),
  '<=': ordered('<=', (order) => order <= 0),
  '>': ordered('>', (order) => order > 0),
  '>=': ordered('>=', (order) => order >= 0),
  in: isIn,
  '+': add,
  '-': subtract,
  '*': arithmetic(
    '*',
    (a, b) => whole(a * b),
    (a, b) => a * b,
  ),
  '/': arithmetic(
    '/',
    (a, b) => (b === 0n ? new Unknown('division by zero') : whole(a / b)),
    (a, b) => a / b,
  ),
  '%': arithmetic('%', (a, b) => (b === 0n ? new Unknown('division by zero') : a % b), null),
};

function ordered(operator: string, test: (order: number) => boolean): Binary {
  return (left, right, run) => {
    const order = orderOf(left, right, run);
    return order === undefined ? misfit(operator, left, right) : test(order);
  };
}

function misfit(operator: string, left: Known, right: Known): Unknown {
  return new Unknown(`\`${operator}\` is not for ${kindOf(left)} and ${kindOf(right)}`);
}

function arithmetic(
  operator: string,
  ints: (a: bigint, b: bigint) => Value,
  doubles: ((a: number, b: number) => Value) | null,
): Binary {
  return (left, right) => {
    if (typeof left === 'bigint' && typeof right === 'bigint') return ints(left, right);
    if (typeof left === 'number' && typeof right === 'number' && doubles !== null) return doubles(left, right);
    return misfit(operator, left, right);
  };
}

const addNumbers = arithmetic(
  '+',
  (a, b) => whole(a + b),
  (a, b) => a + b,
);
const subtractNumbers = arithmetic(
  '-',
  (a, b) => whole(a - b),
  (a, b) => a - b,
);

function add(left: Known, right: Known, run: Run): Value {
  if (typeof left === 'string' && typeof right === 'string')
    return built(left.length + right.length, run, () => left + right);
  if (Array.isArray(left) && Array.isArray(right))
    return built(left.length + right.length, run, () => [...(left as List), ...(right as List)] as Value);
  if (left instanceof Span && right instanceof Span) return new Span(left.ms + right.ms);
  if (left instanceof Date && right instanceof Span) return moved(left, right.ms);
  if (left instanceof Span && right instanceof Date) return moved(right, left.ms);
  return addNumbers(left, right, run);
}

function subtract(left: Known, right: Known, run: Run): Value {
  if (left instanceof Span && right instanceof Span) return new Span(left.ms - right.ms);
  if (left instanceof Date && right instanceof Date) return new Span(left.getTime() - right.getTime());
  if (left instanceof Date && right instanceof Span) return moved(left, -right.ms);
  return subtractNumbers(left, right, run);
}

function moved(time: Date, ms: number): Value {
  const then = new Date(time.getTime() + ms);
  return Number.isNaN(then.getTime()) ? new Unknown('the time is out of range') : then;
}

function built(size: number, run: Run, make: () => Value): Value {
  if (size > LONGEST_BUILT) return new Unknown(`a text or list is longer than ${LONGEST_BUILT}`);
  pay(run, size);
  return make();
}

function isIn(value: Known, range: Known, run: Run): Value {
  if (kindOf(range) === 'map') return typeof value === 'string' && isKey(range as MapValue, value);
  if (!Array.isArray(range)) return misfit('in', value, range);
  let unknown: Unknown | null = null;
  for (const given of range as List) {
    pay(run, 5);
    const element = elementOf(given);
    const same = element instanceof Unknown ? element : isEqual(value, element, run);
    if (same === true) return true;
    if (same instanceof Unknown) unknown ??= same;
  }
  return unknown ?? false;
}

function isKey(map: MapValue, key: string): boolean {
  return Object.hasOwn(map, key) && map[key] !== undefined;
}
