/**
 * JSON that PostgreSQL takes, in `jsonb` as well: without the zeros and half characters that people and services may
 * send. Every JSON parameter of a statement is made by it; what is not JSON, such as undefined, is null. Pure.
 */
export function jsonText(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\ufffd');
}
