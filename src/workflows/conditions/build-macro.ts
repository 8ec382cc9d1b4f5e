import { keysOf } from './compare.js';
import { NODE, pay, type Part, type Run } from './run.js';
import { elementOf, kindOf, Unknown, type List, type MapValue, type Value } from './values.js';

/** What a list macro asks of each element: true, false or unknown. */
type Ask = (run: Run, element: Value) => boolean | Unknown;

interface MacroParts {
  /** Where its variable is kept. */
  slot: number;
  range: Part;
  bodies: readonly Part[];
}

/** `list.exists(x, …)` and its kin, over the elements of a list or the keys of a map. */
export function buildMacro(name: string, { slot, range, bodies }: MacroParts): Part {
  const parts = bodies.map((body) => (run: Run, element: Value): Value => {
    run.locals[slot] = element;
    return body(run);
  });
  const over = overElements(name, parts);
  return (run) => {
    const from = range(run);
    if (from instanceof Unknown) return from;
    const kind = kindOf(from);
    if (kind !== 'list' && kind !== 'map') return new Unknown(`\`${name}\` is for lists and maps, not for ${kind}`);
    return over(run, kind === 'list' ? (from as List) : keysOf(from as MapValue, run));
  };
}

type Body = (run: Run, element: Value) => Value;

function overElements(name: string, bodies: readonly Body[]): (run: Run, elements: List) => Value {
  const [first, second] = bodies as [Body, Body | undefined];
  const ask = asking(name, first);
  switch (name) {
    case 'exists':
      return (run, elements) => decide(run, elements, ask, true);
    case 'all':
      return (run, elements) => decide(run, elements, ask, false);
    case 'exists_one':
      return (run, elements) => {
        const found = select(run, elements, ask);
        return found instanceof Unknown ? found : found.length === 1;
      };
    case 'filter':
      return (run, elements) => select(run, elements, ask);
    default:
      return (run, elements) => {
        const chosen = second === undefined ? elements : select(run, elements, ask);
        return chosen instanceof Unknown ? chosen : mapped(run, chosen, second ?? first);
      };
  }
}

function asking(name: string, body: Body): Ask {
  return (run, element) => {
    pay(run, NODE);
    const answer = element instanceof Unknown ? element : body(run, element);
    if (typeof answer === 'boolean' || answer instanceof Unknown) return answer;
    return new Unknown(`what \`${name}\` asks is neither true nor false`);
  };
}

/** The first element with that answer decides; without one, an element that cannot be told leaves it unknown. */
function decide(run: Run, elements: List, ask: Ask, decisive: boolean): boolean | Unknown {
  let unknown: Unknown | null = null;
  for (const element of elements) {
    const answer = ask(run, elementOf(element));
    if (answer === decisive) return decisive;
    if (answer instanceof Unknown) unknown ??= answer;
  }
  return unknown ?? !decisive;
}

function select(run: Run, elements: List, ask: Ask): Value[] | Unknown {
  const chosen: Value[] = [];
  for (const given of elements) {
    const element = elementOf(given);
    const answer = ask(run, element);
    if (answer instanceof Unknown) return answer;
    if (answer) chosen.push(element);
  }
  return chosen;
}

function mapped(run: Run, elements: List, body: Body): Value {
  const made: Value[] = [];
  for (const given of elements) {
    pay(run, NODE);
    const element = elementOf(given);
    const value = element instanceof Unknown ? element : body(run, element);
    if (value instanceof Unknown) return value;
    made.push(value);
  }
  return made;
}
