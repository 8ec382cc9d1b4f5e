/**
 * As many of `items`, each as a line, as fit into `most` lines and `bytes` of UTF-8: a long list helps nobody, and a
 * text has its limit. How many more there are is said with `more`.
 */
export function listed<T>(
  items: readonly T[],
  line: (item: T) => string,
  { most, bytes, more }: { most: number; bytes: number; more: (count: number) => string },
): string[] {
  const lines: string[] = [];
  let room = bytes;
  for (const item of items.slice(0, most)) {
    const next = line(item);
    room -= Buffer.byteLength(next) + 1;
    if (room < 0) break;
    lines.push(next);
  }
  const left = items.length - lines.length;
  return left > 0 ? [...lines, more(left)] : lines;
}
