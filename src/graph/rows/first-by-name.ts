/** The first `most` by `name`, in the order of both stores (`COLLATE "C"`, Cypher): that of code points. */
export function firstByName<One>(all: readonly One[], name: (one: One) => string, most: number): One[] {
  return all.toSorted((one, other) => Buffer.compare(Buffer.from(name(one)), Buffer.from(name(other)))).slice(0, most);
}
