/** What a text is about, and whether it says yes or no. */
export interface Said {
  /** Without those that say nothing, each cut to its stem. */
  words: ReadonlySet<string>;
  /** How many words say no. */
  negations: number;
  /** It holds under a condition, or with an exception. */
  conditional: boolean;
}

const NEGATIONS = new Set(
  (
    'not no never none nor neither cannot avoid avoids avoided forbid forbids forbidden disallow ' +
    'disallowed prohibit prohibited ban banned stop without'
  ).split(' '),
);
const CONDITIONS = new Set('unless except only if when until but otherwise however'.split(' '));
const EMPTY = new Set(
  (
    'a an the this that these those it its we our us you your they their i is are was were be been am do ' +
    'does did has have had will would shall should must may might can could to of in on at by for from ' +
    'with as and or so than then there here always please also just all any every each because since ' +
    'which who what how too very ever let make sure need want'
  ).split(' '),
);

/**
 * Reads English words as they are compared: in lower case, identifiers split where their case changes, cut to their
 * stem. Deterministic and rough on purpose: it says that two texts speak of the same, never what they mean.
 */
export function wordsOf(text: string): Said {
  const all = text
    .replaceAll(/n['’]t\b/g, ' not ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return {
    words: new Set(all.filter(tells).map(stem)),
    negations: all.filter((word) => NEGATIONS.has(word)).length,
    conditional: all.some((word) => CONDITIONS.has(word)),
  };
}

/** How much of both is in each, from 0 to 1. */
export function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = sharedOf(one, other);
  const all = one.size + other.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** How many words are in both. */
export function sharedOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of one) if (other.has(word)) shared += 1;
  return shared;
}

function tells(word: string): boolean {
  return !NEGATIONS.has(word) && !CONDITIONS.has(word) && !EMPTY.has(word);
}

/** Plurals, `-ing` and `-ed` alike; a short word stays as it is. */
function stem(word: string): string {
  const cut = word.replace(/(?<=..)(?:ing|ed|es)$|(?<=...)(?<!s)s$/, '');
  return cut.replace(/(?<=..)e$/, '');
}
