import type { CallToolResult, McpServer, ServerContext } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { knownProblem } from '../api/door/known-problem.js';
import { requireScope } from '../api/door/needs.js';
// What the SDK says of wrong arguments is what the schemas say.
import '../words/say-issue.js';
import { cutToBytes } from './cut-to-bytes.js';
import type { McpSession } from './mcp-session.js';

/** Bytes of a structured answer, and of its text (api.md, "Settled"). */
export const LARGEST_ANSWER = 20_000;
const LARGEST_TEXT = 2000;

/** A tool of our server. */
export interface McpTool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  name: string;
  title: string;
  description: string;
  input: I;
  output: O;
  /** It changes something: the token needs the scope `write`. */
  writes: boolean;
  /** It changes nothing that anybody sees, and starts work: it counts as such, and the database takes what it notes. */
  starts?: boolean;
  /** The answer, and in a few words what it says. A Problem is told to the caller; another error without details. */
  run(session: McpSession, args: z.infer<I>, call: McpCall): Promise<{ answer: z.infer<O>; text: string }>;
}

/** One call, as long as it takes. */
export interface McpCall {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Tells who waits how far it is, if that was asked for; never throws. */
  progress(done: number, message: string): Promise<void>;
}

/** Opens the session of one call. */
export type OpenSession = (how: { readOnly: boolean }) => Promise<McpSession>;

/** Hears of errors that are none of the caller's, with the name of what failed. */
export type ToolFailed = (error: unknown, name: string) => void;

/** Checks the types of a tool. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: McpTool<I, O>): McpTool<I, O> {
  return tool;
}

/** Offers a tool; each call of it has a session of its own. */
export function offerTool(
  server: McpServer,
  { name, title, description, input, output, writes, starts = false, run }: McpTool,
  open: OpenSession,
  failed: ToolFailed,
): void {
  const annotations = { readOnlyHint: !writes, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  server.registerTool(
    name,
    { title, description, inputSchema: input, outputSchema: output, annotations },
    async (args: Record<string, unknown>, context: ServerContext): Promise<CallToolResult> => {
      try {
        const session = await open({ readOnly: !writes && !starts });
        if (writes) requireScope(session.caller.scopes, 'write');
        if (starts) await session.count('starting');
        const { answer, text } = await run(session, args, callOf(context));
        return { content: [{ type: 'text', text: cutToBytes(text, LARGEST_TEXT) }], structuredContent: answer };
      } catch (error) {
        return { content: [{ type: 'text', text: told(error, (real) => failed(real, name)) }], isError: true };
      }
    },
  );
}

/** Progress is told where the request has a token for it (basic/utilities/progress of the specification). */
function callOf({ mcpReq: { signal, notify, _meta } }: ServerContext): McpCall {
  const progressToken = _meta?.progressToken;
  return {
    signal,
    progress: async (progress, message) => {
      if (progressToken === undefined || signal.aborted) return;
      await notify({ method: 'notifications/progress', params: { progressToken, progress, message } }).catch(
        () => undefined,
      );
    },
  };
}

/** What the caller hears of an error; `failed` hears of one that is none of the caller's. */
export function told(error: unknown, failed: (error: unknown) => void): string {
  const problem = knownProblem(error);
  if (problem === null) failed(error);
  return problem?.detail ?? 'Something went wrong here: try again later.';
}

/**
 * The first of `items` that fit into an answer beside `rest` bytes of other members; at least one. Whoever cuts says
 * where to go on.
 */
export function fitting<T>(items: readonly T[], rest = 500): T[] {
  let bytes = rest;
  const fit: T[] = [];
  for (const item of items) {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    if (bytes > LARGEST_ANSWER && fit.length > 0) break;
    fit.push(item);
  }
  return fit;
}
