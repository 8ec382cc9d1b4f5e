import { callTool, noTool } from '../mcp-client/call-tool.js';
import { fitArguments, offeredTool } from '../mcp-client/fit-arguments.js';
import { readItems } from '../mcp-client/read-items.js';
import type { AskedChange, ContextItem, McpSession, OfferedTool } from '../mcp-client/types.js';
import { issueKeys } from './issue-keys.js';

const GET = ['get_issue', 'issue', 'read_issue'];
const COMMENTS = ['list_comments', 'get_comments', 'list_issue_comments'];
const MOST_COMMENTS = 5;
const LONGEST = 4000;
const LONGEST_COMMENT = 500;

/** The issues of Linear that a change names, with what was said of them. Nothing but their keys is sent. */
export async function askLinear(session: McpSession, change: AskedChange, source: string): Promise<ContextItem[]> {
  const keys = issueKeys(change);
  if (keys.length === 0) return [];
  const get = offeredTool(session, GET, 'linear');
  if (get === null) throw noTool(GET);
  const comments = offeredTool(session, COMMENTS, 'linear');
  const issues = await Promise.all(keys.map((key) => readIssue(session, { get, comments }, key)));
  return issues.flatMap((issue) => (issue === null ? [] : [{ kind: 'linear', source, ...issue }]));
}

async function readIssue(
  session: McpSession,
  { get, comments }: { get: OfferedTool; comments: OfferedTool | null },
  key: string,
): Promise<Omit<ContextItem, 'kind' | 'source'> | null> {
  const args = fitArguments(get, [{ names: ['id', 'issueId', 'identifier', 'key', 'issue', 'query'], value: key }]);
  if (args === null) throw noTool(GET);
  const [text, said] = await Promise.all([callTool(session, get, args), readComments(session, comments, key)]);
  const [issue] = readItems(text ?? '', { most: 1, longest: LONGEST });
  if (issue === undefined) return null;
  // Its own name for it may be an id that nobody knows.
  return { ...issue, key, text: [issue.text, ...said].join('\n') };
}

/** An issue without its comments is still worth reading. */
async function readComments(session: McpSession, tool: OfferedTool | null, key: string): Promise<string[]> {
  const args =
    tool === null ? null : fitArguments(tool, [{ names: ['issueId', 'id', 'issue', 'identifier'], value: key }]);
  if (tool === null || args === null) return [];
  const text = await callTool(session, tool, args).catch(() => null);
  return readItems(text ?? '', { most: MOST_COMMENTS, longest: LONGEST_COMMENT }).map(
    (one) => `--- comment\n${one.text}`,
  );
}
