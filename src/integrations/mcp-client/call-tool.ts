import { McpError } from './mcp-error.js';
import type { McpSession, OfferedTool } from './types.js';

const UNKNOWN =
  /not[ _-]?found|no (?:such )?(?:issue|entity|results?)|does not exist|could not find|unknown issue|\b404\b/i;

/**
 * What a tool says; null: there is no such thing as it was asked about. Throws McpError, also where the tool itself
 * gives an error: its words are a stranger's and are left out.
 */
export async function callTool(
  session: McpSession,
  tool: OfferedTool,
  args: Record<string, unknown>,
): Promise<string | null> {
  const { text, isError } = await session.call(tool, args);
  if (!isError) return text;
  if (UNKNOWN.test(text.slice(0, 2000))) return null;
  throw new McpError('failed', `${tool.name.slice(0, 60)} gave an error`);
}

/** None of the tools that are known is offered, or none takes what we have to ask with. */
export function noTool(candidates: readonly string[]): McpError {
  return new McpError('tools', `it offers none of the tools that are known: ${candidates.join(', ')}`);
}
