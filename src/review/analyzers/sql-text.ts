const STATEMENT =
  /^[\s("'`rbf]*(?:select\s[\s\S]*\bfrom\b|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|replace\s+into\s)/i;
const NAME_FOLLOWS = /\b(?:from|into|update|join|table|by|select)\s+["'`[]?\s*$/i;

/** Whether `text`, the part of a query before its first dynamic piece, opens an SQL statement in which a value follows. */
export function opensSqlValue(text: string): boolean {
  return STATEMENT.test(text) && !NAME_FOLLOWS.test(text);
}
