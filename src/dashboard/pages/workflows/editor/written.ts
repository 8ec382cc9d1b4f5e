/** A definition as people write it; what it may hold is checked by the server. */
export type Written = Record<string, unknown>;

/** Where a new one begins. */
export const NEW_DEFINITION: Written = {
  name: 'My workflow',
  on: [{ event: ['pull_request.opened', 'pull_request.synchronize'] }],
  do: [{ label_pr: { labels: ['reviewed-by-nectr'] } }],
};

/** The list behind a key; what is no list of objects is none. Pure. */
export function objectsIn(written: Written, key: string): Written[] {
  const list = written[key];
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
}

/** The object behind a key. Pure. */
export function objectIn(written: Written, key: string): Written {
  const value = written[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Written) : {};
}

/** With a key set, or without it where nothing is given. Pure. */
export function withKey(written: Written, key: string, value: unknown): Written {
  const { [key]: _old, ...rest } = written;
  return value === undefined ? rest : { ...written, [key]: value };
}

const OWN_KEYS = new Set(['name', 'if', 'timeout']);

/** The type of a step: the one key that is none of its own words. Pure. */
export const typeOfStep = (step: Written): string => Object.keys(step).find((key) => !OWN_KEYS.has(key)) ?? '';

/** A list with one of its elements moved by `by`. Pure. */
export function moved<T>(list: readonly T[], at: number, by: number): T[] {
  const next = [...list];
  const [one] = next.splice(at, 1);
  if (one !== undefined) next.splice(at + by, 0, one);
  return next;
}
