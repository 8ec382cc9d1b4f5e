export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of JSON as people write it in `tsconfig.json`: with comments and commas too many. Null: it is none. */
export function readJson(text: string): JsonObject | null {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    try {
      return asRecord(JSON.parse(plain(text)));
    } catch {
      return null;
    }
  }
}

/** An object that is no list; null for anything else. */
export function asRecord(value: unknown): JsonObject | null {
  return isRecord(value) ? value : null;
}

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Anything between quotes, a comment, a comma too many. What has no end ends with the line or the text: one pass. */
const TOKEN = /"(?:[^"\\\n]|\\[\s\S]?)*(?:"|$|(?=\n))|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|,(?=\s*[}\]])/g;

/** Comments first: one may stand between a comma and the bracket. */
function plain(text: string): string {
  const withoutComments = text
    .replace(/^\uFEFF/, '')
    .replaceAll(TOKEN, (token) => (token.startsWith('/') ? ' ' : token));
  return withoutComments.replaceAll(TOKEN, (token) => (token === ',' ? '' : token));
}
