/** The parameters of a statement that is put together, in the order in which it names them. */
export interface Parameters {
  values: readonly unknown[];
  /** Adds one and returns its name, such as `$3`. */
  add(value: unknown): string;
}

export function parameters(...first: unknown[]): Parameters {
  const values = [...first];
  return { values, add: (value) => `$${values.push(value)}` };
}
