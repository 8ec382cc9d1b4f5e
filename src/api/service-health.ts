import { Hono } from 'hono';
import type { Found } from '../operations/probe.js';
import type { Part, ServiceProbes } from '../operations/service-probes.js';
import { version } from '../version.js';
import { isAdministrator } from './auth/is-administrator.js';
import type { ApiPorts } from './ports.js';

export interface HealthPorts extends Pick<ApiPorts, 'authenticate' | 'readAccess'> {
  probes: ServiceProbes;
  /** What the operator calls this installation. */
  environment: string;
  /** Seconds since the start. */
  uptime?: () => number;
}

/**
 * `GET /health` (api.md; S63): each part in one word, and for an administrator who is signed in why. `unhealthy`, with
 * 503: the database is away, without which nothing works; `degraded`: another part is. Who asks is known by the same
 * means as everywhere; where that cannot be told in a second, the bare words are given.
 */
export function serviceHealth(ports: HealthPorts): Hono {
  const { probes, environment, uptime = () => process.uptime() } = ports;
  const routes = new Hono();
  routes.get('/health', async (context) => {
    const [isAdmin, ...found] = await Promise.all([
      isAdministrator(ports, context.req.raw),
      ...PARTS.map(async (part) => [part, await probes[part]()] as const),
    ]);
    const status = statusOf(new Map(found));
    const body = {
      status,
      service: 'Nectr',
      version,
      environment,
      uptime_seconds: Math.round(uptime() * 10) / 10,
      ...Object.fromEntries(found.map(([part, one]) => [part, wordsOf(one, isAdmin)])),
    };
    return context.json(body, status === 'unhealthy' ? 503 : 200, { 'Cache-Control': 'no-store' });
  });
  return routes;
}

const PARTS = ['database', 'neo4j', 'mem0', 'claude', 'github', 'queue'] as const satisfies Part[];

function statusOf(found: ReadonlyMap<Part, Found>): 'healthy' | 'degraded' | 'unhealthy' {
  if (found.get('database')?.word === 'unhealthy') return 'unhealthy';
  return [...found.values()].some(({ word }) => word === 'unhealthy') ? 'degraded' : 'healthy';
}

function wordsOf({ word, reason }: Found, isAdmin: boolean): string {
  return isAdmin && reason !== null ? `${word}: ${reason}` : word;
}
