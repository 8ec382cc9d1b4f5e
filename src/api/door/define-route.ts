import { createRoute, z, type RouteConfig } from '@hono/zod-openapi';
import { guard, type Needs } from './needs.js';

/** Marks in the OpenAPI document what a route asks of its caller; the matrix of the tests is generated from it. */
export const NEEDS = 'x-needs';

/** The query of a route that takes no parameters. */
export const noQuery = z.strictObject({});

/** The content of a body or an answer that is JSON. */
export const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });

type Request = NonNullable<RouteConfig['request']> & {
  query: NonNullable<NonNullable<RouteConfig['request']>['query']>;
};
type Config = Omit<RouteConfig, 'path' | 'request'> & { path: string; request: Request };

/**
 * A route of the API: what it asks of the caller stands beside its shapes and is checked before anything is read.
 * Each says what its query may hold (`noQuery`, or a strict object): an unknown parameter is 400 (api.md).
 */
export function defineRoute<const R extends Config>(needs: Needs, config: R) {
  const { of, level } = needs;
  const security: Record<string, string[]>[] = [{ session: [] }, { token: [level] }];
  return createRoute({ ...config, security, [NEEDS]: { of, level }, middleware: guard(needs) });
}
