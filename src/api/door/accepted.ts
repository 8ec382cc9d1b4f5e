import { z } from '@hono/zod-openapi';
import type { Refusal } from '../../workflows/requests/refusal.js';
import { Problem } from './problem.js';

const STATUS = { 'not found': 404, refused: 409, reused: 422 } as const;

/** What a request of a person did; throws the problem of a refusal, which ends the transaction it stands in. */
export function accepted<T extends { kind: string }>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Problem(STATUS[answer.kind], answer.reason);
  return answer;
}

function isRefusal(answer: { kind: string }): answer is Refusal {
  return answer.kind in STATUS;
}

/** Of a route that is about one row. */
export const idParam = z.object({ id: z.uuid() });
