import type Anthropic from '@anthropic-ai/sdk';

export type Request = Anthropic.MessageCreateParams;

/**
 * A block as a script writes it; ids, signatures and the like are added. Kinds that do not exist yet pass as they are.
 */
export type ScriptedBlock =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature?: string }
  | { type: 'tool_use'; name: string; input: unknown; id?: string }
  | { type: string; [field: string]: unknown };

export interface ScriptedReply {
  content: readonly ScriptedBlock[];
  /** By itself `tool_use` where a tool is called, else `end_turn`. */
  stopReason?: string;
  /** Beside what the cache accounting says. */
  usage?: Record<string, unknown>;
  model?: string;
}

/** A text alone is one text block. */
export type Answer = string | ScriptedReply;

/** `n` counts the requests for messages, from 1. */
export type Script = (request: Request, n: number) => Answer | Promise<Answer>;

export interface WireUsage {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
}

/** A block on the wire; `partialJson` is what arrives of a tool's input instead of the whole. */
export type WireBlock = Record<string, unknown> & { type: string; partialJson?: string };

export interface WireMessage {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: WireBlock[];
  stop_reason: string;
  stop_sequence: null;
  usage: Record<string, unknown> | undefined;
}

/** One request of the journal. Times are milliseconds of `performance.now()`. */
export interface JournalEntry {
  n: number;
  method: string;
  path: string;
  /** Without the key. */
  headers: Record<string, string>;
  body: Request;
  receivedAt: number;
  /** When the answer began: from here on its prefix can be read from the cache. */
  firstTokenAt: number | null;
  endedAt: number | null;
  status: number | null;
  /** As answered; null where no answer was given. */
  usage: WireUsage | null;
  fault: string | null;
  /** The client went away before the end. */
  aborted: boolean;
}
