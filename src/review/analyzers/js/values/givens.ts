import type { Node } from 'web-tree-sitter';
import { parentOf } from '../../../../syntax/parent-of.js';
import { headOf, placesOf } from '../../node-text.js';
import { namesOf } from './names-of.js';
import type { Binding, Given } from './scopes.js';

/** A person gives a name no more values than this; of more, those next to the use count. */
const MOST = 60;

/**
 * What `binding` may hold where `use` stands, in the order of the file: in the same function what was given before,
 * from the last value on that was surely given; in another function all of it.
 */
export function givensAt(binding: Binding, use: Node): Given[] {
  const { gives } = binding;
  if (gives.length <= 1) return gives;
  const scope = namesOf(use).scopeAt(use.startIndex);
  if (scope.within !== binding.scope.within) return gives.length <= MOST ? gives : gives.slice(0, MOST);
  const found: Given[] = [];
  for (let at = lastEnded(gives, use.startIndex); at >= 0 && found.length < MOST; at -= 1) {
    const given = gives[at];
    if (!given) break;
    found.push(given);
    const surely = !given.adds && given.scope.within === scope.within && given.scope.start <= use.startIndex;
    if (surely && given.scope.end >= use.endIndex && !isConditional(given) && !goesOn(given, binding.name)) break;
  }
  return found.reverse();
}

function lastEnded(gives: readonly Given[], index: number): number {
  let [low, high] = [0, gives.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((gives[middle]?.end ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Whether a value holds what the name held before: `sql = sql + …`. */
function goesOn(given: Given, name: string): boolean {
  return !placesOf(name, headOf(given.value, 300)).next().done;
}

/** Whether a value is given in the one statement of an `if` or a loop without a block. */
function isConditional(given: Given): boolean {
  const statement =
    parentOf(given.value)?.type === 'variable_declarator' ? null : parentOf(parentOf(given.value) ?? given.value);
  const around = statement?.type === 'expression_statement' ? parentOf(statement) : null;
  return around !== null && !/^(?:statement_block|program|switch_case|switch_default)$/.test(around.type);
}
