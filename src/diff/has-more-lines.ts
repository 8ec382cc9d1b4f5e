const LINE_FEED = 10;

/** Whether a text, or the bytes of one, has more than `most` line feeds; told before any line is made, and no further than needed. */
export function hasMoreLines(text: string | Uint8Array, most: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = typeof text === 'string' ? text.charCodeAt(at) : text[at];
    if (unit === LINE_FEED && ++count > most) return true;
  }
  return false;
}
