import { textOf } from './wire-message.js';
import type { WireBlock, WireMessage } from './wire-types.js';

export interface Frame {
  event: string;
  data: Record<string, unknown>;
}

/** A message as the stream of events in which it arrives, texts and JSON in pieces of `size` characters. */
export function sseFrames(message: WireMessage, size: number): Frame[] {
  const { usage } = message;
  const begun = usage && { ...usage, output_tokens: Math.min(3, Number(usage['output_tokens'])) };
  return [
    frame('message_start', {
      message: { ...message, content: [], stop_reason: null, ...(begun ? { usage: begun } : {}) },
    }),
    frame('ping', {}),
    ...message.content.flatMap((block, index) => blockFrames(block, index, size)),
    frame('message_delta', {
      delta: { stop_reason: message.stop_reason, stop_sequence: message.stop_sequence },
      ...(usage ? { usage: finalUsage(usage) } : {}),
    }),
    frame('message_stop', {}),
  ];
}

/** The last count has no breakdown by the life of the cache: that stands in the first. */
function finalUsage(usage: Record<string, unknown>): Record<string, unknown> {
  const { cache_creation: _breakdown, ...final } = usage;
  return final;
}

export function frameText({ event, data }: Frame): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function frame(event: string, data: Record<string, unknown>): Frame {
  return { event, data: { type: event, ...data } };
}

function blockFrames(block: WireBlock, index: number, size: number): Frame[] {
  const delta = (data: Record<string, unknown>) => frame('content_block_delta', { index, delta: data });
  return [
    frame('content_block_start', { index, content_block: emptied(block) }),
    ...pieces(textOf(block), size).map((piece) => delta(deltaOf(block.type, piece))),
    ...(block.type === 'thinking' ? [delta({ type: 'signature_delta', signature: block['signature'] })] : []),
    frame('content_block_stop', { index }),
  ];
}

function emptied(given: WireBlock): Record<string, unknown> {
  const { partialJson: _cut, ...block } = given;
  if (block.type === 'text') return { ...block, text: '' };
  if (block.type === 'thinking') return { ...block, thinking: '', signature: '' };
  return block.type === 'tool_use' ? { ...block, input: {} } : block;
}

function deltaOf(type: string, piece: string): Record<string, unknown> {
  if (type === 'tool_use') return { type: 'input_json_delta', partial_json: piece };
  return type === 'thinking' ? { type: 'thinking_delta', thinking: piece } : { type: 'text_delta', text: piece };
}

function pieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}
