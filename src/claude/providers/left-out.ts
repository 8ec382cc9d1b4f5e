import { APIError } from '@anthropic-ai/sdk';
import type Anthropic from '@anthropic-ai/sdk';
import type { ClaudeAnswer, ClaudeRequest } from '../types.js';
import { apiWords } from './api-words.js';

/** What a provider may not know for a model: strict tools, an answer's schema, the effort, the prompt cache. */
export type Feature = 'strict' | 'format' | 'effort' | 'cache';

/** What is done without each of them. */
export const WITHOUT: Record<Feature, string> = {
  strict: 'takes no strict tools: their input is checked by us alone',
  format: 'takes no schema for an answer: it stands in the prompt, and the answer is checked by us alone',
  effort: "takes no effort: the model's own is used",
  cache: 'takes no breakpoints of the prompt cache: every prompt is paid for in full',
};

/**
 * Which features of a request made for this 400; empty: none, it is another fault. Bedrock and Vertex learn them model
 * by model, later than Anthropic's own API, and Google's organisations have to allow structured output first
 * (https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/structured_outputs).
 */
export function refusedFeatures(error: unknown): Feature[] {
  if (!(error instanceof APIError) || error.status !== 400) return [];
  const { text } = apiWords(error);
  if (/allowedPartnerModelFeatures/.test(text) && /structured.?outputs?/i.test(text)) return ['strict', 'format'];
  const said = text.replace(/^The model returned the following errors: /, '');
  const place = /^([\w.]+): (?:Extra inputs are not permitted|.{0,60}not supported)/i.exec(said)?.[1] ?? '';
  if (/^tools\.\d+\.(?:custom\.)?strict$/.test(place)) return ['strict'];
  if (/^output_config\.format\b/.test(place)) return place === 'output_config.format' ? ['format'] : [];
  if (place === 'output_config.effort') return ['effort'];
  if (place === 'output_config') return ['format', 'effort'];
  return /(?:^|\.)cache_control(?:\.|$)/.test(place) ? ['cache'] : [];
}

/** The request without what its provider does not take. Pure; the same request gives the same, for the prompt cache. */
export function leaveOut(request: ClaudeRequest, missing: ReadonlySet<Feature>): ClaudeRequest {
  const { system, tools, messages, format } = request;
  const isSaid = missing.has('format') && format !== null;
  const plain: ClaudeRequest = {
    ...request,
    effort: missing.has('effort') ? null : request.effort,
    format: isSaid ? null : format,
    system: isSaid ? [...system, { type: 'text', text: formatText(format) }] : system,
    tools: missing.has('strict') ? tools.map(loose) : tools,
  };
  if (!missing.has('cache')) return plain;
  return {
    ...plain,
    system: plain.system.map(uncached),
    tools: plain.tools.map(uncached),
    messages: messages.map(({ role, content }) => {
      const blocks = typeof content === 'string' ? content : content.map(uncached);
      return { role, content: blocks } as Anthropic.MessageParam;
    }),
  };
}

/** A last answer as a schema would have made it: the JSON alone, if there is one among other words. */
export function answerOf(answer: ClaudeAnswer, request: ClaudeRequest, missing: ReadonlySet<Feature>): ClaudeAnswer {
  if (!missing.has('format') || request.format === null || answer.stopReason !== 'end_turn') return answer;
  const text = answer.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
  const json = jsonIn(text);
  if (json === null || json === text) return answer;
  const others = answer.content.filter(({ type }) => type !== 'text');
  return { ...answer, content: [...others, { type: 'text', text: json, citations: null }] };
}

function formatText(format: Record<string, unknown>): string {
  return `Your last answer, the one without a tool call, is one JSON object and nothing else: no fence, no word before or behind it. It fits this JSON schema:\n${JSON.stringify(format)}`;
}

function jsonIn(text: string): string | null {
  const whole = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  try {
    JSON.parse(whole);
    return whole;
  } catch {
    return null;
  }
}

function loose(given: Anthropic.Tool): Anthropic.Tool {
  const { strict: _, ...tool } = given;
  return tool;
}

function uncached<T extends object>(block: T): T {
  const { cache_control: _, ...rest } = block as T & { cache_control?: unknown };
  return rest as T;
}
