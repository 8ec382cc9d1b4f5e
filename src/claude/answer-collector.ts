import { z } from 'zod';
import { cutText } from '../words/cut-text.js';

const Block = z.looseObject({ type: z.string() });
type Block = z.output<typeof Block>;

/** Only what is read; kinds of events, blocks and deltas that this version does not know pass. */
const StreamEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: z.looseObject({ model: z.string() }) }),
  z.object({ type: z.literal('content_block_start'), index: z.int().min(0).max(10_000), content_block: Block }),
  z.object({ type: z.literal('content_block_delta'), index: z.int(), delta: Block }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.looseObject({ stop_reason: z.string().nullish() }),
    usage: z.record(z.string(), z.unknown()).nullish(),
  }),
  z.object({ type: z.literal('message_stop') }),
]);
const KNOWN = new Set<unknown>(StreamEvent.options.map(({ shape }) => shape.type.value));

/** What a stream has told so far. */
export interface Collected {
  model: string;
  content: Block[];
  /** Null until the end is told. */
  stopReason: string | null;
  /** As the API gave it, later counts over earlier ones; not checked. */
  usage: unknown;
  /** Whether the stream came to its end. */
  whole: boolean;
  outputCharacters: number;
}

/**
 * Puts an answer together from the events of its stream. `add` throws ZodError for an event of another form than the
 * API has. The input of a tool call whose JSON is cut or broken becomes `{ unreadable_json }`: a tool's schema refuses
 * it, and the API takes it back in the next request.
 */
export function createAnswerCollector(): { add(event: unknown): void; collected(): Collected | null } {
  let answer: Omit<Collected, 'content'> | null = null;
  const blocks = new Map<number, Block>();
  const json = new Map<number, string>();
  return {
    add: (given) => {
      if (!KNOWN.has((given as { type?: unknown } | null)?.type)) return;
      const event = StreamEvent.parse(given);
      if (event.type === 'message_start') {
        const { model, usage } = event.message;
        answer = { model, stopReason: null, usage, whole: false, outputCharacters: 0 };
      } else if (answer === null) {
        return;
      } else if (event.type === 'content_block_start') {
        blocks.set(event.index, { ...event.content_block });
      } else if (event.type === 'content_block_delta') {
        answer.outputCharacters += grow(blocks.get(event.index), event.delta, (piece) =>
          json.set(event.index, (json.get(event.index) ?? '') + piece),
        );
      } else if (event.type === 'message_delta') {
        answer.stopReason = event.delta.stop_reason ?? answer.stopReason;
        if (event.usage) answer.usage = { ...(answer.usage as object | undefined), ...counted(event.usage) };
      } else {
        answer.whole = true;
      }
    },
    collected: () =>
      answer && {
        ...answer,
        content: [...blocks]
          .toSorted(([a], [b]) => a - b)
          .map(([index, block]) => {
            const text = json.get(index);
            return text === undefined ? block : { ...block, input: readInput(text) };
          }),
      },
  };
}

/** Adds a delta to its block. Returns how many characters came. */
function grow(block: Block | undefined, delta: Block, addJson: (piece: string) => void): number {
  if (block === undefined) return 0;
  const { type } = delta;
  if (type === 'citations_delta') {
    const before = Array.isArray(block['citations']) ? block['citations'] : [];
    block['citations'] = [...before, delta['citation']];
    return 0;
  }
  if (type === 'signature_delta') {
    block['signature'] = String(delta['signature']);
    return 0;
  }
  if (type === 'input_json_delta') {
    const piece = String(delta['partial_json']);
    addJson(piece);
    return piece.length;
  }
  const field = type === 'text_delta' ? 'text' : type === 'thinking_delta' ? 'thinking' : null;
  if (field === null) return 0;
  const piece = String(delta[field]);
  block[field] = `${String(block[field] ?? '')}${piece}`;
  return piece.length;
}

/** Counts that do not apply are null in the last event; those of the first hold then. */
function counted(usage: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== null));
}

function readInput(text: string): unknown {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Cut by max_tokens, or the model wrote no JSON.
  }
  return { unreadable_json: cutText(text, 1000) };
}
