const names = new Map<string, string>();

/**
 * Has a statement planned once on each connection that runs it, and returns it. For what is asked all the time and
 * whose best plan is the same whatever its parameters are; each keeps some 300 kB of a connection's memory, so nothing
 * that a request says belongs into the text of one.
 */
export function prepared(statement: string): string {
  if (!names.has(statement)) names.set(statement, `nectr_${names.size + 1}`);
  return statement;
}

/** The name under which a statement is prepared; undefined: it is planned each time. */
export function nameOf(statement: string): string | undefined {
  return names.get(statement);
}
