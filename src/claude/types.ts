import type Anthropic from '@anthropic-ai/sdk';

export type Effort = 'low' | 'medium' | 'high';

/**
 * One request to the model. What is equal between requests stands first and byte for byte the same: it is the cache.
 */
export interface ClaudeRequest {
  system: Anthropic.TextBlockParam[];
  tools: Anthropic.Tool[];
  messages: Anthropic.MessageParam[];
  maxTokens: number;
  /** Null: the model's own. */
  effort: Effort | null;
  /** JSON schema of the answer's text; null: free text. */
  format: Record<string, unknown> | null;
}

export interface ClaudeUsage {
  /** Tokens that were neither read from nor written to the cache. */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** US dollars, by the dated price table. */
  cost: number;
  /** Set: a careful estimate, because the model has no price in the table or the answer did not tell its usage. */
  estimated?: true;
}

/** A whole, checked answer. What its stop reason means is for the caller to decide. */
export interface ClaudeAnswer {
  content: Anthropic.ContentBlock[];
  /** As the API spells it; one this version does not know is passed on. */
  stopReason: string;
  model: string;
  usage: ClaudeUsage;
}

export interface SendOptions {
  signal: AbortSignal;
  /** Called once when the answer begins to arrive: from here on its prefix can be read from the cache. */
  onFirstToken?: () => void;
  /** Called with what each request cost, also one whose answer was cut. */
  onUsage?: (usage: ClaudeUsage) => void;
}

/** The model as the review and the conversation see it. One request, one whole answer, within one total deadline. */
export interface Claude {
  model: string;
  /**
   * Throws `ClaudeLimitedError` (come again at `until`), `ClaudeUnavailableError` (no usable answer after the
   * policy's tries), `ClaudeRefusedError` (trying again will not help; the message says what to change).
   */
  send(request: ClaudeRequest, options: SendOptions): Promise<ClaudeAnswer>;
}
