const STATEMENT =
  /^[\s("'`rbf]*(?:select\s[\s\S]*\bfrom\b|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|replace\s+into\s)/i;
const NAME_FOLLOWS = /\b(?:from|into|update|join|table|by|select)$/i;
/** A statement shows within its first characters. */
const HEAD = 4000;
const TAIL = 200;

/** Reads a query piece by piece. What is kept is bounded, however many pieces come. */
export interface SqlReader {
  read(text: string): void;
  /** Whether what was read opens an SQL statement in which a value follows. */
  opensValue(): boolean;
}

/** A reader that has read nothing. */
export function createSqlReader(): SqlReader {
  let head = '';
  let tail = '';
  let opens: boolean | null = null;
  return {
    read: (text) => {
      if (head.length < HEAD) {
        head += text.slice(0, HEAD - head.length);
        opens = null;
      }
      tail = (tail + text.slice(-TAIL)).slice(-TAIL);
    },
    opensValue: () => (opens ??= STATEMENT.test(head)) && !namesFollow(tail),
  };
}

/** Whether `text`, the part of a query before its first dynamic piece, opens an SQL statement in which a value follows. */
export function opensSqlValue(text: string): boolean {
  const sql = createSqlReader();
  sql.read(text);
  return sql.opensValue();
}

/** Whether the text ends with a keyword after which a name stands: space, a quote, space again may follow it. */
function namesFollow(text: string): boolean {
  const ended = text.trimEnd();
  const before = /["'`[]$/.test(ended) ? ended.slice(0, -1) : text;
  const words = before.trimEnd();
  return words !== before && NAME_FOLLOWS.test(words.slice(-20));
}
