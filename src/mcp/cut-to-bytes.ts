const ENDS = '…';

/** The beginning of a text, in at most so many bytes of UTF-8; what is cut says so. No character is cut in two. Pure. */
export function cutToBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const bytes = Buffer.from(text);
  let end = most - Buffer.byteLength(ENDS);
  // Bytes 10xxxxxx go on with a character.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString('utf8', 0, end)}${ENDS}`;
}
