import { randomUUID } from 'node:crypto';
import { KEY, nearest, storeRow, type Answer, type Mem0State, type SeenRequest, type StoredRow } from './mem0-state.js';

const DENIED: Answer = {
  status: 401,
  body: { detail: 'Invalid API key. You can find your API key on https://app.mem0.ai/dashboard/api-keys.' },
};

/** The platform: version 3, as docs/openapi.json of mem0ai/mem0 describes it. */
export function platformAnswer(request: SeenRequest, state: Mem0State): Answer {
  const { pathname, searchParams } = new URL(request.path, 'http://mem0');
  const route = `${request.method} ${pathname.replace(/[\da-f]{8}-[\da-f-]+/, '{id}')}`;
  if (!ROUTES.has(route)) return { status: 404, body: { detail: 'Not found.' } };
  const free = state.open === 'all' || (state.open === 'search' && pathname === '/v3/memories/search/');
  if (!free && request.headers.authorization !== `Token ${KEY}`) return DENIED;
  const id = pathname.split('/').find((part) => part.length === 36) ?? '';
  return ROUTES.get(route)?.({ request, state, id, query: searchParams }) ?? DENIED;
}

interface Asked {
  request: SeenRequest;
  state: Mem0State;
  id: string;
  query: URLSearchParams;
}

const ROUTES = new Map<string, (asked: Asked) => Answer>([
  [
    'GET /v1/ping/',
    () => ({ status: 200, body: { status: 'ok', org_id: 'o', project_id: 'p', user_email: 'owner@acme.example' } }),
  ],
  ['POST /v3/memories/add/', ({ request: { body }, state }) => add(body, state)],
  ['GET /v1/event/{id}/', ({ state, id }) => event(state, id)],
  ['POST /v3/memories/search/', ({ request: { body }, state }) => search(body, state)],
  ['POST /v3/memories/', ({ request: { body }, state, query }) => list(body, state, query)],
  [
    'DELETE /v1/memories/{id}/',
    ({ state, id }) =>
      state.rows.delete(id)
        ? { status: 200, body: { message: 'Memory deleted successfully!' } }
        : { status: 404, body: { error: 'Memory not found!' } },
  ],
  [
    'DELETE /v1/memories/',
    ({ state, query }) => {
      if (!query.has('user_id')) return { status: 400, body: { error: 'At least one filter is required.' } };
      for (const row of state.rows.values()) if (row.userId === query.get('user_id')) state.rows.delete(row.id);
      const message = 'Delete in progress. This may take some time.';
      return { status: 200, body: { message, event_id: randomUUID() } };
    },
  ],
]);

function add(body: Record<string, unknown>, state: Mem0State): Answer {
  const [message] = body['messages'] as { role: string; content: string }[];
  if (message === undefined || typeof body['user_id'] !== 'string') {
    return { status: 400, body: { error: 'At least one of the filters is required' } };
  }
  if (body['infer'] !== false) throw new Error('a model would rewrite what it is given');
  const row = { text: message.content, userId: body['user_id'], metadata: body['metadata'] as StoredRow['metadata'] };
  const eventId = randomUUID();
  if (state.adding !== 'at once') {
    state.events.set(eventId, { looks: state.adding, row: { id: randomUUID(), ...row } });
    return { status: 200, body: { event_id: eventId, status: 'PENDING' } };
  }
  const stored = storeRow(state, row);
  const results = [{ id: stored.id, data: { memory: stored.text }, event: 'ADD' }];
  return { status: 200, body: { message: 'Memories added', status: 'SUCCEEDED', event_id: eventId, results } };
}

function event(state: Mem0State, id: string): Answer {
  const found = state.events.get(id);
  if (found === undefined) return { status: 404, body: { error: "Event not found or you don't have permission." } };
  found.looks -= 1;
  const base = { id, event_type: 'ADD', payload: {}, metadata: null, created_at: '2026-06-10T12:00:00Z' };
  if (found.looks > 0) return { status: 200, body: { ...base, status: 'RUNNING', results: null } };
  state.rows.set(found.row.id, found.row);
  const results = [{ id: found.row.id, data: { memory: found.row.text }, event: 'ADD' }];
  return { status: 200, body: { ...base, status: 'SUCCEEDED', results, latency: 12.5 } };
}

function search(body: Record<string, unknown>, state: Mem0State): Answer {
  const refused = refusal(body);
  if (refused !== null) return refused;
  const rows = rowsOf(body, state);
  const found = nearest(rows, String(body['query'])).slice(0, Number(body['top_k'] ?? 10));
  return { status: 200, body: { results: found.map(({ row, score }) => ({ ...shown(row), score })) } };
}

function list(body: Record<string, unknown>, state: Mem0State, query: URLSearchParams): Answer {
  const refused = refusal(body);
  if (refused !== null) return refused;
  const [page, size] = [Number(query.get('page') ?? 1), Math.min(Number(query.get('page_size') ?? 100), 200)];
  const rows = rowsOf(body, state);
  const next = rows.length > page * size ? `https://api.mem0.ai/v3/memories/?page=${page + 1}&page_size=${size}` : null;
  const results = rows.slice((page - 1) * size, page * size).map(shown);
  return { status: 200, body: { count: rows.length, next, previous: null, results } };
}

function refusal(body: Record<string, unknown>): Answer | null {
  if ('user_id' in body) return { status: 400, body: { error: 'Use filters for entity ids.' } };
  const filters = body['filters'] as Record<string, unknown> | undefined;
  return typeof filters?.['user_id'] === 'string' ? null : { status: 400, body: { error: 'filters are required' } };
}

function rowsOf(body: Record<string, unknown>, { rows, ignoresFilters }: Mem0State): StoredRow[] {
  const { user_id } = body['filters'] as { user_id: string };
  return [...rows.values()].filter(({ userId }) => ignoresFilters || userId === user_id);
}

function shown({ id, text, userId, metadata }: StoredRow) {
  const times = { created_at: '2026-06-10T12:00:00Z', updated_at: '2026-06-10T12:00:00Z' };
  return {
    id,
    memory: text,
    user_id: userId,
    agent_id: null,
    metadata,
    categories: null,
    expiration_date: null,
    ...times,
  };
}
