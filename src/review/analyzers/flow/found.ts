import type { Node } from 'web-tree-sitter';
import { matchOn } from '../node-text.js';
import type { Match } from '../types.js';
import { isFixed, isFromClient, isHarmless, isValue, type Origin, type Text, type Value } from './origin.js';
import { injectedInto, type Injected } from './sql-pieces.js';
import { chosenHost } from './url-pieces.js';
import type { Values } from './values.js';

/** A value of some origin that reaches a place where it does harm: certain where the client sent it as it is. */
export function foundAt({ node, origin }: Value): Match {
  return matchOn(node, origin === 'request' ? undefined : 'lead');
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
 * What of a query to say: values, and where a name or a part of the statement stands only what the client sent or what
 * the function was given.
 */
function worstInSql(injected: readonly Injected[], isParameter: (node: Node) => boolean): Injected | undefined {
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

/** What of a value, such as a path, a client chose: of a composed one the piece that it chose. */
export function chosenIn(node: Node, values: Values): false | Match {
  const origin = values.origin(node);
  if (!isFromClient(origin)) return false;
  const worst = worstPiece(
    values.texts(node).map((text) => text.filter((piece) => isFixed(piece) || isFromClient(piece.origin))),
  );
  return foundAt(worst ?? { node, origin });
}

/** The value in which a client chooses the host of an address. */
export function hostIn(address: Node, values: Values): false | Match {
  for (const text of values.texts(address)) {
    const chosen = chosenHost(text);
    if (chosen) return foundAt(chosen);
  }
  return false;
}

/**
 * What of a query does harm. `wholly`: a text that is nothing but what the client sent counts. `fragment`: what is no
 * statement may be a part of one.
 */
export function queryIn(
  query: Node,
  values: Values,
  { fragment, wholly, isParameter }: { fragment: boolean; wholly: boolean; isParameter: (node: Node) => boolean },
): false | Match {
  const texts = values.texts(query);
  for (const [piece, ...others] of wholly ? texts : [])
    if (piece && others.length === 0 && !isFixed(piece) && piece.origin === 'request') return foundAt(piece);
  const injected = texts.flatMap((text) => {
    const found = injectedInto(text);
    return found.length === 0 && fragment && text.some(isFixed) ? injectedInto(text, true) : found;
  });
  const worst = worstInSql(injected, isParameter);
  return worst ? foundAt(worst) : false;
}
