import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { ApiEnv } from './door/api-env.js';
import { atMost, MOST_AT_ONCE, MOST_STRANGERS } from './door/at-most.js';
import { crossOrigin } from './door/cross-origin.js';
import { entityTag } from './door/entity-tag.js';
import { signedIn } from './door/signed-in.js';
import { answerErrors } from './door/answer-errors.js';
import { RATE_LIMITS } from './door/count-request.js';
import { idempotent } from './door/idempotent.js';
import { Problem } from './door/problem.js';
import { takeBodies } from './door/take-body.js';
import { rateLimit } from './door/rate-limit.js';
import { requestLog } from './door/request-log.js';
import { documentRoutes } from './openapi.js';
import { withoutBody } from './door/without-body.js';
import type { ApiPorts } from './ports.js';
import { stream } from './stream/stream.js';
import { actions } from './actions.js';
import { analytics } from './analytics.js';
import { attention } from './attention.js';
import { audit } from './audit.js';
import { budgets } from './budgets.js';
import { doctor } from './doctor.js';
import { events } from './events.js';
import { executions } from './executions.js';
import { findingActions } from './finding-actions.js';
import { hooks } from './hooks.js';
import { installations } from './installations.js';
import { integrationEvents } from './integration-events.js';
import { integrations } from './integrations.js';
import { mcpServers } from './mcp-servers.js';
import { memoryActions } from './memory-actions.js';
import { me } from './me.js';
import { memory } from './memory.js';
import { pullActions } from './pull-actions.js';
import { replays } from './replays.js';
import { repoActions } from './repo-actions.js';
import { reviewActions } from './review-actions.js';
import { findings } from './findings.js';
import { repoGraph } from './repo-graph.js';
import { repoSettings } from './repo-settings.js';
import { repos } from './repos.js';
import { reviews } from './reviews.js';
import { symbolSource } from './symbol-source.js';
import { tokens } from './tokens.js';
import { triggers } from './triggers.js';
import { usage } from './usage.js';
import { workflowRuns } from './workflow-runs.js';
import { workflowCheck } from './workflow-check.js';
import { workflowSecrets } from './workflow-secrets.js';
import { workflows } from './workflows.js';

/** As long as the audit log keeps it; a longer one of the caller's is replaced by ours. */
const LONGEST_REQUEST_ID = 64;
/**
 * The seed's development servers (S65), where APP_ENV is development only: in production any program that listens at such
 * a port of somebody's machine could read with their cookie.
 */
const DEVELOPMENT_ORIGINS = ['http://localhost:5173', 'http://localhost:3000', 'http://localhost:3001'];

/**
 * The REST API below `/api/v1`: one app, one door. A request is logged, its caller known, counted and let through to
 * its route; every error is a problem (RFC 9457).
 */
export function createApi(ports: ApiPorts) {
  const { source, frontendUrl, limits = RATE_LIMITS, answered = () => undefined } = ports;
  const { mostAtOnce = MOST_AT_ONCE, mostStrangers = MOST_STRANGERS } = ports;
  const api = new OpenAPIHono<ApiEnv>().basePath('/api/v1');
  answerErrors(api, ports.log);
  api.use(requestId({ limitLength: LONGEST_REQUEST_ID }), requestLog(answered), secureHeaders());
  api.use(
    crossOrigin({
      origin: [
        ...(ports.isDevelopment ? DEVELOPMENT_ORIGINS : []),
        ...(frontendUrl === null ? [] : [new URL(frontendUrl).origin]),
      ],
      credentials: true,
      allowMethods: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],
      allowHeaders: ['Content-Type', 'Authorization', 'Idempotency-Key', 'If-None-Match', 'Last-Event-ID'],
      exposeHeaders: ['Age', 'ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    }),
  );
  documentRoutes(api);
  // Before anybody has to be signed in: whoever sends a body slowly there holds a place, and none of those who are.
  api.use('/hooks/*', atMost(mostStrangers, ports.log));
  api.use('/integrations/:id/events', atMost(mostStrangers, ports.log));
  api.route('/', hooks(ports.hooks));
  api.route('/', integrationEvents(ports));
  api.use(atMost(mostAtOnce, ports.log));
  api.use(signedIn(ports), rateLimit(source, limits), takeBodies(), withoutBody);
  // Before the ETag, which waits for the end of an answer.
  if (ports.changes !== null) api.route('/', stream(ports.changes, ports, ports.streamTimes));
  api.use(entityTag, idempotent(source));
  const routes = api
    .route('/', audit())
    .route('/', doctor(ports))
    .route('/', analytics())
    .route('/', attention(ports))
    .route('/', events())
    .route('/', findingActions())
    .route('/', reviewActions())
    .route('/', repoActions(ports))
    .route('/', pullActions())
    .route('/', memory())
    .route('/', memoryActions())
    .route('/', installations())
    .route('/', budgets())
    .route('/', repoSettings(ports))
    .route('/', mcpServers(ports))
    .route('/', integrations(ports))
    .route('/', tokens(ports))
    .route('/', me())
    .route('/', usage())
    .route('/', reviews(ports))
    .route('/', replays(ports))
    .route('/', findings(ports))
    .route('/', repos(ports))
    .route('/', repoGraph(ports))
    .route('/', symbolSource(ports))
    .route('/', workflowCheck())
    // Before `/workflows/{id}`.
    .route('/', workflowSecrets(ports))
    .route('/', workflows(ports))
    .route('/', triggers(ports))
    .route('/', workflowRuns())
    .route('/', executions())
    .route('/', actions());
  // Of an app that is mounted in another one `notFound` is not asked.
  api.all('*', () => {
    throw new Problem(404, 'There is no such address: see /api/v1/docs.');
  });
  return routes;
}

/** For the typed client of `hono/client`. */
export type ApiType = ReturnType<typeof createApi>;
