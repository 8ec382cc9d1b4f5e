import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { DataSource } from 'typeorm';
import { ownOrigins, type Addresses } from '../../access/addresses.js';
import type { OAuthApp } from '../../access/login/oauth-app.js';
import type { SecretKeys } from '../../access/sessions/session-token.js';
import type { ReadAccess } from '../../access/tenancy/access.js';
import type { Log } from '../../workflows/ports.js';
import { answerErrors } from '../door/answer-errors.js';
import type { ApiEnv } from '../door/api-env.js';
import { Problem } from '../door/problem.js';
import { takeBodies } from '../door/take-body.js';
import { requestLog, type AnsweredRequest } from '../door/request-log.js';
import { deviceRoutes } from './device-routes.js';
import { loginRoutes } from './login-routes.js';
import { sessionRoutes } from './session-routes.js';

const MOST_BODY_BYTES = 16 * 1024;

/** What signing in needs of the rest; made where the server starts. */
export interface AuthPorts {
  source: DataSource;
  log: Log;
  /** Null: GITHUB_CLIENT_ID is not set. */
  app: OAuthApp | null;
  secretKeys: SecretKeys;
  /** Looked at with each request: the port may be known only once the server listens. */
  addresses: Addresses;
  readAccess: ReadAccess;
  /** The page of the App's settings, where client ID and secret are found. */
  settingsUrl: string;
  answered?: (request: AnsweredRequest) => void;
}

/** The ports of routes that exist only where people can sign in. */
export type SignInPorts = AuthPorts & { app: OAuthApp };

/** The routes `/auth/*` (api.md, "Login and sessions"). Where nobody can sign in all of them answer 503. */
export function createAuth(ports: AuthPorts): OpenAPIHono<ApiEnv> {
  const { log, app, addresses, settingsUrl, answered = () => undefined } = ports;
  const routes = new OpenAPIHono<ApiEnv>();
  answerErrors(routes, log);
  routes.use(
    '/auth/*',
    requestId(),
    requestLog(answered),
    secureHeaders(),
    cors({
      origin: (origin) => (ownOrigins(addresses).includes(origin) ? origin : null),
      credentials: true,
      allowMethods: ['GET', 'POST', 'DELETE', 'OPTIONS'],
      allowHeaders: ['Content-Type', 'Authorization'],
    }),
    takeBodies(MOST_BODY_BYTES),
    async (context, next) => {
      if (app === null)
        throw new Problem(
          503,
          `Nobody can sign in here yet: set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET, both of ${settingsUrl}, and start the server again.`,
        );
      context.header('Cache-Control', 'no-store');
      await next();
      if (context.error instanceof Problem && context.error.cause !== undefined)
        log.warn({ err: context.error.cause }, context.error.detail);
    },
  );
  if (app === null) return routes;
  const able = { ...ports, app };
  routes.route('/', loginRoutes(able));
  routes.route('/', sessionRoutes(able));
  routes.route('/', deviceRoutes(able));
  return routes;
}
