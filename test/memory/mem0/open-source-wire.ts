import { KEY, nearest, storeRow, type Answer, type Mem0State, type SeenRequest, type StoredRow } from './mem0-state.js';

const LIST_LIMIT = 1000;
const DENIED: Answer = {
  status: 401,
  body: { detail: 'Authentication required. Provide a Bearer token or X-API-Key header.' },
  headers: { 'www-authenticate': 'Bearer' },
};

/** Mem0's open-source server: server/main.py and server/auth.py of mem0ai/mem0. */
export function openSourceAnswer(request: SeenRequest, state: Mem0State): Answer {
  const { pathname, searchParams } = new URL(request.path, 'http://mem0');
  const id = /^\/memories\/(.+)$/.exec(pathname)?.[1] ?? '';
  const route = ROUTES[`${request.method} ${id === '' ? pathname : '/memories/{id}'}`];
  if (route === undefined) return { status: 404, body: { detail: 'Not Found' } };
  const free = state.open === 'all' || (state.open === 'search' && pathname === '/search');
  const key = request.headers['x-api-key'];
  // A wrong key is refused even where none is needed.
  if (key === undefined ? !free : key !== KEY) return key === undefined ? DENIED : WRONG_KEY;
  return route({ request, state, id, query: searchParams });
}

const WRONG_KEY: Answer = { status: 401, body: { detail: 'Invalid API key.' } };

interface Asked {
  request: SeenRequest;
  state: Mem0State;
  id: string;
  query: URLSearchParams;
}

const ROUTES: Record<string, (asked: Asked) => Answer> = {
  'POST /memories': ({ request: { body }, state }) => {
    const [message] = body['messages'] as { role: string; content: string }[];
    if (message === undefined || typeof body['user_id'] !== 'string')
      return { status: 400, body: { detail: 'At least one identifier (user_id, agent_id, run_id) is required.' } };
    if (body['infer'] !== false) throw new Error('a model would rewrite what it is given');
    const metadata = { ...(body['metadata'] as StoredRow['metadata']), role: message.role };
    const { id, text } = storeRow(state, { text: message.content, userId: body['user_id'], metadata });
    const stored = { id, memory: text, event: 'ADD', actor_id: null, role: message.role };
    return { status: 200, body: { results: [stored] } };
  },
  'GET /memories': ({ state, query }) => {
    const limit = Math.min(Number(query.get('top_k') ?? 20), LIST_LIMIT);
    const results = rowsOf(query.get('user_id'), state).slice(0, limit).map(shown);
    return { status: 200, body: { results } };
  },
  'POST /search': ({ request: { body }, state }) => {
    const { user_id } = (body['filters'] ?? {}) as { user_id?: string };
    if (user_id === undefined)
      return { status: 400, body: { detail: 'filters must contain at least one of: user_id' } };
    const found = nearest(rowsOf(user_id, state), String(body['query'])).slice(0, Number(body['top_k'] ?? 20));
    return { status: 200, body: { results: found.map(({ row, score }) => ({ ...shown(row), score })) } };
  },
  'DELETE /memories/{id}': ({ state, id }) =>
    state.rows.delete(id)
      ? { status: 200, body: { message: 'Memory deleted successfully' } }
      : { status: 404, body: { detail: `Memory with id ${id} not found. Please provide a valid 'memory_id'` } },
  'DELETE /memories': ({ state, query }) => {
    if (!state.admin) return { status: 403, body: { detail: 'Admin role required.' } };
    for (const row of rowsOf(query.get('user_id'), state)) state.rows.delete(row.id);
    return { status: 200, body: { message: 'All relevant memories deleted' } };
  },
};

function rowsOf(wanted: string | null, { rows, ignoresFilters }: Mem0State): StoredRow[] {
  return [...rows.values()].filter(({ userId }) => ignoresFilters || userId === wanted);
}

function shown({ id, text, userId, metadata }: StoredRow) {
  const hash = '0cc175b9c0f1b6a831c399e269772661';
  const times = { created_at: '2026-06-10T12:00:00+00:00', updated_at: '2026-06-10T12:00:00+00:00' };
  return { id, memory: text, hash, metadata, ...times, user_id: userId };
}
