import { callTool } from '../mcp-client/call-tool.js';
import { fitArguments } from '../mcp-client/fit-arguments.js';
import { McpError } from '../mcp-client/mcp-error.js';
import { readItems } from '../mcp-client/read-items.js';
import { safeWords } from '../mcp-client/safe-words.js';
import type { AskedChange, ContextItem, McpSession } from '../mcp-client/types.js';

const SEARCHES = /^(?:[a-z0-9]+[_.-])*(?:search|find|query|lookup)(?:[_.-][a-z0-9]+)*$/i;
const WRITES = /create|update|delete|remove|send|save|write|post|add|set|run|execute/i;
const MOST_HITS = 5;
const LONGEST = 1000;

/** What any other server finds for the words of a change's title, with the first of its tools that searches. */
export async function askFurther(session: McpSession, change: AskedChange, source: string): Promise<ContextItem[]> {
  const words = safeWords(change.title);
  const wanted = [
    { names: ['query', 'q', 'search', 'text', 'keywords', 'term', 'question'], value: words },
    { names: ['limit', 'count', 'top_k'], value: MOST_HITS, optional: true },
  ];
  for (const tool of session.tools) {
    if (!SEARCHES.test(tool.name) || WRITES.test(tool.name)) continue;
    const args = fitArguments(tool, wanted);
    if (args === null) continue;
    const text = await callTool(session, tool, args);
    const hits = readItems(text ?? '', { most: MOST_HITS, longest: LONGEST });
    return hits.map((item) => ({ kind: 'other', source, ...item }));
  }
  throw new McpError('tools', 'it offers no tool that searches for words');
}
