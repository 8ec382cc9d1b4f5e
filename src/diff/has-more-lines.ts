const LINE_FEED = '\n';

/** Whether a text, or the bytes of one, has more than `most` line feeds; told before any line is made, and no further than needed. */
export function hasMoreLines(text: string | Buffer, most: number): boolean {
  let count = 0;
  for (let at = -1; (at = text.indexOf(LINE_FEED, at + 1)) !== -1;) if (++count > most) return true;
  return false;
}
