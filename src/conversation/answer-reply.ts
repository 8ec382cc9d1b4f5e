import { z } from 'zod';
import { guardClaude } from '../claude/guard-claude.js';
import type { LedgerFinding } from '../review/types.js';
import { cutText } from '../words/cut-text.js';
import { answerQuestion } from './answer-question.js';
import { askModel, failureText, type Prompt } from './ask-model.js';
import type { DismissalRequest } from './command.js';
import type { CommentRequest } from './comment-request.js';
import { DismissalReason, namedReason } from './dismissal-reason.js';
import { dismiss } from './dismiss.js';
import { guessReply } from './guess-reply.js';
import { isQuestion, saidIn } from './is-question.js';
import { type Answer, type ConversationPorts, say } from './ports.js';

const Understood = z.strictObject({
  intent: z.enum(['dismiss', 'question', 'agree', 'other']),
  reason: z.enum([...DismissalReason.options, 'none']),
  text: z.string(),
});
const SYSTEM = `An engineer answered a review finding on a pull request. Say what the answer means.
intent: "dismiss" if it rejects the finding, "question" if it asks something that has to be answered, "agree" if it accepts the finding or says it is fixed, else "other".
reason: for "dismiss" the one that the answer itself gives, "none" if it gives none of them or another. text: for "dismiss" the part of the answer that explains it, copied; else empty.`;
const LONGEST_TEXT = 500;

/**
 * Follows a reply in the thread of a finding by somebody with write permission: a reason dismisses it, a question is
 * answered, a rejection without a reason is asked for it once. Everything else stays without an answer.
 */
export async function answerReply(
  ports: ConversationPorts,
  request: CommentRequest,
  finding: LedgerFinding,
): Promise<Answer> {
  const reply = request.text.trim();
  const { intent, reason, scope, text } = await understand(ports, reply, finding);
  if (intent === 'question') return answerQuestion(ports, { question: reply, finding });
  if (intent !== 'dismiss' || finding.state !== 'open') return say(null);
  if (reason === 'none') return { ...say(null), askReason: finding.handle };
  return dismiss(ports, request, finding, { scope, reason, text, days: null });
}

/**
 * A reason that stands there plainly needs no model and is not overruled by one; a question never becomes a dismissal.
 * Only what stands there plainly reaches further than this finding.
 */
async function understand(
  ports: ConversationPorts,
  reply: string,
  finding: LedgerFinding,
): Promise<z.output<typeof Understood> & Pick<DismissalRequest, 'scope'>> {
  const guessed = guessReply(reply);
  if (guessed.kind === 'dismiss') return { ...guessed, intent: 'dismiss' };
  const scope = 'finding';
  const asks = isQuestion(reply);
  const understood = await askWhatItMeans(ports, reply, finding);
  if (understood !== null) {
    if (understood.intent !== 'dismiss') return { ...understood, scope };
    if (asks) return { intent: 'question', reason: 'none', text: '', scope };
    return { ...understood, reason: namedReason(saidIn(reply)) ?? understood.reason, scope };
  }
  if (asks) return { intent: 'question', reason: 'none', text: '', scope };
  return { intent: guessed.kind === 'agree' ? 'agree' : 'dismiss', reason: 'none', text: '', scope };
}

/** Null: there is no model, or it gave no answer. */
async function askWhatItMeans(
  { model, clean, signal }: ConversationPorts,
  reply: string,
  finding: LedgerFinding,
): Promise<z.output<typeof Understood> | null> {
  if (model === null) return null;
  const prompt: Prompt = {
    system: SYSTEM,
    parts: [
      { data: 'Finding', text: `${finding.title}\n${finding.body}\n${finding.path}:${finding.line}` },
      { data: 'Answer', text: reply },
      { data: null, text: 'What does the answer mean?' },
    ],
    maxTokens: 1000,
    effort: 'low',
  };
  try {
    const understood = await askModel(guardClaude(model.claude, model.budget), prompt, Understood, { clean, signal });
    const own = understood.text !== '' && reply.includes(understood.text) ? understood.text : '';
    return { ...understood, text: cutText(own, LONGEST_TEXT) };
  } catch (error) {
    signal.throwIfAborted();
    failureText(error);
    return null;
  }
}
