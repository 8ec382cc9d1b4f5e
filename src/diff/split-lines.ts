export interface Line {
  text: string;
  noNewline: boolean;
}

/** Lines of a text, ended by LF only as git counts them; a CR stays in its line, an empty text has none. */
export function splitLines(text: string): Line[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => ({ text: line, noNewline: false }));
  const last = lines.at(-1);
  if (last?.text === '') lines.pop();
  else if (last) last.noNewline = true;
  return lines;
}
