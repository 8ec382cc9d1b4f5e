import { redactStart, redactValue } from './redact.js';

const DEEPEST_CAUSE = 8;
const LONGEST_TEXT = 4000;

/**
 * Fields of errors that help and cannot hold what people wrote. All others stay out: TypeORM's `parameters`, pg's
 * `detail` and `where`, Octokit's headers and bodies (threat list S27, S28).
 */
const HARMLESS =
  'code status errno syscall address port severity schema table column constraint dataType query until reason'.split(
    ' ',
  );

/** An error as plain fields for the log, with its causes and the errors it collects. Anything else is redacted. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return redactValue(error);
  if (depth >= DEEPEST_CAUSE) return '[too deep]';
  const fields = new Map<string, unknown>(Object.entries(error));
  const [request, response] = [fields.get('request'), fields.get('response')];
  return {
    type: error.name,
    message: clean(error.message),
    stack: clean(error.stack ?? ''),
    ...Object.fromEntries(
      HARMLESS.filter((name) => fields.has(name)).map((name) => [name, harmless(fields.get(name))]),
    ),
    ...(isObject(request) ? { request: pick(request, ['method', 'url']) } : {}),
    ...(isObject(response) && isObject(response['headers'])
      ? { response: pick(response['headers'], ['date', 'retry-after', 'x-github-request-id']) }
      : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause, depth + 1) }),
    ...(error instanceof AggregateError ? { errors: error.errors.map((each) => describeError(each, depth + 1)) } : {}),
  };
}

function clean(text: string): string {
  const safe = redactStart(text, 4 * LONGEST_TEXT);
  return safe.length <= LONGEST_TEXT ? safe : `${safe.slice(0, LONGEST_TEXT)}…`;
}

function harmless(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  return typeof value === 'number' || typeof value === 'boolean' || value instanceof Date ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function pick(object: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in object).map((name) => [name, harmless(object[name])]));
}
