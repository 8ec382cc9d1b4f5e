import { PULL, type Answer, type Request, type Route } from './fake-github.js';

const BOT = { id: 77, login: 'nectr[bot]', type: 'Bot' };
const PREFIX = '/repos/acme/shop';

interface Comment {
  id: number;
  node_id: string;
  body: string;
  path: string;
  line: number;
}
interface Review {
  id: number;
  user: typeof BOT;
  state: string;
  body: string;
  commit_id: string;
  comments: Comment[];
}
interface Check {
  id: number;
  external_id: string;
  head_sha: string;
  status: string;
  conclusion?: string;
  details_url?: string;
  title: string;
  summary: string;
  annotations: unknown[];
}

/** The writing side of GitHub with the rules that the publisher has to live with. */
export interface FakeReviews {
  reviews: Review[];
  comments: { id: number; user: typeof BOT; body: string }[];
  checks: Check[];
  minimised: unknown[];
  head: string;
  /** Replaces fields of the pull request. */
  pull: object;
  /** Lines that are not in the diff. */
  badLines: Set<number>;
  /** Called after a write was done; an answer replaces the real one (the write stays done). */
  afterWrite: (name: string) => Answer | undefined;
  /** Called before a write; an answer refuses it. */
  beforeWrite: (name: string) => Answer | undefined;
  /** Lists and reads that see nothing of ours yet (read-after-write lag). */
  staleReads: number;
  route: Route;
}

export function fakeReviews(): FakeReviews {
  let ids = 100;
  const fake: FakeReviews = {
    reviews: [],
    comments: [],
    checks: [],
    minimised: [],
    head: PULL.head.sha,
    pull: {},
    badLines: new Set(),
    afterWrite: () => undefined,
    beforeWrite: () => undefined,
    staleReads: 0,
    route: (request) => {
      const found = HANDLERS.find(
        ([method, path]) => method === request.method && path.test(request.path.split('?')[0] ?? ''),
      );
      if (!found) return undefined;
      const [method, pattern, name, handle] = found;
      const [, ...parameters] = pattern.exec(request.path.split('?')[0] ?? '') ?? [];
      if (method === 'GET') return handle(fake, request, parameters, () => ids++);
      const refused = fake.beforeWrite(name);
      if (refused) return refused;
      const answer = handle(fake, request, parameters, () => ids++);
      return ((answer.status ?? 200) < 400 && fake.afterWrite(name)) || answer;
    },
  };
  return fake;
}

type Handle = (fake: FakeReviews, request: Request, parameters: string[], nextId: () => number) => Answer;
const at = (path: string) => new RegExp(`^${PREFIX}${path}$`);
const missing: Answer = { status: 404, body: { message: 'Not Found' } };

const HANDLERS: [string, RegExp, string, Handle][] = [
  [
    'GET',
    at('/pulls/5'),
    'pull',
    (fake) => ({ body: { ...PULL, head: { ref: 'feature', sha: fake.head }, ...fake.pull } }),
  ],
  [
    'GET',
    at('/pulls/5/reviews'),
    'reviews',
    (fake) => ({ body: fake.staleReads-- > 0 ? [] : fake.reviews.map(({ comments: _comments, ...review }) => review) }),
  ],
  ['GET', at('/pulls/5/reviews/(\\d+)'), 'review', (fake, _r, [id]) => ({ body: review(fake, id) })],
  [
    'GET',
    at('/pulls/5/reviews/(\\d+)/comments'),
    'review-comments',
    (fake, _r, [id]) => ({ body: review(fake, id)?.comments }),
  ],
  ['POST', at('/pulls/5/reviews'), 'create', createReview],
  ['POST', at('/pulls/5/reviews/(\\d+)/events'), 'submit', submitReview],
  [
    'DELETE',
    at('/pulls/5/reviews/(\\d+)'),
    'delete',
    (fake, _r, [id]) => {
      const found = review(fake, id);
      if (!found) return missing;
      if (found.state !== 'PENDING') return { status: 422, body: { message: 'Can not delete a non-pending review' } };
      fake.reviews = fake.reviews.filter((other) => other !== found);
      return { body: found };
    },
  ],
  ['GET', at('/issues/5/comments'), 'comments', (fake) => ({ body: fake.staleReads-- > 0 ? [] : fake.comments })],
  [
    'POST',
    at('/issues/5/comments'),
    'comment',
    (fake, { body }, _p, nextId) => {
      const comment = { id: nextId(), user: BOT, body: String(body.body) };
      fake.comments.push(comment);
      return { status: 201, body: comment };
    },
  ],
  [
    'PATCH',
    at('/issues/comments/(\\d+)'),
    'edit-comment',
    (fake, { body }, [id]) => {
      const comment = fake.comments.find((other) => other.id === Number(id));
      if (!comment) return missing;
      comment.body = String(body.body);
      return { body: comment };
    },
  ],
  [
    'PATCH',
    at('/pulls/comments/(\\d+)'),
    'edit-review-comment',
    (fake, { body }, [id]) => {
      const comment = fake.reviews.flatMap(({ comments }) => comments).find((other) => other.id === Number(id));
      if (!comment) return missing;
      comment.body = String(body.body);
      return { body: comment };
    },
  ],
  [
    'POST',
    /^\/graphql$/,
    'minimise',
    (fake, { body }) => {
      // It answers reads over REST only.
      if (String(body.query).startsWith('query')) return missing;
      fake.minimised.push((body.variables as { id: string }).id);
      return { body: { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } } };
    },
  ],
  [
    'GET',
    at('/commits/(\\w+)/check-runs'),
    'checks',
    (fake, _r, [sha]) => ({
      body: { check_runs: fake.checks.filter(({ head_sha }) => head_sha === sha).map(checkJson) },
    }),
  ],
  [
    'GET',
    at('/check-runs/(\\d+)'),
    'check',
    (fake, _r, [id]) => ({ body: checkJson(fake.checks.find((check) => check.id === Number(id))) }),
  ],
  [
    'POST',
    at('/check-runs'),
    'create-check',
    (fake, { body }, _p, nextId) => {
      const check = { annotations: [], title: '', summary: '', ...body, id: nextId() } as unknown as Check;
      fake.checks.push(check);
      return { status: 201, body: checkJson(check) };
    },
  ],
  ['PATCH', at('/check-runs/(\\d+)'), 'update-check', updateCheck],
  ['POST', at('/issues/5/reactions'), 'eyes', () => ({ status: 201, body: { id: 1 } })],
];

function review(fake: FakeReviews, id: string | undefined): Review | undefined {
  return fake.reviews.find((other) => other.id === Number(id));
}

function createReview(fake: FakeReviews, { body }: Request, _parameters: string[], nextId: () => number): Answer {
  if (fake.reviews.some(({ state }) => state === 'PENDING'))
    return { status: 422, body: { message: 'User can only have one pending review per pull request' } };
  const comments = body.comments as (Comment & { start_line?: number })[];
  if (comments.some(({ line, start_line }) => fake.badLines.has(line) || (start_line ?? 0) >= line))
    return { status: 422, body: { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] } };
  const created: Review = {
    id: nextId(),
    user: BOT,
    state: 'PENDING',
    body: String(body.body),
    commit_id: String(body.commit_id),
    comments: comments.map((comment) => {
      const id = nextId();
      return { ...comment, id, node_id: `node-${id}` };
    }),
  };
  fake.reviews.push(created);
  return { body: created };
}

function submitReview(fake: FakeReviews, { body }: Request, [id]: string[]): Answer {
  const found = review(fake, id);
  if (!found) return missing;
  if (found.state !== 'PENDING') return { status: 422, body: { message: 'Review was already submitted' } };
  found.state = body.event === 'COMMENT' ? 'COMMENTED' : 'CHANGES_REQUESTED';
  found.body = String(body.body);
  return { body: found };
}

function updateCheck(fake: FakeReviews, { body }: Request, [id]: string[]): Answer {
  const check = fake.checks.find((other) => other.id === Number(id));
  if (!check) return missing;
  const { annotations, ...output } = body.output as { annotations: unknown[]; title: string; summary: string };
  if (annotations.length > 50 || Buffer.byteLength(output.summary) > 65_535)
    return { status: 422, body: { message: 'Invalid request' } };
  check.annotations.push(...annotations);
  const { status, conclusion, details_url = check.details_url } = body;
  Object.assign(check, output, { status, conclusion, details_url });
  return { body: checkJson(check) };
}

function checkJson(check: Check | undefined) {
  return check && { ...check, output: { annotations_count: check.annotations.length } };
}
