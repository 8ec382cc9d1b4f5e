const CUT_NOTE = '\n\n… (cut: too long for GitHub)';

/**
 * `text` in at most `maxBytes` of UTF-8, cut between code points, with open code fences and `<details>` closed.
 * GitHub's limits differ by route and count bytes or characters; 60,000 bytes fit them all.
 */
export function capBody(text: string, maxBytes = 60_000): string {
  const whole = text + closers(text);
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  let room = maxBytes - Buffer.byteLength(CUT_NOTE);
  while (room > 0) {
    const kept = cut(text, room);
    const capped = kept + closers(kept) + CUT_NOTE;
    const over = Buffer.byteLength(capped) - maxBytes;
    if (over <= 0) return capped;
    room -= over;
  }
  return cut(text.replace(/[`~<]/g, ' '), maxBytes);
}

/** At most `bytes` of UTF-8, not inside a code point and not inside an HTML tag. */
function cut(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  let end = Math.min(bytes, buffer.length);
  while (end > 0 && end < buffer.length && ((buffer[end] ?? 0) & 0xc0) === 0x80) end--;
  const kept = buffer.toString('utf8', 0, end);
  const tag = kept.lastIndexOf('<');
  return tag >= kept.length - 12 && tag >= 0 && !kept.includes('>', tag) ? kept.slice(0, tag) : kept;
}

function closers(text: string): string {
  let fence: string | null = null;
  let details = 0;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(?:> ?)*(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence) {
      if (mark?.[1]?.startsWith(fence) && mark[2]?.trim() === '') fence = null;
      continue;
    }
    if (mark?.[1] && !(mark[1].startsWith('`') && mark[2]?.includes('`'))) fence = mark[1];
    else
      for (const [tag] of line.matchAll(/<\/?details\b/g))
        details = Math.max(0, details + (tag === '</details' ? -1 : 1));
  }
  return (fence ? `\n${fence}` : '') + (details > 0 ? `\n\n${'</details>'.repeat(details)}` : '');
}
