import { z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { Access } from '../../access/tenancy/access.js';
import { resource } from '../door/check-request.js';
import { defineRoute, noQuery } from '../door/define-route.js';
import { visibleRepositories } from '../door/needs.js';
import { Problem } from '../door/problem.js';
import type { ApiPorts } from '../ports.js';
import type { ChangedRow } from './changed-rows.js';
import type { Changes } from './watch-changes.js';

const MOST_OF_ONE = 5;
const HEARTBEAT_MS = 15_000;
/** How often it is asked anew who this is and what they may see: an end follows a logout within 15 s. */
const LOOK_AGAIN_MS = 10_000;
/** Changes that a slow reader may be behind; then the stream ends, and the browser goes on where it was. */
const MOST_WAITING = 1000;

const route = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/stream',
    summary: 'What changes in the repositories that you can see, live: server-sent events',
    request: { query: noQuery, headers: z.object({ 'last-event-id': z.string().max(100).optional() }) },
    responses: {
      200: {
        description: 'review.updated, finding.updated, scan.updated, replay.updated, execution.updated',
        content: { 'text/event-stream': { schema: z.string() } },
      },
    },
  },
);

/** How often a stream looks again; the contract's times unless told. */
export interface StreamTimes {
  lookAgainMs?: number;
  heartbeatMs?: number;
}

/**
 * `GET /stream`. `Last-Event-ID` goes on after what was heard; a comment every 15 s keeps the connection; it ends soon
 * after the caller is signed out, when the process stops, and for a reader who is too slow.
 */
export function stream(
  changes: Changes,
  { authenticate, readAccess, openStreams }: Pick<ApiPorts, 'authenticate' | 'readAccess' | 'openStreams'>,
  { lookAgainMs = LOOK_AGAIN_MS, heartbeatMs = HEARTBEAT_MS }: StreamTimes = {},
) {
  const open = new Map<number, number>();
  return resource().openapi(route, async (context) => {
    // Nobody would read it, and it would be open for good.
    if (context.req.method === 'HEAD') return context.body(null, 200, { 'content-type': 'text/event-stream' });
    const { userId } = context.get('caller');
    const leave = enter(open, userId);
    const visible = async () => seenBy(await readAccess(userId));
    let seen = await visible().catch((error: unknown) => {
      leave();
      throw error;
    });
    const lastHeard = context.req.header('Last-Event-ID') ?? null;
    const request = context.req.raw;
    context.header('X-Accel-Buffering', 'no');
    return streamSSE(context, async (stream) => {
      const waiting: ChangedRow[] = [];
      let wake = (): void => undefined;
      let ended = false;
      const end = () => {
        ended = true;
        wake();
      };
      stream.onAbort(end);
      const forget = openStreams.add(end);
      const unsubscribe = changes.subscribe((row) => {
        if (!seen(row)) return;
        if (waiting.push(row) > MOST_WAITING) end();
        wake();
      }, lastHeard);
      const lookAgain = setInterval(() => {
        void Promise.all([authenticate(request), visible()])
          .then(([who, repositories]) => (who?.caller.userId === userId ? (seen = repositories) : end()))
          .catch(end);
      }, lookAgainMs);
      const heartbeat = setInterval(() => void stream.write(': still here\n\n').catch(end), heartbeatMs);
      try {
        await stream.write('retry: 2000\n\n');
        while (!ended) {
          const row = waiting.shift();
          if (row === undefined)
            await new Promise<void>((resolve) => (waiting.length > 0 || ended ? resolve() : (wake = resolve)));
          else if (seen(row)) await stream.writeSSE({ id: row.id, event: row.event, data: JSON.stringify(row.data) });
        }
      } finally {
        unsubscribe();
        forget();
        clearInterval(lookAgain);
        clearInterval(heartbeat);
        leave();
      }
    });
  });
}

/**
 * Counts one more stream of a person, before anything is waited for: others ask at the same time. What comes back
 * counts it down again. Throws a problem where there are enough.
 */
function enter(open: Map<number, number>, userId: number): () => void {
  const count = open.get(userId) ?? 0;
  if (count >= MOST_OF_ONE)
    throw new Problem(429, `You have ${MOST_OF_ONE} live streams open already: close one.`, {
      headers: { 'Retry-After': '15' },
    });
  open.set(userId, count + 1);
  return () => {
    const left = (open.get(userId) ?? 1) - 1;
    if (left === 0) open.delete(userId);
    else open.set(userId, left);
  };
}

/** What a person hears of: their repositories, and as administrators what belongs to none. */
function seenBy(access: Access): (row: ChangedRow) => boolean {
  const repositories = new Set(visibleRepositories(access).map(({ id }) => id));
  const administered = new Set(access.installations.filter(({ role }) => role === 'admin').map(({ id }) => id));
  return ({ installationId, repositoryId }) =>
    repositoryId === null ? administered.has(installationId) : repositories.has(repositoryId);
}
