import { z } from 'zod';
import { askMem0, type Mem0Request } from './ask-mem0.js';
import { mem0Id, mem0Rows, readAnswer, type Mem0Call, type Mem0Dialect } from './mem0-dialect.js';
import type { Mem0Settings } from './mem0-settings.js';

/** The most that the server lists; it knows no pages. */
const MOST_LISTED = 1000;

const Added = z.object({ results: z.array(z.object({ id: mem0Id })).min(1) });

/**
 * Mem0's open-source server, which `MemoryClient` of mem0ai does not speak with.
 * https://docs.mem0.ai/open-source/features/rest-api
 */
export function createOpenSourceDialect({ host, apiKey }: Mem0Settings): Mem0Dialect {
  const ask = (
    method: Mem0Request['method'],
    path: string,
    { call, body }: { call: Mem0Call; body?: object },
  ): Promise<unknown> => {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const headers = { 'X-API-Key': apiKey, ...(json === undefined ? {} : { 'content-type': 'application/json' }) };
    return askMem0({ url: `${host}${path}`, method, headers, body: json }, call);
  };
  return {
    name: 'open-source',
    add: async ({ text, userId, metadata }, call) => {
      const body = { messages: [{ role: 'user', content: text }], user_id: userId, metadata, infer: false };
      const { results } = readAnswer(Added, await ask('POST', '/memories', { call, body }));
      return results[0]?.id ?? '';
    },
    remove: async (id, call) => {
      await ask('DELETE', `/memories/${encodeURIComponent(id)}`, { call });
    },
    search: async ({ userId, text, limit }, call) => {
      const body = { query: text, filters: { user_id: userId }, top_k: limit };
      return readAnswer(mem0Rows, await ask('POST', '/search', { call, body })).results;
    },
    list: async (userId, _page, call) => {
      const query = new URLSearchParams({ user_id: userId, top_k: String(MOST_LISTED), show_expired: 'true' });
      const { results } = readAnswer(mem0Rows, await ask('GET', `/memories?${query}`, { call }));
      return { rows: results, after: results.length < MOST_LISTED ? 'nothing' : 'untold' };
    },
    removeAll: async (userId, call) => {
      await ask('DELETE', `/memories?${new URLSearchParams({ user_id: userId })}`, { call });
    },
  };
}
