import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** What is wrong with one field of a request. */
export interface FieldError {
  /** Such as `body.scopes.0` or `query.limit`. */
  field: string;
  detail: string;
}

const TITLES: Partial<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Changed since it was read',
  413: 'Too large',
  415: 'Of another type',
  422: 'Cannot be done',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Not available',
};

/** An answer that is not what was asked for; thrown by whatever finds out, written as `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: ContentfulStatusCode,
    /** What happened and the way out, without a secret. */
    readonly detail: string,
    readonly more: {
      errors?: readonly FieldError[];
      headers?: Readonly<Record<string, string>>;
      /** Members of the answer beside the usual ones. */
      members?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: more.cause });
  }
}

/** What nobody sees who may not: the same words whether it is absent or hidden. */
export function notFound(what: string): Problem {
  return new Problem(404, `There is no such ${what}, or you cannot see it.`);
}

/** A request that is wrong by its fields. */
export function invalid(errors: readonly FieldError[]): Problem {
  const fields = [...new Set(errors.map(({ field }) => field))].join(', ');
  return new Problem(400, `The request is invalid: ${fields}.`, { errors });
}

/** The answer to a problem (RFC 9457). `instance` names the request in the log. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const { status, detail, more } = problem;
  const body = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    instance: `urn:nectr:request:${requestId}`,
    ...(more.errors && { errors: more.errors }),
    ...more.members,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...more.headers },
  });
}
