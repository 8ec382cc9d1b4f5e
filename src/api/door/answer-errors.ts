import type { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { Log } from '../../workflows/ports.js';
import type { ApiEnv } from './api-env.js';
import { knownProblem } from './known-problem.js';
import { Problem, problemResponse } from './problem.js';

/** Makes every error of an app a problem: what is not one of ours is logged and told without details. */
export function answerErrors(app: OpenAPIHono<ApiEnv>, log: Log): void {
  app.onError((error, context) => {
    const requestId = context.get('requestId');
    if (error instanceof HTTPException && error.status < 500)
      return problemResponse(new Problem(error.status, error.message || 'The request cannot be read.'), requestId);
    const known = knownProblem(error);
    if (known !== null && known !== error) log.warn({ err: error, requestId }, known.detail);
    if (known !== null) return problemResponse(known, requestId);
    log.error({ err: error, requestId }, 'a request failed');
    return problemResponse(new Problem(500, 'Something went wrong here; the log has it by this id.'), requestId);
  });
  app.notFound((context) =>
    problemResponse(new Problem(404, 'There is no such address: see /api/v1/docs.'), context.get('requestId')),
  );
}
