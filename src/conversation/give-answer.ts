import { z } from 'zod';
import { runAgent, type AgentLimits, type AgentPorts, type AgentResult } from '../review/ask/agents/run-agent.js';
import { plainText } from '../review/verify/plain-text.js';
import type { ReviewTool } from '../review/ask/tools/tool.js';
import type { answerPrompt } from './answer-prompt.js';
import { failureText, formatOf, NoAnswerError, OTHER_SHAPE, readAnswer } from './ask-model.js';
import { type CitedFiles, verifyCitations, type VerifiedCitations } from './verify-citations.js';

/** Less than for a review: one question, one reader who waits. */
const LIMITS: AgentLimits = {
  turns: 8,
  toolCalls: 24,
  reports: 0,
  toolText: 120_000,
  oneResult: 20_000,
  wallClockMs: 120_000,
  maxTokens: 6000,
};

const ModelAnswer = z.strictObject({
  answer: z.string(),
  citations: z.array(z.strictObject({ path: z.string(), line: z.number(), quote: z.string() })),
});
const FORMAT = formatOf(ModelAnswer);

export interface GivenAnswer extends VerifiedCitations {
  text: string;
}

/**
 * Lets the model read with its tools and answer. Citations that do not hold are told to it once, so that it can mend
 * them; its last answer counts, also if something ends its work after that. Throws NoAnswerError if it gave none, and
 * what `claude.send` throws before the first one.
 */
export async function giveAnswer(
  { system, content }: ReturnType<typeof answerPrompt>,
  { tools, files, ...ports }: Omit<AgentPorts, 'limits'> & { tools: readonly ReviewTool[]; files: CitedFiles },
): Promise<{ given: GivenAnswer; result: AgentResult | null }> {
  const answers: GivenAnswer[] = [];
  const objectTo = async (text: string): Promise<string | null> => {
    const answer = readAnswer(plainText(text), ModelAnswer);
    if (answer === null || answer.answer.trim() === '') return null;
    const checked = await verifyCitations(answer.citations, files);
    answers.push({ text: answer.answer, ...checked });
    return checked.wrong.length > 0 && answers.length === 1 ? objection(checked.wrong) : null;
  };
  const allowed = new Set(tools.map(({ definition }) => definition.name));
  const request = { system, tools, allowed, content, format: FORMAT, effort: 'medium' as const, objectTo };
  let result: AgentResult | null = null;
  try {
    result = await runAgent(request, { ...ports, limits: LIMITS });
  } catch (error) {
    ports.signal.throwIfAborted();
    // Throws what is no failure of Claude.
    failureText(error);
    if (answers.length === 0) throw error;
  }
  const given = answers.at(-1);
  if (given === undefined) throw new NoAnswerError(result?.reason ?? OTHER_SHAPE);
  return { given, result };
}

function objection(wrong: readonly string[]): string {
  return `These citations do not hold:\n${wrong.map((each) => `- ${each}`).join('\n')}\nRead these lines, mend the answer and its citations, leave out what you cannot back, and give the whole closing text once more.`;
}
