/** How long a server is waited for, in milliseconds (api.md, "MCP"). */
export interface McpTimes {
  connect: number;
  list: number;
  call: number;
  /** All that is asked of one server for one review. */
  total: number;
}

/** In all a second less than a review waits for its context: what came in time is used then. */
export const mcpTimes: McpTimes = { connect: 5000, list: 5000, call: 10_000, total: 14_000 };

/** Bytes of an answer of HTTP: a list of tools with all that is said of them, or a stream with its progress. */
export const MOST_ANSWER_BYTES = 2 * 1024 * 1024;
/** Characters of what a tool gives. */
export const MOST_RESULT = 64 * 1024;
/** Tools of a server, and pages they may come in. */
export const MOST_TOOLS = 500;
export const MOST_PAGES = 10;
