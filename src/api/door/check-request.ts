import { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './api-env.js';
import { Problem } from './problem.js';

const PLACES: Record<string, string> = { json: 'body', query: 'query', param: 'path', header: 'header' };

/** An app for the routes of one resource, whose requests are checked by their schemas: a wrong one is 400 by field. */
export function resource(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const place = PLACES[result.target] ?? result.target;
      const errors = result.error.issues.flatMap((issue) => {
        const at = (path: readonly PropertyKey[]) => [place, ...path.map(String)].join('.');
        if (issue.code === 'unrecognized_keys')
          return issue.keys.map((key) => ({ field: at([...issue.path, key]), detail: 'unknown field' }));
        return [{ field: at(issue.path), detail: issue.message }];
      });
      const fields = [...new Set(errors.map(({ field }) => field))].join(', ');
      throw new Problem(400, `The request is invalid: ${fields}.`, { errors });
    },
  });
}
