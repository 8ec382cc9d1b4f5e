/** Services that are known by name, and any other that has a tool to search with. */
export const MCP_KINDS = ['linear', 'sentry', 'slack', 'other'] as const;
export type McpKind = (typeof MCP_KINDS)[number];

/** A server with all that is needed to ask it. */
export interface McpServerAccess {
  /** Of its row. */
  id: string;
  /** Null: the operator's. */
  installationId: number | null;
  name: string;
  kind: McpKind;
  url: string;
  /** The whole value of the header; null: none. */
  authorization: string | null;
  /** Hash of the tools it may be asked with; null: it was never used. */
  toolsHash: string | null;
}

/** A tool as a server lists it. Untrusted: its words are shown to people, and never to a model. */
export interface OfferedTool {
  name: string;
  description: string;
  /** JSON Schema of its arguments. */
  inputSchema: unknown;
}

/** What a tool gave. Untrusted text, cut. */
export interface ToolText {
  text: string;
  isError: boolean;
}

/** A connection to one server, with deadlines of its own. */
export interface McpSession {
  tools: readonly OfferedTool[];
  /** Of the whole list, in whatever order it comes. */
  toolsHash: string;
  /** Throws McpError. */
  call(tool: OfferedTool, args: Record<string, unknown>): Promise<ToolText>;
  close(): Promise<void>;
}

/** What a service says of a change. Untrusted text, bounded. */
export interface ContextItem {
  kind: McpKind;
  /** As people call it: `Linear`. */
  source: string;
  /** What it is known by there, such as `ENG-123`; null: it has no such name. */
  key: string | null;
  title: string;
  /** https only; null: none is known. */
  url: string | null;
  text: string;
}

/** A change as services are asked about it. */
export interface AskedChange {
  /** Such as `acme/shop`. */
  repository: string;
  number: number;
  title: string;
  body: string;
  branch: string;
  /** Changed files. */
  paths: readonly string[];
  /** The page of the pull request; null: there is none. */
  url: string | null;
}

/** A part that could not be asked, and why. */
export interface MissingContext {
  source: string;
  reason: string;
}

/** How one kind of service is asked about a change. Throws McpError. */
export type AskService = (session: McpSession, change: AskedChange, source: string) => Promise<ContextItem[]>;
