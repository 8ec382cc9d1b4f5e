export interface Lines {
  texts: readonly string[];
  /** The last line has no line feed. */
  noNewline: boolean;
}

/** Lines of a text, ended by LF only as git counts them; a CR stays in its line, an empty text has none. */
export function splitLines(text: string): Lines {
  if (text === '') return { texts: [], noNewline: false };
  const texts = text.split('\n');
  const noNewline = texts.at(-1) !== '';
  if (!noNewline) texts.pop();
  return { texts, noNewline };
}
