import { startJsonServer, type LocalAnswer, type LocalJsonServer, type LocalRequest } from '../local-json-server.js';

export const TOKEN = 'sntrys_canary0123456789abcdefcanary0123456789';
export const INSTALLATION = '24b397fc-a86e-43ef-9297-949e21b82480';

interface Note {
  id: string;
  type: 'note';
  data: { text: string };
  dateCreated: string;
}

export interface LocalSentry extends LocalJsonServer {
  comments: Note[];
  /** By project and identifier. */
  links: Map<string, Record<string, unknown>>;
  issue: Record<string, unknown>;
  event: Record<string, unknown> | null;
  scopes: Set<string>;
  /** `pending_deletion` and others are possible. */
  organization: { slug: string; status: { id: string; name: string } };
}

const COMMIT = '7a1c0b8f6f6a4d5c9b2e1f0a3d4c5b6a7f8e9d0c';

/**
 * Sentry's API as documented at https://docs.sentry.io/api/ and as its own code answers: bearer tokens with scopes,
 * `{"detail"}` in errors, field errors by name, issue search, the comment that is refused a second time.
 */
export async function startLocalSentry(): Promise<LocalSentry> {
  const state = {
    comments: [] as Note[],
    links: new Map<string, Record<string, unknown>>(),
    issue: issueOf(),
    event: eventOf() as Record<string, unknown> | null,
    scopes: new Set(['org:read', 'project:read', 'event:read', 'event:write']),
    organization: { slug: 'acme', status: { id: 'active', name: 'active' } },
  };
  const server = await startJsonServer((request) => serve(request, local));
  const local: LocalSentry = Object.assign(server, state);
  return local;
}

type State = Omit<LocalSentry, keyof LocalJsonServer>;

function serve(request: LocalRequest, state: State): LocalAnswer {
  const { method, path } = request;
  if (request.headers.authorization !== `Bearer ${TOKEN}`)
    return request.headers.authorization === undefined
      ? { status: 401, body: { detail: 'Authentication credentials were not provided.' } }
      : { status: 401, body: { detail: 'Invalid token' } };
  if (!path.endsWith('/')) return { status: 404, body: NOT_FOUND };
  const route = ROUTES.find((one) => one.method === method && one.path.test(path));
  if (route === undefined) return { status: 404, body: NOT_FOUND };
  if (!state.scopes.has(route.scope))
    return { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
  return route.serve(request, state);
}

const NOT_FOUND = { detail: 'The requested resource does not exist' };

const ROUTES: {
  method: string;
  path: RegExp;
  scope: string;
  serve(request: LocalRequest, state: State): LocalAnswer;
}[] = [
  {
    method: 'GET',
    path: /^\/api\/0\/organizations\/acme\/$/,
    scope: 'org:read',
    serve: (_, { organization }) => ({ status: 200, body: { id: '1', name: 'Acme', ...organization } }),
  },
  {
    method: 'GET',
    path: /^\/api\/0\/organizations\/acme\/issues\/$/,
    scope: 'event:read',
    serve: searchIssues,
  },
  {
    method: 'GET',
    path: /^\/api\/0\/organizations\/acme\/issues\/6507376925\/$/,
    scope: 'event:read',
    serve: (_, { issue }) => ({ status: 200, body: issue }),
  },
  {
    method: 'GET',
    path: /^\/api\/0\/organizations\/acme\/issues\/6507376925\/events\/latest\/$/,
    scope: 'event:read',
    serve: (_, { event }) =>
      event === null ? { status: 404, body: { detail: 'No matching event' } } : { status: 200, body: event },
  },
  {
    method: 'PUT',
    path: /^\/api\/0\/organizations\/acme\/issues\/6507376925\/$/,
    scope: 'event:write',
    serve: updateIssue,
  },
  {
    method: 'GET',
    path: /^\/api\/0\/organizations\/acme\/issues\/6507376925\/comments\/$/,
    scope: 'event:read',
    serve: (_, { comments }) => ({ status: 200, body: comments.toReversed() }),
  },
  {
    method: 'POST',
    path: /^\/api\/0\/organizations\/acme\/issues\/6507376925\/comments\/$/,
    scope: 'event:write',
    serve: addComment,
  },
  {
    method: 'POST',
    path: new RegExp(`^/api/0/sentry-app-installations/${INSTALLATION}/external-issues/$`),
    scope: 'event:write',
    serve: linkIssue,
  },
];

/** The part of the search language that is asked: words, `key:value`, quotes, escapes, wildcards. */
function searchIssues({ query }: LocalRequest, { issue, event }: State): LocalAnswer {
  const asked = query.get('query') ?? 'is:unresolved';
  const tokens = [...asked.matchAll(/([\w.]+):("(?:\\.|[^"\\])*"|\S+)\s*/g)];
  if (tokens.map(([whole]) => whole).join('') !== asked)
    return { status: 400, body: { detail: `Error parsing search query: ${asked}` } };
  const files = JSON.stringify(event).match(/"filename":"([^"]+)"/g) ?? [];
  const values: Record<string, string[]> = {
    is: [String(issue['status'])],
    project: [(issue['project'] as { slug: string }).slug],
    'stack.filename': files.map((file) => file.slice(12, -1)),
    release: [(event?.['release'] as { version: string } | null)?.version ?? ''],
  };
  for (const [, key = '', quoted = ''] of tokens) {
    const known = values[key];
    if (known === undefined) return { status: 400, body: { detail: `Invalid key for this search: ${key}` } };
    const pattern = quoted
      .replaceAll(/^"|"$/g, '')
      .split(/(\\.|\*)/)
      .map((part) => (part === '*' ? '.*' : part.replace(/^\\/, '').replaceAll(/[.+?^${}()|[\]\\*]/g, '\\$&')))
      .join('');
    if (!known.some((value) => new RegExp(`^${pattern}$`).test(value))) return { status: 200, body: [] };
  }
  if (Number(query.get('limit') ?? 25) > 100)
    return { status: 400, body: { detail: 'Invalid per_page value. Must be between 1 and 100.' } };
  return { status: 200, body: [issue], headers: { link: '<x>; rel="next"; results="false"; cursor="0:100:0"' } };
}

function updateIssue({ body }: LocalRequest, state: State): LocalAnswer {
  const { status, statusDetails } = body as {
    status?: string;
    statusDetails?: { inCommit?: { commit?: string; repository?: string } };
  };
  const { commit, repository } = statusDetails?.inCommit ?? {};
  const errors = {
    ...(commit === undefined && { commit: ['This field is required.'] }),
    ...(repository === undefined && { repository: ['This field is required.'] }),
    ...(repository !== undefined &&
      repository !== 'acme/shop' && { repository: ['Unable to find the given repository.'] }),
    ...(repository === 'acme/shop' && commit !== COMMIT && { commit: ['Unable to find the given commit.'] }),
  };
  if (Object.keys(errors).length > 0) return { status: 400, body: { statusDetails: { inCommit: errors } } };
  state.issue = { ...state.issue, status, statusDetails };
  return { status: 200, body: state.issue };
}

function addComment({ body }: LocalRequest, { comments }: State): LocalAnswer {
  const { text } = body as { text?: string };
  if (!text) return { status: 400, body: { text: ['This field is required.'] } };
  if (comments.some(({ data }) => data.text === text))
    return { status: 400, body: { detail: 'You have already posted that comment.' } };
  const note: Note = {
    id: String(comments.length + 1),
    type: 'note',
    data: { text },
    dateCreated: '2026-03-02T10:00:00Z',
  };
  comments.push(note);
  return { status: 201, body: note };
}

function linkIssue({ body }: LocalRequest, { links }: State): LocalAnswer {
  const link = body as Record<string, unknown>;
  const missing = ['issueId', 'webUrl', 'project', 'identifier'].filter((name) => link[name] === undefined);
  if (missing.length > 0 || typeof link['issueId'] !== 'number')
    return {
      status: 400,
      body: { detail: 'issueId is required, and must be an integer; webUrl, project and identifier too' },
    };
  const displayName = `${String(link['project'])}#${String(link['identifier'])}`;
  links.set(displayName, link);
  return {
    status: 200,
    body: {
      id: '1',
      issueId: String(link['issueId']),
      serviceType: 'nectr',
      displayName,
      webUrl: link['webUrl'],
    },
  };
}

export function issueOf(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '6507376925',
    shareId: null,
    shortId: 'SHOP-41',
    title: 'TypeError: Cannot read properties of undefined',
    culprit: 'retry(src/pay)',
    permalink: 'https://acme.sentry.io/issues/6507376925/',
    logger: null,
    level: 'error',
    status: 'unresolved',
    statusDetails: {},
    substatus: 'ongoing',
    isPublic: false,
    platform: 'javascript',
    project: { id: '4509062593708032', name: 'Shop', slug: 'shop', platform: 'node' },
    type: 'error',
    metadata: { value: 'Cannot read properties of undefined', type: 'TypeError', filename: 'src/pay.ts' },
    numComments: 0,
    assignedTo: null,
    count: '25',
    userCount: 3,
    firstSeen: '2026-02-03T22:51:19.403000Z',
    lastSeen: '2026-03-01T11:34:11Z',
    firstRelease: null,
    ...over,
  };
}

/** As `…/events/latest/` answers: camelCase, the stack in `entries`, the release an object. */
export function eventOf(over: Record<string, unknown> = {}): Record<string, unknown> {
  const frame = (filename: string, lineNo: number, more: object = {}) => ({
    filename,
    absPath: `/app/${filename}`,
    module: filename.replace(/\.\w+$/, ''),
    package: null,
    function: 'f',
    context: [],
    lineNo,
    colNo: 3,
    inApp: true,
    vars: null,
    ...more,
  });
  return {
    id: '7ca573c0f4814912aaa9bdc77d1a7d51',
    groupID: '6507376925',
    eventID: '7ca573c0f4814912aaa9bdc77d1a7d51',
    projectID: '4509062593708032',
    entries: [
      {
        type: 'exception',
        data: {
          values: [
            {
              type: 'TypeError',
              value: 'Cannot read properties of undefined – „größe“ 💥',
              mechanism: { type: 'generic', handled: false },
              stacktrace: {
                frames: [
                  frame('node_modules/express/lib/router.js', 12, { inApp: false }),
                  frame('src/server.ts', 40, { function: 'handle' }),
                  frame('src/pay.ts', 12, { function: 'retry' }),
                ],
                framesOmitted: null,
                hasSystemFrames: true,
              },
            },
          ],
        },
      },
      { type: 'request', data: { method: 'GET', url: 'https://shop.acme.dev/pay', headers: [['Host', 'shop']] } },
    ],
    message: '',
    title: 'TypeError: Cannot read properties of undefined',
    release: { version: 'shop@1.4.0', shortVersion: '1.4.0', dateCreated: '2026-02-01T00:00:00Z' },
    tags: [
      { key: 'environment', value: 'production' },
      { key: 'level', value: 'error' },
    ],
    platform: 'javascript',
    dateCreated: '2026-03-01T11:34:11Z',
    ...over,
  };
}

export { COMMIT as KNOWN_COMMIT };
