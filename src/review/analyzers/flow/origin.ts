import type { Node } from 'web-tree-sitter';

/**
 * Where a value comes from, the most harmless first. `escaped`: a call or a check made it harmless. `unknown`: a
 * parameter, the result of a call. `argument`: what a function of this file was given. `altered`: what a client sent,
 * after a call or a check that nobody here knows. `request`: what a client sent.
 */
const ORIGINS = ['constant', 'number', 'escaped', 'unknown', 'argument', 'altered', 'request'] as const;
export type Origin = (typeof ORIGINS)[number];

/**
 * What a value is about to become part of: what makes it harmless differs. `archive`: a path, and what is asked for is
 * whether it is the name of an entry of an archive. `redirect`: an address, and that of the request itself is no
 * other's.
 */
export type Subject = 'sql' | 'shell' | 'code' | 'path' | 'archive' | 'url' | 'redirect' | 'html';

/** A piece of a composed text: fixed, or a value. */
export type Piece = { text: string } | Value;

export interface Value {
  node: Node;
  origin: Origin;
}

/** The pieces of a text in their order. */
export type Text = readonly Piece[];

/** Texts have no more pieces than this; what follows is left out. */
export const MOST_PIECES = 200;
/** A name may have been given several texts. */
export const MOST_TEXTS = 8;

/** The least harmless of `origins`; of none: a constant. */
export function worst(origins: Iterable<Origin>): Origin {
  let most = 0;
  for (const origin of origins) most = Math.max(most, ORIGINS.indexOf(origin));
  return ORIGINS[most] ?? 'constant';
}

/** Whether a value cannot do anything where it stands. */
export function isHarmless(origin: Origin): boolean {
  return origin === 'constant' || origin === 'number' || origin === 'escaped';
}

/** Whether a client chose the value, or what it was made of. */
export function isFromClient(origin: Origin): boolean {
  return origin === 'request' || origin === 'altered';
}

export function isFixed(piece: Piece): piece is { text: string } {
  return 'text' in piece;
}

export function isValue(piece: Piece): piece is Value {
  return 'node' in piece;
}

/** The origin of a text as a whole. */
export function originOfText(text: Text): Origin {
  return worst(text.map((piece) => (isFixed(piece) ? 'constant' : piece.origin)));
}

/** Texts one after the other. Several texts of the first stay several; of the others, which are seldom, all follow. */
export function joined(parts: readonly (readonly Text[])[]): Text[] {
  const [first = [[]], ...others] = parts;
  const rest = others.flatMap((texts) => texts.flat()).slice(0, MOST_PIECES);
  return first.slice(0, MOST_TEXTS).map((text) => [...text, ...rest].slice(0, MOST_PIECES));
}

/** The first and the last characters of a long literal: a statement shows at its start, what follows it at its end. */
export function fixed(text: string): Piece {
  return { text: text.length > 5000 ? `${text.slice(0, 4500)} … ${text.slice(-400)}` : text };
}
