import type { Node } from 'web-tree-sitter';
import { matchOn } from '../node-text.js';
import type { Match } from '../types.js';
import { isFixed, isHarmless, isValue, type Origin, type Text, type Value } from './origin.js';
import type { Injected } from './sql-pieces.js';
import type { Values } from './values.js';

/** Code that people of the project run by hand: whoever can give it a value can run commands anyway. */
const FOR_DEVELOPERS = /(?:^|\/)(?:scripts?|tools)\//;

/** A value of some origin that reaches a place where it does harm: certain where the client sent it as it is. */
export function foundAt({ node, origin }: Value): Match {
  return matchOn(node, origin === 'request' ? undefined : 'lead') || {};
}

/** The first of `found` that is certain, else the first. */
export function surest<T extends { origin: Origin }>(found: readonly T[]): T | undefined {
  return found.find(({ origin }) => origin === 'request') ?? found[0];
}

/** The value of a composed text that does most harm; a text that is one value, of which nobody knows, is none. */
export function worstPiece(texts: readonly Text[]): Value | undefined {
  const pieces = texts.flatMap((text) => {
    const isComposed = text.some((piece) => isFixed(piece) && piece.text !== '');
    return text.filter(isValue).filter(({ origin }) => isComposed || origin !== 'unknown');
  });
  return surest(pieces.filter(({ origin }) => !isHarmless(origin)));
}

/**
 * What of a query to say: values, and where a name or a part of the statement stands only what the client sent or what the
 * function was given.
 */
export function worstInSql(injected: readonly Injected[], isParameter: (node: Node) => boolean): Injected | undefined {
  return surest(
    injected.filter(({ node, origin, place }) => place === 'value' || origin !== 'unknown' || isParameter(node)),
  );
}

/** What of a command or of code does harm; of one that is what a function was given, that is asked. */
export function commandIn(command: Node, values: Values, isParameter: (node: Node) => boolean): false | Match {
  const worst = worstPiece(values.texts(command));
  if (worst) return foundAt(worst);
  const origin = values.origin(command);
  return isParameter(command) && !isHarmless(origin) && foundAt({ node: command, origin });
}

/** A command in a script for developers is a minor matter. */
export function asCommand(match: Match, path: string): Match {
  return FOR_DEVELOPERS.test(path) ? { ...match, severity: 'minor' } : match;
}
