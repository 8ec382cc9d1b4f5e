import type { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { OAuthUnavailableError, SignedOutError } from '../../access/login/errors.js';
import { AccessUnavailableError, TokenRefusedError } from '../../access/tenancy/errors.js';
import type { Log } from '../../workflows/ports.js';
import type { ApiEnv } from './api-env.js';
import { Problem, problemResponse } from './problem.js';

/** Makes every error of an app a problem: what is not one of ours is logged and told without details. */
export function answerErrors(app: OpenAPIHono<ApiEnv>, log: Log): void {
  app.onError((error, context) => {
    const requestId = context.get('requestId');
    if (error instanceof Problem) return problemResponse(error, requestId);
    if (error instanceof HTTPException && error.status < 500)
      return problemResponse(new Problem(error.status, error.message || 'The request cannot be read.'), requestId);
    const known = asProblem(error);
    if (known !== null) return problemResponse(known, requestId);
    log.error({ err: error, requestId }, 'a request failed');
    return problemResponse(new Problem(500, 'Something went wrong here; the log has it by this id.'), requestId);
  });
  app.notFound((context) =>
    problemResponse(new Problem(404, 'There is no such address: see /api/v1/docs.'), context.get('requestId')),
  );
}

/** What is no fault of ours: the caller signs in again, or comes again. Null: it is one. */
export function asProblem(error: unknown): Problem | null {
  if (error instanceof SignedOutError || error instanceof TokenRefusedError)
    return new Problem(401, 'GitHub takes your sign-in no longer: sign in again at /auth/github.', { cause: error });
  if (error instanceof OAuthUnavailableError || error instanceof AccessUnavailableError) {
    const until = error instanceof AccessUnavailableError ? error.until : null;
    const seconds = until === null ? 60 : Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
    const detail = 'GitHub gives no answer about what you may see: try again in a minute.';
    return new Problem(503, detail, { headers: { 'Retry-After': String(seconds) }, cause: error });
  }
  return null;
}
