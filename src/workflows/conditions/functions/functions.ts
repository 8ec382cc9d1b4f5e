import { CHANGE_FUNCTIONS } from './change-functions.js';
import type { ConditionFunction } from './condition-function.js';
import { TEXT_FUNCTIONS } from './text-functions.js';
import { TIME_FUNCTIONS } from './time-functions.js';
import { VALUE_FUNCTIONS } from './value-functions.js';

/** Every function that a condition may call, in the order of the documentation, but the macros over lists. */
export const FUNCTIONS: readonly ConditionFunction[] = [
  ...CHANGE_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...VALUE_FUNCTIONS,
  ...TIME_FUNCTIONS,
];

/** Macros over lists and over the keys of a map, and `has`. */
export const MACROS: readonly { usage: string; about: string }[] = [
  { usage: 'has(payload.issue.level)', about: 'The field is there' },
  { usage: 'list.exists(x, x > 1)', about: 'It holds for one element at least' },
  { usage: 'list.all(x, x > 1)', about: 'It holds for every element' },
  { usage: 'list.exists_one(x, x > 1)', about: 'It holds for exactly one element' },
  { usage: 'list.filter(x, x > 1)', about: 'The elements for which it holds' },
  { usage: 'list.map(x, x + 1)', about: 'The list with something made of each element' },
  { usage: 'list.map(x, x > 1, x + 1)', about: 'The same of the elements for which it holds' },
];

/** The functions of one name that are called alike. */
export function functionsNamed(name: string, isMethod: boolean): readonly ConditionFunction[] {
  return FUNCTIONS.filter((one) => one.name === name && one.isMethod === isMethod);
}
