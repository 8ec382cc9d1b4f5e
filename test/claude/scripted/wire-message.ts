import { randomBytes } from 'node:crypto';
import type { PromptAccount } from './prompt-cache.js';
import { tokensOf } from './prompt-cache.js';
import type { Answer, Request, ScriptedBlock, WireBlock, WireMessage, WireUsage } from './wire-types.js';

export function newId(prefix: string): string {
  return `${prefix}_01${randomBytes(11).toString('hex')}`;
}

/** The message that a script's answer becomes, cut where `max_tokens` is reached, with the usage of its prompt. */
export function wireMessage(answer: Answer, request: Request, prompt: PromptAccount): WireMessage {
  const reply = typeof answer === 'string' ? { content: [{ type: 'text', text: answer }] } : answer;
  const content = reply.content.map(wireBlock);
  const calls = content.some(({ type }) => type === 'tool_use');
  const message: WireMessage = {
    id: newId('msg'),
    type: 'message',
    role: 'assistant',
    model: ('model' in reply ? reply.model : undefined) ?? request.model,
    content,
    stop_reason: ('stopReason' in reply ? reply.stopReason : undefined) ?? (calls ? 'tool_use' : 'end_turn'),
    stop_sequence: null,
    usage: undefined,
  };
  const whole = cutMessage(message, request.max_tokens);
  const usage: WireUsage = { ...prompt, output_tokens: outputTokens(whole) };
  return { ...whole, usage: { ...usage, ...('usage' in reply ? reply.usage : {}) } };
}

/** As the API cuts: a text ends mid-word, a tool call in the middle of its JSON. */
export function cutMessage(message: WireMessage, tokens: number): WireMessage {
  let left = tokens;
  const content: WireBlock[] = [];
  for (const block of message.content) {
    const text = textOf(block);
    if (left <= 0) break;
    if (tokensOf(text) <= left) content.push(block);
    else content.push(withText(block, text.slice(0, left * 3)));
    left -= tokensOf(text);
  }
  if (left >= 0 && content.length === message.content.length) return message;
  return { ...message, content, stop_reason: 'max_tokens' };
}

export function outputTokens({ content }: Pick<WireMessage, 'content'>): number {
  return Math.max(
    1,
    content.reduce((sum, block) => sum + tokensOf(textOf(block)), 0),
  );
}

/** What of a block arrives piece by piece. */
export function textOf(block: WireBlock): string {
  if (block.type === 'tool_use') return block.partialJson ?? JSON.stringify(block['input']);
  if (block.type === 'thinking') return String(block['thinking']);
  return block.type === 'text' ? String(block['text']) : '';
}

function withText(block: WireBlock, text: string): WireBlock {
  if (block.type === 'tool_use') return { ...block, input: {}, partialJson: text };
  return block.type === 'thinking' ? { ...block, thinking: text } : { ...block, text };
}

function wireBlock(block: ScriptedBlock): WireBlock {
  if (block.type === 'text') return { citations: null, ...block };
  if (block.type === 'thinking') return { signature: randomBytes(24).toString('base64'), ...block };
  if (block.type === 'tool_use') return { id: newId('toolu'), caller: { type: 'direct' }, ...block };
  return { ...block };
}
