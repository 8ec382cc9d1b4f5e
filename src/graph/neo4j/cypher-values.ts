import neo4j from 'neo4j-driver';

/**
 * A parameter as Cypher takes it: whole numbers are integers there (the driver would send them as floats, which match
 * no key), dates are points in time in UTC.
 */
export function toCypher(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (value instanceof Date) return toDateTime(value);
  if (Array.isArray(value)) return value.map(toCypher);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toCypher(one)]));
  return value;
}

function toDateTime(date: Date): InstanceType<typeof neo4j.types.DateTime> {
  const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()] as const;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()] as const;
  return new neo4j.types.DateTime(...day, ...time, date.getUTCMilliseconds() * 1_000_000, 0);
}

/** What a record holds, with points in time as dates. Numbers are numbers already (`disableLosslessIntegers`). */
export function fromCypher(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (neo4j.isDateTime(value)) return value.toStandardDate();
  if (Array.isArray(value)) return value.map(fromCypher);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fromCypher(one)]));
}
