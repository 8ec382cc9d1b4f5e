import { setTimeout as sleep } from 'node:timers/promises';
import { MemoryClient } from 'mem0ai';
import { z } from 'zod';
import { askMem0 } from './ask-mem0.js';
import { mem0Id, mem0Rows, readAnswer, type Mem0Call, type Mem0Dialect } from './mem0-dialect.js';
import { Mem0Error } from './mem0-error.js';
import type { Mem0Settings, Mem0Times } from './mem0-settings.js';

/** The most on one page. */
const PAGE = 200;

const Page = mem0Rows.extend({ next: z.string().nullish() });
const Stored = z.object({ id: mem0Id.optional(), memoryId: mem0Id.optional() });
/** Of what is added, and of the event that tells what became of it. */
const Event = z.object({
  eventId: mem0Id.nullish(),
  status: z.enum(['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED']).optional(),
  results: z.array(Stored).nullish(),
});

/**
 * Mem0's platform, through `MemoryClient` of mem0ai. Whoever imports this has switched off the SDK's telemetry before:
 * it is read at the import.
 */
export function createPlatformDialect(settings: Mem0Settings, times: Pick<Mem0Times, 'poll' | 'event'>): Mem0Dialect {
  const client = (call: Mem0Call) => new BoundedClient(settings, call);
  return {
    name: 'platform',
    add: async ({ text, userId, metadata }, call) => {
      const messages = [{ role: 'user' as const, content: text }];
      const answer: unknown = await client(call).add(messages, { userId, metadata: { ...metadata }, infer: false });
      return storedId(readAnswer(Event, answer), (id) => client(call).readEvent(id), { times, signal: call.signal });
    },
    remove: async (id, call) => {
      await client(call).delete(id);
    },
    search: async ({ userId, text, limit }, call) => {
      const answer: unknown = await client(call).search(text, { filters: { user_id: userId }, topK: limit });
      return readAnswer(mem0Rows, answer).results;
    },
    list: async (userId, page, call) => {
      const asked = { filters: { user_id: userId }, page, pageSize: PAGE, showExpired: true };
      const { results, next } = readAnswer(Page, await client(call).getAll(asked));
      return { rows: results, after: typeof next === 'string' && results.length > 0 ? 'page' : 'nothing' };
    },
    removeAll: async (userId, call) => {
      await client(call).deleteAll({ userId });
    },
  };
}

/**
 * The SDK's requests have no deadline and no bound, and its construction asks the server and prints to the console
 * where that fails: all of its requests go through `askMem0`, and it asks nothing by itself.
 */
class BoundedClient extends MemoryClient {
  constructor(
    settings: Mem0Settings,
    private readonly call: Mem0Call,
  ) {
    super(settings);
  }

  override async ping(): Promise<void> {}

  override _fetchRawJson(
    url: string,
    options: { method?: 'GET' | 'POST' | 'DELETE'; headers: Record<string, string>; body?: string },
  ): Promise<unknown> {
    return askMem0({ ...options, url, method: options.method ?? 'GET' }, this.call);
  }

  readEvent(id: string): Promise<unknown> {
    return this._fetchWithErrorHandling(`${this.host}/v1/event/${id}/`, { headers: this.headers });
  }
}

/** Waits until the event is over, for `times.event` at most. */
async function storedId(
  added: z.output<typeof Event>,
  readEvent: (id: string) => Promise<unknown>,
  { times, signal }: { times: Pick<Mem0Times, 'poll' | 'event'>; signal: AbortSignal },
): Promise<string> {
  const until = Date.now() + times.event;
  let event = added;
  for (let pause = times.poll; ; pause *= 2) {
    const id = event.results?.map((one) => one.id ?? one.memoryId).find((one) => one !== undefined);
    if (id !== undefined) return id;
    if (event.status === 'FAILED') throw new Mem0Error('refused');
    // What it has stored, `list` tells.
    if (event.status === 'SUCCEEDED' || Date.now() + pause > until) throw new Mem0Error('pending');
    if (!added.eventId) throw new Mem0Error('strange');
    await sleep(pause, undefined, { signal });
    event = readAnswer(Event, await readEvent(added.eventId));
  }
}
