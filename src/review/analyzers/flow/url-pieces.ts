import { isFixed, isFromClient, type Text, type Value } from './origin.js';

/** Scheme, host, and what ends it. */
const HOST_IS_OVER = /^(?:[a-z][\w+.-]*:\/\/|\/\/)?(?![a-z][\w+.-]*:\/\/)[^/?#]+[/?#]|^\/[^/\\]/i;
const LONGEST_HOST = 500;

/**
 * The value in which a client chooses the host of an address (or all of it); null where it stands behind a fixed host.
 */
export function chosenHost(text: Text): Value | null {
  let before = '';
  for (const piece of text) {
    if (HOST_IS_OVER.test(before) || before.length > LONGEST_HOST) return null;
    if (isFixed(piece)) before += piece.text.slice(0, LONGEST_HOST + 1);
    else if (isFromClient(piece.origin)) return before === '/' ? { ...piece, origin: 'altered' } : piece;
    else before += 'x';
  }
  return null;
}
