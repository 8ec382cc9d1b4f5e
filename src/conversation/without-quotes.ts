const QUOTED = /^\s*>/;

/** A reply without the lines that quote another: "Quote reply" puts what is answered above the answer. Linear. */
export function withoutQuotes(reply: string): string {
  return reply
    .split(/\r\n?|\n/)
    .filter((line) => !QUOTED.test(line))
    .join('\n');
}
