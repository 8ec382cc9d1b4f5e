import type { MiddlewareHandler } from 'hono';
import { createByteBudget, LARGE_BODY, type ByteBudget } from '../../inbox/byte-budget.js';
import { collectBytes } from '../../turns/collect-bytes.js';
import { Problem } from './problem.js';

const KB = 1024;
/** Of the bodies of requests and calls, bytes. */
const MOST_BODY_BYTES = 1024 * KB;
const TOTAL = 64 * 1024 * KB;
const KEPT_FOR_SMALL = 16 * 1024 * KB;

/** How large one body may be, and where all of a door find room. */
export interface BodyRoom {
  maxBytes: number;
  budget: ByteBudget;
}

/** A request whose body is at hand. */
export interface TakenBody {
  request: Request;
  /** Gives the room of the body back. */
  release(): void;
}

/** Room for the bodies of one door: each at most `maxBytes`, all together at most 64 MB. */
export function createBodyRoom(maxBytes = MOST_BODY_BYTES): BodyRoom {
  return { maxBytes, budget: createByteBudget({ total: TOTAL, keptForSmall: KEPT_FOR_SMALL }) };
}

/**
 * Reads the body of a request: where it can be told, only once it is known who sends it, or strangers would fill the
 * memory. Throws a Problem if it is too large (413), broke off (400), or there is no room for it (503). How long it may
 * take is the server's to say.
 */
export async function takeBody(request: Request, { maxBytes, budget }: BodyRoom): Promise<TakenBody> {
  if (request.body === null) return { request, release: () => undefined };
  const told = request.headers.get('content-length');
  const length = told === null ? maxBytes : Number(told);
  if (length > maxBytes) throw tooLarge(maxBytes);
  const room = budget.reserve(0);
  if (room === null) throw noRoom();
  try {
    const target = collectBytes({ above: LARGE_BODY, capacity: length });
    for await (const piece of pieces(request.body)) {
      const size = target.size() + piece.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      if (!room.grow(size)) throw noRoom();
      target.add(piece);
    }
    const { method } = request;
    return { request: new Request(request, { method, body: target.bytes() }), release: () => room.release() };
  } catch (error) {
    room.release();
    throw error;
  }
}

/** Middleware that takes the bodies of an app. */
export function takeBodies(maxBytes = MOST_BODY_BYTES): MiddlewareHandler {
  const room = createBodyRoom(maxBytes);
  return async ({ req }, next) => {
    const { request, release } = await takeBody(req.raw, room);
    req.raw = request;
    await next().finally(release);
  };
}

/** Where it ends early the rest is left unread, and the connection open for the answer. */
async function* pieces(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new Problem(400, 'The body broke off.', { cause });
    });
    if (done) return;
    yield value;
  }
}

function tooLarge(maxBytes: number): Problem {
  const most = maxBytes < 1024 * KB ? `${maxBytes / KB} KiB` : `${maxBytes / KB / KB} MiB`;
  return new Problem(413, `The body is larger than ${most}.`);
}

function noRoom(): Problem {
  const detail = 'Too much is being received: try again in a moment.';
  return new Problem(503, detail, { headers: { 'Retry-After': '5' } });
}
