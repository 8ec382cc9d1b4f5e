/**
 * JSON that PostgreSQL takes, in `jsonb` as well: without the zeros and half characters that services may answer with. Pure.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\ufffd');
}
