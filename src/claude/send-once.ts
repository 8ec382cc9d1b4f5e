import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { createAnswerCollector, type Collected } from './answer-collector.js';
import { MalformedAnswerError } from './classify-error.js';
import { estimateRequest, tokensOfSize } from './estimate-tokens.js';
import type { ClaudeClient } from './providers/open-client.js';
import { estimatedUsage, readUsage } from './read-usage.js';
import type { ClaudeAnswer, ClaudeRequest, ClaudeUsage, SendOptions } from './types.js';

/**
 * One request, read from its stream to the end. Throws errors of the SDK, MalformedAnswerError for what is no whole
 * answer, and the reason of `signal`. `onUsage` is told whatever was paid for, also of an answer that did not come to
 * its end. `priced` is the name whose price holds; null: as the answer names its model.
 */
export async function sendOnce(
  client: ClaudeClient,
  { model, priced }: { model: string; priced: string | null },
  request: ClaudeRequest,
  { signal, onFirstToken, onUsage }: SendOptions,
): Promise<ClaudeAnswer> {
  const collector = createAnswerCollector();
  let usage: ClaudeUsage | null = null;
  try {
    const stream = await client.messages.create(bodyOf(model, request), { signal });
    for await (const event of stream) {
      collector.add(event);
      if (event.type === 'message_start') onFirstToken?.();
    }
    // The SDK ends an aborted stream as if it were whole.
    signal.throwIfAborted();
    const collected = collector.collected();
    const answer = readAnswer(collected);
    usage = readUsage(priced ?? answer.model, collected?.usage, new Date());
    if (usage === null) throw new MalformedAnswerError('the answer has no usage, or an absurd one');
    return { ...answer, usage };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      throw new MalformedAnswerError('its stream has another form', { cause: error.name });
    throw error;
  } finally {
    usage ??= paidSoFar(collector.collected(), request, priced);
    if (usage !== null) onUsage?.(usage);
  }
}

function readAnswer(collected: Collected | null): Omit<ClaudeAnswer, 'usage'> {
  if (collected === null) throw new MalformedAnswerError('what came is no stream of events');
  const { model, stopReason, whole } = collected;
  if (!whole || stopReason === null) throw new MalformedAnswerError('the answer ended in the middle');
  // The API's own kinds, and ones to come: who reads a block looks at its type.
  return { content: collected.content as unknown as Anthropic.ContentBlock[], stopReason, model };
}

/** An answer that began is billed as far as it came; its usage so far does not count the output. */
function paidSoFar(collected: Collected | null, request: ClaudeRequest, priced: string | null): ClaudeUsage | null {
  if (collected === null) return null;
  const { outputCharacters } = collected;
  const model = priced ?? collected.model;
  const now = new Date();
  const output = tokensOfSize(outputCharacters);
  const told = readUsage(model, { ...(collected.usage as object | undefined), output_tokens: output }, now);
  return told ? { ...told, estimated: true } : estimatedUsage(model, { input: estimateRequest(request), output }, now);
}

/** No temperature, no forced tool, no prefill: the 5.5 models answer 400 to these. */
function bodyOf(
  model: string,
  { system, tools, messages, maxTokens, effort, format }: ClaudeRequest,
): Anthropic.MessageCreateParamsStreaming {
  const output = {
    ...(effort === null ? {} : { effort }),
    ...(format === null ? {} : { format: { type: 'json_schema' as const, schema: format } }),
  };
  return {
    model,
    max_tokens: maxTokens,
    ...(tools.length > 0 ? { tools } : {}),
    system,
    messages,
    ...(Object.keys(output).length > 0 ? { output_config: output } : {}),
    stream: true,
  };
}
