const PART_OF_NAME = /[\p{L}\p{N}_$]/u;

/**
 * Where `name` stands as a whole word in a line, in UTF-16 units; at most `most` places. No expression is compiled for
 * it: there are many names.
 */
export function columnsOf(text: string, name: string, most = Infinity): number[] {
  const columns: number[] = [];
  for (let at = text.indexOf(name); at !== -1 && columns.length < most; at = text.indexOf(name, at + name.length)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + name.length)];
    if (!PART_OF_NAME.test(before) && !PART_OF_NAME.test(after)) columns.push(at);
  }
  return columns;
}
