import { z } from 'zod';
import { ClaudeRefusedError } from '../../claude/claude-error.js';
import { guardClaude } from '../../claude/guard-claude.js';
import { askModel, NoAnswerError } from '../../conversation/ask-model.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { RunFailedError } from '../durable/durable-step.js';
import { openClaude } from '../pulls/open-claude.js';
import { checkIntent, IntentAnswer, intentPrompt } from './comment-intent/intent-by-model.js';
import { intentByWords } from './comment-intent/intent-by-words.js';
import { INTENTS, type CommentIntent } from './comment-intent/types.js';
import { defineStep, done, type StepContext } from './step-action.js';

/** One small question: two cents are far more than it takes. */
const BUDGET = { name: 'comment', reviewTokens: 20_000, reviewDollars: 0.02 };
const Comment = z.object({
  comment: z.object({ body: z.string(), path: z.string().nullish(), diff_hunk: z.string().nullish() }),
});

/** `ai_comment_analyzer`: what a comment wants. */
export const aiCommentAnalyzer = defineStep({
  type: 'ai_comment_analyzer',
  title: 'Analyse a comment',
  description:
    'Tells what the comment of the event wants: fix_request, question, suggestion, praise or complex_issue, and how sure that is; by the small model, or by its words where there is none.',
  config: z.strictObject({}),
  result: z.object({ intent: z.enum(INTENTS), confidence: z.number(), by: z.enum(['model', 'words']) }),
  needs: 'repository',
  describe: async () => 'tell what the comment wants',
  run: async (context) => {
    const parsed = Comment.safeParse(context.run.event?.payload).data;
    if (parsed === undefined) throw new RunFailedError('the event of this run has no comment');
    const { body, path = null, diff_hunk: code } = parsed.comment;
    const asked = await ask(context, { text: body, path: path ?? null, code: code ?? '' });
    const { intent, confidence } = asked ?? intentByWords(body);
    const by = asked === null ? ('words' as const) : ('model' as const);
    return done({ intent, confidence, by }, `${intent}, ${Math.round(confidence * 100)} % sure (by ${by})`);
  },
});

/** Null: there is no model, or it gave no answer that can be used. */
async function ask(
  { ports, run, signal, log }: StepContext,
  comment: Parameters<typeof intentPrompt>[0],
): Promise<CommentIntent | null> {
  if (run.repository === null) return null;
  const opened = await openClaude(
    {
      ...ports,
      claude: ports.smallClaude,
      claudeBudgets: ports.claudeBudgets && { ...ports.claudeBudgets, ...BUDGET },
    },
    { id: run.id, installationId: run.installationId, repositoryId: run.repository.id },
  );
  if (opened === null) return null;
  try {
    const claude = guardClaude(opened.claude, opened.budget);
    return checkIntent(
      await askModel(claude, intentPrompt(comment), IntentAnswer, { clean: cleanText, signal }),
      comment.text,
    );
  } catch (error) {
    if (!(error instanceof NoAnswerError || error instanceof ClaudeRefusedError)) throw error;
    await log({ level: 'WARNING', message: `the model gave no answer: ${error.message}` });
    return null;
  }
}
