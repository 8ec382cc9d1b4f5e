import type { Node } from 'web-tree-sitter';
import type { Purpose } from './conversions.js';
import type { Binding } from './scopes.js';

/**
 * What is known of a value, from harmless to proven: it is `constant`, a `number`, `escaped` for its purpose, of
 * `unknown` origin, `derived` from a request by something that may have made it harmless, chosen by whoever made the
 * link to a `page`, or by the client of a `request`.
 */
export type Kind = 'constant' | 'number' | 'escaped' | 'unknown' | 'derived' | 'page' | 'request';
const KINDS: readonly Kind[] = ['constant', 'number', 'escaped', 'unknown', 'derived', 'page', 'request'];

/** The harmful of two kinds. */
export function worse(a: Kind, b: Kind): Kind {
  return KINDS.indexOf(a) >= KINDS.indexOf(b) ? a : b;
}

/** The arguments of a call of a function of the file, by parameter. */
export type Arguments = ReadonlyMap<Binding, { kind: Kind; node: Node | null }>;

/** One question about the values of a file: for what, and what parameters hold in the call that is followed. */
export interface Question {
  purpose: Purpose;
  /** What parameters hold, in a call that is followed; its judgements are not kept. */
  given: Arguments | null;
  judge(node: Node): Kind;
  /** Like `judge`, of a property of a value (`[]` for any element). */
  judgeAt(node: Node, path: readonly string[]): Kind;
  /** The same question inside a function that is called with these arguments. */
  within(given: Arguments): Question;
  /** The same question for another purpose. */
  as(purpose: Purpose): Question;
  judgeBinding(binding: Binding, use: Node): Kind;
  /** How many calls may still be followed. */
  calls: number;
}

/** The most harmful kind of `nodes`; constant for none. */
export function worstOf(nodes: readonly Node[], ask: Question): Kind {
  let kind: Kind = 'constant';
  for (const node of nodes) {
    kind = worse(kind, ask.judge(node));
    if (kind === 'request') break;
  }
  return kind;
}
