import { startDeadline } from '../turns/start-deadline.js';
import { z } from 'zod';
import { classifyError, MalformedAnswerError } from './classify-error.js';
import { createClaude, type ClaudeOptions } from './create-claude.js';
import { anthropicClient } from './providers/open-client.js';
import type { AnthropicProvider } from './providers/provider.js';
import type { ClaudeRequest } from './types.js';

const Model = z.object({ id: z.string(), max_input_tokens: z.number().nullish() });

export interface ClaudeModel {
  id: string;
  /** Null: not told. */
  contextTokens: number | null;
  /** What the provider does not take for this model, and what is done without it. */
  without: readonly string[];
}

const DEADLINE_MS = 10_000;
const ANSWER_DEADLINE_MS = 30_000;

/**
 * Whether the configured model exists and may be used. At Anthropic's API that costs nothing; Bedrock and Vertex say it
 * by answering alone: one short request, $0.001 at most. `thorough` asks for an answer in any case, since an account
 * without credit describes its models, too, and Bedrock and Vertex for what they take (a tool, a schema). Throws the
 * errors of the port.
 */
export async function readModel(options: ClaudeOptions, { thorough = false } = {}): Promise<ClaudeModel> {
  const { provider } = options;
  if (provider.kind !== 'anthropic') return askModel(options, thorough);
  const described = await describeModel(options, provider);
  if (thorough) await askModel(options, false);
  return described;
}

async function describeModel(options: ClaudeOptions, provider: AnthropicProvider): Promise<ClaudeModel> {
  const { signal, end } = startDeadline(options.deadlineMs ?? DEADLINE_MS);
  try {
    const client = anthropicClient(provider, options.idleMs ?? DEADLINE_MS);
    const answer = Model.safeParse(await client.models.retrieve(options.model, null, { signal }));
    if (!answer.success) throw new MalformedAnswerError('what came describes no model');
    return { id: answer.data.id, contextTokens: answer.data.max_input_tokens ?? null, without: [] };
  } catch (error) {
    throw classifyError(error, { now: new Date(), limitsInRow: 0, provider }).failure;
  } finally {
    end();
  }
}

async function askModel(options: ClaudeOptions, features: boolean): Promise<ClaudeModel> {
  const without: string[] = [];
  const claude = createClaude({
    ...options,
    deadlineMs: options.deadlineMs ?? ANSWER_DEADLINE_MS,
    without: (text) => without.push(text),
  });
  await claude.send(features ? { ...SHORT, ...FEATURES } : SHORT, { signal: new AbortController().signal });
  return { id: claude.model, contextTokens: null, without };
}

const SHORT: ClaudeRequest = {
  system: [],
  tools: [],
  messages: [{ role: 'user', content: 'Say ok.' }],
  maxTokens: 16,
  effort: 'low',
  format: null,
};

const OBJECT = { type: 'object' as const, properties: {}, required: [], additionalProperties: false };
const FEATURES: Partial<ClaudeRequest> = {
  system: [{ type: 'text', text: 'You call no tool.', cache_control: { type: 'ephemeral' } }],
  tools: [{ name: 'look', description: 'Looks.', input_schema: OBJECT, strict: true }],
  format: OBJECT,
};
