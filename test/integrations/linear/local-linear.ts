import { randomUUID } from 'node:crypto';
import { execute, GraphQLError, parse, validate, type DocumentNode } from 'graphql';
import { serveService, type Answer, type Given, type Service } from '../serve-service.js';
import { complexityOf } from './complexity.js';
import { linearSchema } from './schema.js';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MOST_COMPLEX = 10_000;

interface Team {
  id: string;
  key: string;
  name: string;
  states(): { nodes: { id: string; name: string; type: string }[] };
}
export interface LocalIssue {
  id: string;
  identifier: string;
  url: string;
  title: string;
  description: string | null;
  team: Team;
  state: { id: string; name: string; type: string };
  labelIds: string[];
  projectId: string | null;
  comments: { id: string; body: string }[];
}

export interface LocalLinear extends Service {
  issues: LocalIssue[];
  /** Keys of issues, each time that one was told its state. */
  moves: string[];
  /** Requests that are left in this hour. */
  left: number;
  resetAt: number;
  /** Its teams, by key. */
  team(key: string): Team;
}

/** Linear's GraphQL API on this machine: its schema, its rules, its errors. */
export async function startLinear({
  apiKey,
  oauthToken = null,
  workspaceId = randomUUID(),
}: {
  apiKey: string;
  oauthToken?: string | null;
  workspaceId?: string;
}): Promise<LocalLinear> {
  const teams = [teamOf('ENG', 'Engineering'), teamOf('OPS', 'Operations')];
  const [eng, ops] = teams as [Team, Team];
  const projects = [
    { id: randomUUID(), name: 'Checkout', teams: () => ({ nodes: [eng] }) },
    { id: randomUUID(), name: 'Racks', teams: () => ({ nodes: [ops] }) },
  ];
  const labels = [
    { id: randomUUID(), name: 'Bug', isGroup: false, team: null },
    { id: randomUUID(), name: 'Bug', isGroup: false, team: eng },
    { id: randomUUID(), name: 'Security', isGroup: false, team: null },
    { id: randomUUID(), name: 'Rack', isGroup: false, team: ops },
    { id: randomUUID(), name: 'Area', isGroup: true, team: null },
  ];
  const issues: LocalIssue[] = [];
  const moves: string[] = [];

  const root = {
    viewer: { id: randomUUID(), name: 'Nectr', email: 'nectr@example.com' },
    organization: { id: workspaceId, name: 'Acme', urlKey: 'acme' },
    issue: ({ id }: { id: string }) => issueOf(id),
    teams: (args: Filtered) => select(teams, args),
    projects: (args: Filtered) => select(projects, args),
    issueLabels: (args: Filtered) => select(labels, args),
    issueCreate: ({ input }: { input: IssueInput }) => ({ success: true, issue: createIssue(input), lastSyncId: 1 }),
    issueUpdate: ({ id, input }: { id: string; input: { stateId?: string } }) => {
      const issue = issueOf(id);
      if (input.stateId !== undefined) {
        issue.state = stateOf(issue.team, input.stateId);
        moves.push(issue.identifier);
      }
      return { success: true, issue, lastSyncId: 1 };
    },
    commentCreate: ({ input }: { input: { id?: string; issueId?: string; body?: string } }) => {
      const issue = issueOf(input.issueId ?? '');
      if ((input.body ?? '').trim() === '') throw refused('body should not be empty');
      const all = issues.flatMap(({ comments }) => comments);
      const comment = { id: newId(input.id, 'Comment', all), body: input.body ?? '' };
      issue.comments.push(comment);
      return { success: true, comment, lastSyncId: 1 };
    },
  };

  function issueOf(id: string): LocalIssue {
    const found = issues.find((one) => one.id === id || one.identifier === id);
    if (found === undefined) throw notFound('Issue');
    return found;
  }

  function createIssue(input: IssueInput): LocalIssue {
    const team = teams.find(({ id }) => id === input.teamId);
    if (team === undefined) throw notFound('Team');
    if ((input.title ?? '').trim() === '') throw refused('title should not be empty');
    const applied = (input.labelIds ?? []).map((id) => labels.find((label) => label.id === id));
    if (applied.some((label) => label === undefined)) throw notFound('IssueLabel');
    if (applied.some((label) => label?.isGroup === true)) throw refused('a label group cannot be applied');
    if (applied.some((label) => label?.team != null && label.team.id !== team.id))
      throw refused('The label is not of the team of the issue');
    const project = projects.find(({ id }) => id === input.projectId);
    if (input.projectId !== undefined && project === undefined) throw notFound('Project');
    if (project !== undefined && !project.teams().nodes.includes(team))
      throw refused('The project is not of the team of the issue');
    const id = newId(input.id, 'Issue', issues);
    const identifier = `${team.key}-${issues.filter((one) => one.team === team).length + 1}`;
    const issue: LocalIssue = {
      id,
      identifier,
      url: `https://linear.app/acme/issue/${identifier}`,
      title: input.title ?? '',
      description: input.description ?? null,
      team,
      state: team.states().nodes[0] as LocalIssue['state'],
      labelIds: input.labelIds ?? [],
      projectId: input.projectId ?? null,
      comments: [],
    };
    issues.push(issue);
    return issue;
  }

  const service = await serveService(answerTo);
  const local: LocalLinear = Object.assign(service, {
    issues,
    moves,
    left: 5000,
    resetAt: Date.now() + 3_600_000,
    team: (key: string) => teams.find((team) => team.key === key) as Team,
  });
  return local;

  async function answerTo({ method, url, headers, body }: Given): Promise<Answer> {
    if (method !== 'POST' || url.pathname !== '/graphql') return { status: 404, body: 'Not Found' };
    const authorization = headers.get('authorization') ?? '';
    if (authorization === `Bearer ${apiKey}`)
      return failed(400, authentication('It looks like you’re trying to use an API key as a Bearer token.'));
    if (authorization !== apiKey && (oauthToken === null || authorization !== `Bearer ${oauthToken}`))
      return failed(401, authentication('You need to authenticate to access this operation.'));
    const rate = {
      'x-ratelimit-requests-limit': '5000',
      'x-ratelimit-requests-remaining': String(Math.max(local.left - 1, 0)),
      'x-ratelimit-requests-reset': String(local.resetAt),
      'x-ratelimit-complexity-remaining': '249000',
      'x-ratelimit-complexity-reset': String(local.resetAt + 1_000_000),
    };
    if (local.left-- <= 0) return { ...failed(400, LIMITED), headers: rate };
    // PostgreSQL cannot store it, nor half of a code point.
    if (/\\u0000|\\ud[89a-f]/i.test(body)) return { status: 500, body: 'Internal Server Error' };
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      return failed(400, invalid(String(error), 'GRAPHQL_PARSE_FAILED'));
    }
    const [wrong] = validate(linearSchema, document);
    if (wrong !== undefined) return failed(400, invalid(wrong.message, 'GRAPHQL_VALIDATION_FAILED'));
    if (complexityOf(document) > MOST_COMPLEX) return failed(400, invalid('Query too complex', 'INPUT_ERROR'));
    const { data, errors } = await execute({
      schema: linearSchema,
      document,
      rootValue: root,
      variableValues: variables,
    });
    const isBad = errors?.some(({ extensions }) => extensions['code'] === undefined) ?? false;
    return {
      status: isBad ? 400 : 200,
      headers: { ...rate, 'x-complexity': String(Math.ceil(complexityOf(document))) },
      body: errors === undefined ? { data } : { errors, data: null },
    };
  }
}

interface IssueInput {
  id?: string;
  title?: string;
  description?: string;
  teamId: string;
  projectId?: string;
  labelIds?: string[];
}

function teamOf(key: string, name: string): Team {
  const nodes = ['Todo', 'In Progress', 'Done', 'Canceled'].map((state) => ({
    id: randomUUID(),
    name: state,
    type: 'started',
  }));
  return { id: randomUUID(), key, name, states: () => ({ nodes }) };
}

function stateOf(team: Team, id: string): LocalIssue['state'] {
  const found = team.states().nodes.find((state) => state.id === id);
  if (found === undefined) throw refused('The state is not of the team of the issue');
  return found;
}

/** A second entity with the same id is refused, as Linear does: 200, `data: null`, INPUT_ERROR. */
function newId(id: string | undefined, entity: string, others: readonly { id: string }[]): string {
  if (id === undefined) return randomUUID();
  if (!UUID_V4.test(id)) throw refused('id must be a UUID');
  if (others.some((one) => one.id === id))
    throw inputError(`conflict on insert of ${entity}`, `Entity ${entity} with id ${id} already exists.`);
  return id;
}

const notFound = (entity: string) => inputError(`Entity not found: ${entity}`, `Could not find referenced ${entity}.`);
const refused = (sentence: string) => inputError('Argument Validation Error', sentence);

function inputError(message: string, userPresentableMessage: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: {
      type: 'invalid input',
      code: 'INPUT_ERROR',
      statusCode: 400,
      userError: true,
      userPresentableMessage,
    },
  });
}

const LIMITED = {
  message: 'Rate limit exceeded. Only 5000 requests are allowed per 1 hour.',
  extensions: { type: 'ratelimited', code: 'RATELIMITED', statusCode: 429, userError: true },
};
const authentication = (userPresentableMessage: string) => ({
  message: 'Authentication required, not authenticated',
  extensions: {
    type: 'authentication error',
    code: 'AUTHENTICATION_ERROR',
    statusCode: 401,
    userError: true,
    userPresentableMessage,
  },
});
const invalid = (message: string, code: string) => ({ message, extensions: { type: 'graphql error', code } });
const failed = (status: number, error: unknown): Answer => ({ status, body: { errors: [error] } });

interface Filtered {
  filter?: Record<string, unknown>;
  first?: number;
}

function select<T extends object>(nodes: readonly T[], { filter = {}, first = 50 }: Filtered): { nodes: T[] } {
  if (first > 250) throw refused('first must be at most 250');
  return { nodes: nodes.filter((node) => fits(node, filter)).slice(0, first) };
}

function fits(node: object, filter: Record<string, unknown>): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (name === 'or') return (wanted as Record<string, unknown>[]).some((one) => fits(node, one));
    if (name === 'and') return (wanted as Record<string, unknown>[]).every((one) => fits(node, one));
    const value = (node as Record<string, unknown>)[name];
    return Object.entries(wanted as Record<string, unknown>).every(([how, to]) => compares(how, value, to));
  });
}

function compares(how: string, value: unknown, to: unknown): boolean {
  if (how === 'eq') return value === to;
  if (how === 'eqIgnoreCase') return String(value).toLowerCase() === String(to).toLowerCase();
  if (how === 'in') return (to as unknown[]).includes(value);
  throw refused(`${how} is not known here`);
}
