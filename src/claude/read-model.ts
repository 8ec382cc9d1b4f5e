import { startDeadline } from '../turns/start-deadline.js';
import { z } from 'zod';
import { classifyError, MalformedAnswerError } from './classify-error.js';
import { createClient, type ClaudeOptions } from './create-claude.js';

const Model = z.object({ id: z.string(), max_input_tokens: z.number().nullish() });

export interface ClaudeModel {
  id: string;
  /** Null: not told. */
  contextTokens: number | null;
}

const DEADLINE_MS = 10_000;

/** Whether the configured model exists and this key may use it; costs nothing. Throws the errors of the port. */
export async function readModel(options: ClaudeOptions): Promise<ClaudeModel> {
  const { signal, end } = startDeadline(options.deadlineMs ?? DEADLINE_MS);
  try {
    const answer = Model.safeParse(await createClient(options).models.retrieve(options.model, null, { signal }));
    if (!answer.success) throw new MalformedAnswerError('what came describes no model');
    return { id: answer.data.id, contextTokens: answer.data.max_input_tokens ?? null };
  } catch (error) {
    throw classifyError(error, { now: new Date(), limitsInRow: 0 }).failure;
  } finally {
    end();
  }
}
