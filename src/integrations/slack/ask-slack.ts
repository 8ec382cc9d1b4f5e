import { callTool, noTool } from '../mcp-client/call-tool.js';
import { fitArguments, offeredTool } from '../mcp-client/fit-arguments.js';
import { readItems } from '../mcp-client/read-items.js';
import { safeWords } from '../mcp-client/safe-words.js';
import type { AskedChange, ContextItem, McpSession } from '../mcp-client/types.js';

/** Public channels only: what was said in private stays there. */
const SEARCH = ['slack_search_public', 'search_public', 'search_messages'];
const MOST_MESSAGES = 5;
const LONGEST = 500;

/** What is searched for: the page of the pull request, and the words of its title. */
export function slackQueries({ title, url }: Pick<AskedChange, 'title' | 'url'>): string[] {
  const words = safeWords(title);
  return [...(url === null ? [] : [`"${url}"`]), ...(words.split(' ').length >= 2 ? [words] : [])];
}

/** Short pieces of messages in public channels of Slack that speak of a change. */
export async function askSlack(session: McpSession, change: AskedChange, source: string): Promise<ContextItem[]> {
  const search = offeredTool(session, SEARCH, 'slack');
  if (search === null) throw noTool(SEARCH);
  const calls = slackQueries(change).map((query) =>
    fitArguments(search, [
      { names: ['query', 'q', 'text'], value: query },
      { names: ['limit', 'count'], value: MOST_MESSAGES, optional: true },
    ]),
  );
  const asked = calls.filter((args) => args !== null);
  if (asked.length < calls.length) throw noTool(SEARCH);
  const texts = await Promise.all(asked.map((args) => callTool(session, search, args)));
  const messages = new Map<string, ContextItem>();
  for (const text of texts) {
    if (text === null || text.trim() === '' || /^\W*no (?:messages|results|matches)\b/im.test(text.slice(0, 300)))
      continue;
    for (const item of readItems(text, { most: MOST_MESSAGES, longest: LONGEST }))
      messages.set(item.url ?? item.text, { kind: 'slack', source, ...item, key: null });
  }
  return [...messages.values()].slice(0, MOST_MESSAGES);
}
