import { startJsonServer, type LocalAnswer, type LocalJsonServer, type LocalRequest } from '../local-json-server.js';

export const API_KEY = 'canaryapikey0123456789abcdef0123';
export const APP_KEY = 'canaryappkey0123456789abcdef0123456789ab';

export interface LocalDatadog extends LocalJsonServer {
  events: Record<string, unknown>[];
  series: Record<string, unknown>[];
  monitors: Record<string, unknown>[];
}

/** Datadog's API as documented at https://docs.datadoghq.com/api/latest/: keys in headers, 403 for wrong ones, `errors`. */
export async function startLocalDatadog(): Promise<LocalDatadog> {
  const state = {
    events: [] as Record<string, unknown>[],
    series: [] as Record<string, unknown>[],
    monitors: [] as Record<string, unknown>[],
  };
  return Object.assign(await startJsonServer((request) => serve(request, state)), state);
}

type State = Pick<LocalDatadog, 'events' | 'series' | 'monitors'>;

const FORBIDDEN = { status: 403, body: { errors: ['Forbidden'] } };

function serve(request: LocalRequest, state: State): LocalAnswer {
  if (request.headers['dd-api-key'] !== API_KEY) return FORBIDDEN;
  switch (`${request.method} ${request.path}`) {
    case 'GET /api/v1/validate':
      return { status: 200, body: { valid: true } };
    case 'POST /api/v1/events':
      return postEvent(request, state);
    case 'POST /api/v2/series':
      return postSeries(request, state);
    case 'GET /api/v1/monitor':
      return request.headers['dd-application-key'] === APP_KEY ? listMonitors(request, state) : FORBIDDEN;
    default:
      return { status: 404, body: { errors: ['Not found'] } };
  }
}

function postEvent({ body }: LocalRequest, { events }: State): LocalAnswer {
  const event = body as Record<string, unknown> | undefined;
  if (event === undefined) return { status: 400, body: { errors: ['Invalid JSON structure'] } };
  for (const field of ['title', 'text'])
    if (typeof event[field] !== 'string' || event[field] === '')
      return { status: 400, body: { errors: [`The required '${field}' parameter is missing`] } };
  const { title, text, alert_type, aggregation_key } = event as Record<string, string>;
  const isFit =
    [...(title ?? '')].length <= 100 &&
    (text ?? '').length <= 4000 &&
    (aggregation_key ?? '').length <= 100 &&
    ['error', 'warning', 'info', 'success', 'user_update', 'recommendation', 'snapshot'].includes(alert_type ?? 'info');
  if (!isFit) return { status: 400, body: { errors: ['Bad Request'] } };
  events.push(event);
  // Larger than a JavaScript number is exact.
  const id = `651901828126551635${events.length}`;
  return {
    status: 202,
    body: `{"status":"ok","event":{"id":${id},"id_str":"${id}","title":${JSON.stringify(title)},"priority":"normal","url":"https://app.datadoghq.com/event/event?id=${id}"}}`,
  };
}

function postSeries({ text, body }: LocalRequest, { series }: State): LocalAnswer {
  if (Buffer.byteLength(text) > 512_000) return { status: 413, body: { errors: ['Payload too large'] } };
  const given = (body as { series?: Record<string, unknown>[] } | undefined)?.series;
  if (!Array.isArray(given)) return { status: 400, body: { errors: ['Bad Request'] } };
  for (const { metric, points, type } of given) {
    const [point] = points as { timestamp?: unknown; value?: unknown }[];
    if (
      typeof metric !== 'string' ||
      !Number.isInteger(point?.timestamp) ||
      typeof point?.value !== 'number' ||
      ![0, 1, 2, 3].includes(type as number)
    )
      return { status: 400, body: { errors: ['Bad Request'] } };
  }
  series.push(...given);
  return { status: 202, body: { errors: [] } };
}

function listMonitors({ query }: LocalRequest, { monitors }: State): LocalAnswer {
  const tags = (query.get('monitor_tags') ?? '').split(',').filter(Boolean);
  const page = Number(query.get('page') ?? 0);
  const size = Number(query.get('page_size') ?? 100);
  if (size > 1000) return { status: 400, body: { errors: ['page_size must not exceed 1000'] } };
  const found = monitors.filter((monitor) => tags.every((tag) => (monitor['tags'] as string[]).includes(tag)));
  return { status: 200, body: found.slice(page * size, (page + 1) * size) };
}
