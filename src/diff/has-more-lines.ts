const LINE_FEED = 10;

/**
 * Whether a text, or the bytes of one, has more than `most` line feeds; told before any line is made, and no further
 * than needed.
 */
export function hasMoreLines(text: string | Uint8Array, most: number): boolean {
  return typeof text === 'string' ? moreInText(text, most) : moreInBytes(text, most);
}

function moreInText(text: string, most: number): boolean {
  let count = 0;
  for (let at = -1; (at = text.indexOf('\n', at + 1)) !== -1;) if (++count > most) return true;
  return false;
}

/** By hand: to look for the next one is a call out of JavaScript here, which costs as much as hundreds of bytes. */
function moreInBytes(bytes: Uint8Array, most: number): boolean {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === LINE_FEED && ++count > most) return true;
  return false;
}
