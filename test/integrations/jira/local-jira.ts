import { serveService, type Answer, type Given, type Service } from '../serve-service.js';
import { issueFaults, textFault } from './issue-rules.js';

const MOST_BULK = 100;

export interface LocalJiraIssue {
  id: string;
  key: string;
  project: string;
  summary: string;
  description: unknown;
  labels: string[];
  status: string;
  comments: { id: string; body: unknown; properties: { key: string; value: unknown }[] }[];
  isIndexed: boolean;
}

interface Transition {
  id: string;
  name: string;
  from: string;
  to: string;
  isAvailable?: boolean;
  fields?: Record<string, { name: string; required: boolean; hasDefaultValue?: boolean }>;
}

export interface LocalJira extends Service {
  issues: LocalJiraIssue[];
  /** Keys of issues, each time that one went on. */
  moves: string[];
  /** Issues are found by JQL only after `index()`. */
  isIndexLate: boolean;
  index(): void;
  /** Some files of an issue: as another person would make it. */
  add(project: string, over?: Partial<LocalJiraIssue>): LocalJiraIssue;
  transitions: Transition[];
  /** Fields that are not on the screen where an issue is made. */
  hidden: Set<string>;
  /** Properties of the account, by their names. */
  properties: Map<string, unknown>;
  deploymentType: string;
  /** What a wrong token is answered with: 401, or what anybody may see. */
  isAnonymousSeen: boolean;
}

/** Jira Cloud's REST API v3 on this machine: its rules, its errors, its search that comes late. */
export async function startJira({
  email,
  apiToken,
  accessToken = null,
}: {
  email: string;
  apiToken: string;
  accessToken?: string | null;
}): Promise<LocalJira> {
  const accountId = '5b10ac8d82e05b22cc7d4ef5';
  const basic = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;
  const projects = new Map<string, { types: string[]; count: number }>([
    ['SHOP', { types: ['Task', 'Bug'], count: 0 }],
    ['OPS', { types: ['Task'], count: 0 }],
  ]);
  const service = await serveService(answerTo);
  const local: LocalJira = Object.assign(service, {
    issues: [] as LocalJiraIssue[],
    moves: [] as string[],
    isIndexLate: false,
    index: () => local.issues.forEach((issue) => (issue.isIndexed = true)),
    add,
    transitions: [
      { id: '11', name: 'Start', from: 'To Do', to: 'In Progress' },
      { id: '21', name: 'Finish', from: 'In Progress', to: 'Done' },
      { id: '31', name: 'Reopen', from: 'Done', to: 'To Do' },
    ] as Transition[],
    hidden: new Set<string>(),
    properties: new Map<string, unknown>(),
    deploymentType: 'Cloud',
    isAnonymousSeen: false,
  });
  return local;

  function add(project: string, over: Partial<LocalJiraIssue> = {}): LocalJiraIssue {
    const numbers = projects.get(project);
    if (numbers === undefined) throw new Error(`no project ${project}`);
    const issue: LocalJiraIssue = {
      id: String(10_000 + local.issues.length),
      key: `${project}-${++numbers.count}`,
      project,
      summary: 'x',
      description: null,
      labels: [],
      status: 'To Do',
      comments: [],
      isIndexed: !local.isIndexLate,
      ...over,
    };
    local.issues.push(issue);
    return issue;
  }

  function answerTo(given: Given): Answer {
    const authorization = given.headers.get('authorization') ?? '';
    const isKnown = authorization === basic || (accessToken !== null && authorization === `Bearer ${accessToken}`);
    const path = given.url.pathname.replace(/^\/rest\/api\/3\//, '');
    if (given.url.pathname === path) return { status: 404, body: '<html>Oops</html>' };
    if (path === 'serverInfo')
      return { status: 200, body: { baseUrl: service.url, deploymentType: local.deploymentType, version: '1001.0.0' } };
    if (!isKnown && local.isAnonymousSeen)
      return { status: 200, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }, body: { issues: [] } };
    if (!isKnown) return { status: 401, body: 'Client must be authenticated to access this resource.' };
    // No character that its database cannot store.
    if (/\\u0000|\\ud[89a-f]/i.test(given.body)) return { status: 400, body: wrongs('Invalid request payload.') };
    return route(given, path.split('/').map(decodeURIComponent));
  }

  function route({ method, url, body }: Given, path: string[]): Answer {
    const [room, name = '', part, last] = path;
    const what = `${method} ${room}${path.length > 2 ? `/…/${part ?? ''}` : ''}`;
    switch (what) {
      case 'GET myself':
        return { status: 200, body: { accountId, emailAddress: email, active: true } };
      case 'GET project':
        return projects.has(name)
          ? { status: 200, body: { id: '1', key: name } }
          : missing(`No project could be found with key '${name}'.`);
      case 'POST search':
        return name === 'jql'
          ? search(JSON.parse(body))
          : {
              status: 410,
              body: wrongs('The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.'),
            };
      case 'POST issue':
        return name === 'bulkfetch' ? bulkFetch(JSON.parse(body)) : create(JSON.parse(body).fields ?? {});
      case 'GET issue': {
        const issue = issueOf(name);
        return issue === undefined ? missing(NO_ISSUE) : { status: 200, body: shown(issue, fieldsOf(url)) };
      }
      case 'GET issue/…/comment':
        return comments(name, url.searchParams);
      case 'POST issue/…/comment':
        return comment(name, JSON.parse(body));
      case 'GET issue/…/transitions':
        return transitionsOf(name, url.searchParams);
      case 'POST issue/…/transitions':
        return transition(name, JSON.parse(body));
      default:
        if (room === 'user' && name === 'properties' && part !== undefined && last === undefined)
          return property(method, part, url.searchParams, body);
        return missing('Not found');
    }
  }

  /** Only what is in the index, and only two forms of JQL. */
  function search({ jql, fields, maxResults = 50 }: { jql: string; fields?: string[]; maxResults?: number }): Answer {
    const [, label] = /^labels = "([^"\\]+)" ORDER BY created ASC$/.exec(jql) ?? [];
    const [, project] = /^project = "([^"\\]+)" ORDER BY created DESC$/.exec(jql) ?? [];
    if (label === undefined && project === undefined)
      return {
        status: 400,
        body: wrongs('Unbounded JQL queries are not allowed here. Please add a search restriction to your query.'),
      };
    if (project !== undefined && !projects.has(project))
      return { status: 400, body: wrongs(`The value '${project}' does not exist for the field 'project'.`) };
    const found = local.issues.filter(
      (issue) => issue.isIndexed && (label === undefined ? issue.project === project : issue.labels.includes(label)),
    );
    if (project !== undefined) found.reverse();
    return {
      status: 200,
      body: {
        issues: found.slice(0, maxResults).map((issue) => shown(issue, fields ?? [])),
        isLast: found.length <= maxResults,
      },
    };
  }

  /** Read from the database, not from the index; what is not there is left out. */
  function bulkFetch({ issueIdsOrKeys, fields }: { issueIdsOrKeys: string[]; fields?: string[] }): Answer {
    if (issueIdsOrKeys.length > MOST_BULK) return { status: 400, body: wrongs(`At most ${MOST_BULK} issues.`) };
    const found = local.issues.filter(({ key }) => issueIdsOrKeys.includes(key));
    return { status: 200, body: { issues: found.map((issue) => shown(issue, fields ?? [])), issueErrors: [] } };
  }

  function create(fields: Record<string, unknown>): Answer {
    const errors = issueFaults(fields, { projects, hidden: local.hidden });
    const { project, summary, labels } = fields as unknown as {
      project: { key: string };
      summary: string;
      labels?: string[];
    };
    if (Object.keys(errors).length > 0) return { status: 400, body: { errorMessages: [], errors } };
    const issue = add(project.key, { summary, description: fields['description'], labels: labels ?? [] });
    return { status: 201, body: { id: issue.id, key: issue.key, self: `${service.url}/rest/api/3/issue/${issue.id}` } };
  }

  function comments(key: string, query: URLSearchParams): Answer {
    const issue = issueOf(key);
    if (issue === undefined) return missing(NO_ISSUE);
    const all = query.get('orderBy') === '-created' ? issue.comments.toReversed() : issue.comments;
    const startAt = Number(query.get('startAt') ?? 0);
    const page = all.slice(startAt, startAt + Math.min(Number(query.get('maxResults') ?? 100), 100));
    const isWhole = query.get('expand') === 'properties';
    return {
      status: 200,
      body: {
        startAt,
        maxResults: 100,
        total: all.length,
        comments: page.map(({ properties, ...rest }) => (isWhole ? { ...rest, properties } : rest)),
      },
    };
  }

  function comment(
    key: string,
    { body, properties = [] }: { body: unknown; properties?: LocalJiraIssue['comments'][number]['properties'] },
  ): Answer {
    const issue = issueOf(key);
    if (issue === undefined) return missing(NO_ISSUE);
    const wrong = body === undefined ? 'Comment body can not be empty!' : textFault(body);
    if (wrong !== null) return { status: 400, body: { errorMessages: [], errors: { comment: wrong } } };
    const made = { id: String(issue.comments.length + 1), body, properties };
    issue.comments.push(made);
    return { status: 201, body: made };
  }

  function transitionsOf(key: string, query: URLSearchParams): Answer {
    const issue = issueOf(key);
    if (issue === undefined) return missing(NO_ISSUE);
    const transitions = local.transitions
      .filter(({ from }) => from === issue.status)
      .map(({ id, name, to, isAvailable, fields }) => ({
        id,
        name,
        to: { id: to, name: to },
        isAvailable: isAvailable ?? true,
        ...(query.get('expand') === 'transitions.fields' && { fields: fields ?? {} }),
      }));
    return { status: 200, body: { expand: 'transitions', transitions } };
  }

  function transition(key: string, { transition: wanted }: { transition: { id: string } }): Answer {
    const issue = issueOf(key);
    if (issue === undefined) return missing(NO_ISSUE);
    const way = local.transitions.find(({ id, from }) => id === wanted.id && from === issue.status);
    if (way === undefined || way.isAvailable === false)
      return {
        status: 400,
        body: wrongs(`It seems that you have tried to perform an illegal workflow operation (${wanted.id}).`),
      };
    const asked = Object.entries(way.fields ?? {}).find(([, one]) => one.required && one.hasDefaultValue !== true);
    if (asked !== undefined)
      return { status: 400, body: { errorMessages: [], errors: { [asked[0]]: `${asked[1].name} is required.` } } };
    issue.status = way.to;
    local.moves.push(issue.key);
    return { status: 204 };
  }

  /** 201 for who sets it first, 200 for the others. */
  function property(method: string, name: string, query: URLSearchParams, body: string): Answer {
    if (query.get('accountId') !== accountId)
      return { status: 400, body: wrongs("Either the 'accountId' is missing.") };
    const isThere = local.properties.has(name);
    if (method === 'PUT') {
      local.properties.set(name, JSON.parse(body));
      return { status: isThere ? 200 : 201 };
    }
    if (!isThere) return missing(`The property with key '${name}' does not exist.`);
    if (method === 'GET') return { status: 200, body: { key: name, value: local.properties.get(name) } };
    local.properties.delete(name);
    return { status: 204 };
  }

  function issueOf(key: string): LocalJiraIssue | undefined {
    return local.issues.find((issue) => issue.key === key.toUpperCase() || issue.id === key);
  }
}

const NO_ISSUE = 'Issue does not exist or you do not have permission to see it.';
const wrongs = (...errorMessages: string[]) => ({ errorMessages, errors: {} });
const missing = (message: string): Answer => ({ status: 404, body: wrongs(message) });
const fieldsOf = (url: URL) => (url.searchParams.get('fields') ?? 'summary,status,labels').split(',');

/** The new search gives no field that is not asked for. */
function shown({ id, key, summary, labels, status }: LocalJiraIssue, fields: string[]) {
  const all: Record<string, unknown> = { summary, labels, status: { id: status, name: status } };
  return { id, key, fields: Object.fromEntries(fields.map((name) => [name, all[name]])) };
}
