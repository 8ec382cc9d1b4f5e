import { cutText } from '../../words/cut-text.js';
import { callTool, noTool } from '../mcp-client/call-tool.js';
import { fitArguments, offeredTool, type WantedArgument } from '../mcp-client/fit-arguments.js';
import { readItems } from '../mcp-client/read-items.js';
import { safePath } from '../mcp-client/safe-words.js';
import type { AskedChange, ContextItem, McpSession } from '../mcp-client/types.js';
import { readSlugs } from './read-slugs.js';

const SEARCH = ['search_issues', 'list_issues', 'search_events', 'search_errors'];
const DETAILS = ['get_issue_details', 'get_issue', 'get_sentry_resource'];
const ORGANIZATIONS = ['find_organizations', 'list_organizations'];
const PROJECTS = ['find_projects', 'list_projects'];
const MOST_PATHS = 3;
const MOST_ERRORS = 5;
const MOST_DETAILS = 2;
const LONGEST = 600;
const LONGEST_DETAILS = 2500;
/** Files whose lines never stand in a stack trace. */
const NO_CODE =
  /(?:^|\/)(?:test|tests|__tests__|docs?)\/|\.(?:md|txt|json|ya?ml|toml|lock|css|svg|png|snap)$|\.(?:test|spec)\./i;

/** Whether Sentry can know anything of a change: the paths it is asked about. */
export function askedPaths({ paths }: Pick<AskedChange, 'paths'>): string[] {
  return paths.flatMap((path) => (NO_CODE.test(path) ? [] : (safePath(path) ?? []))).slice(0, MOST_PATHS);
}

/** Errors of Sentry whose stack traces go through changed files. Nothing but paths and the repository's name is sent. */
export async function askSentry(session: McpSession, change: AskedChange, source: string): Promise<ContextItem[]> {
  const search = offeredTool(session, SEARCH, 'sentry');
  if (search === null) throw noTool(SEARCH);
  const where = await readWhere(session, change.repository);
  const calls = askedPaths(change).map((path) => {
    const more = [{ names: ['limit', 'count'], value: MOST_ERRORS, optional: true }, ...where];
    // One understands the search language, the other speaks English.
    const query = { names: ['query'], value: `is:unresolved stack.filename:"*${path}"` };
    const words = { names: ['naturalLanguageQuery'], value: `unresolved errors with ${path} in their stack trace` };
    return fitArguments(search, [query, ...more]) ?? fitArguments(search, [words, ...more]);
  });
  const asked = calls.filter((args) => args !== null);
  if (asked.length < calls.length) throw noTool(SEARCH);
  const texts = await Promise.all(asked.map((args) => callTool(session, search, args)));
  const errors = new Map<string, ContextItem>();
  for (const text of texts) {
    if (text === null || /^\W*no (?:issues|errors|events|results)\b/im.test(text.slice(0, 300))) continue;
    for (const item of readItems(text, { most: MOST_ERRORS, longest: LONGEST })) {
      const key = item.key ?? keyIn(item.url) ?? null;
      const error: ContextItem = { kind: 'sentry', source, ...item, key };
      errors.set(key ?? item.url ?? item.title, error);
    }
  }
  const found = [...errors.values()].slice(0, MOST_ERRORS);
  const detailed = await Promise.all(found.slice(0, MOST_DETAILS).map((error) => withDetails(session, error, where)));
  return [...detailed, ...found.slice(MOST_DETAILS)];
}

/** Organisation and project, as far as they can be told apart from others. */
async function readWhere(session: McpSession, repository: string): Promise<WantedArgument[]> {
  const [owner = '', name = ''] = repository.toLowerCase().split('/');
  const organizations = await slugsBy(session, ORGANIZATIONS, []);
  const organization = organizations.find((slug) => slug === owner) ?? organizations[0];
  if (organization === undefined) return [];
  const inIt: WantedArgument = {
    names: ['organizationSlug', 'organization', 'org'],
    value: organization,
    optional: true,
  };
  const projects = await slugsBy(session, PROJECTS, [inIt, { names: ['query'], value: name, optional: true }]);
  const project = projects.find((slug) => slug === name);
  if (project === undefined) return [inIt];
  return [inIt, { names: ['projectSlugOrId', 'projectSlug', 'project'], value: project, optional: true }];
}

async function slugsBy(
  session: McpSession,
  candidates: readonly string[],
  wanted: WantedArgument[],
): Promise<string[]> {
  const tool = offeredTool(session, candidates, 'sentry');
  const args = tool === null ? null : fitArguments(tool, wanted);
  if (tool === null || args === null) return [];
  return readSlugs((await callTool(session, tool, args).catch(() => null)) ?? '');
}

/** The error as it was found, if there is no more to know. */
async function withDetails(session: McpSession, error: ContextItem, where: WantedArgument[]): Promise<ContextItem> {
  const tool = offeredTool(session, DETAILS, 'sentry');
  if (tool === null) return error;
  const byUrl = error.url === null ? null : fitArguments(tool, [{ names: ['issueUrl', 'url'], value: error.url }]);
  const byKey =
    error.key === null
      ? null
      : fitArguments(tool, [{ names: ['issueId', 'id', 'resourceId'], value: error.key }, ...where]);
  const args = byKey ?? byUrl;
  if (args === null) return error;
  const text = await callTool(session, tool, args).catch(() => null);
  return text === null || text.trim() === '' ? error : { ...error, text: cutText(text, LONGEST_DETAILS) };
}

/** `https://acme.sentry.io/issues/SHOP-12` */
function keyIn(url: string | null): string | undefined {
  return /\/issues\/([A-Z0-9_-]{1,60})(?:[/?#]|$)/i.exec(url ?? '')?.[1];
}
