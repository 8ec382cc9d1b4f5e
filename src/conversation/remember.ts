import { createHash } from 'node:crypto';
import { codeSpan } from '../markdown/code-text.js';
import { inertLine } from '../markdown/inert.js';
import { addMemory } from '../memory/add-memory.js';
import { RefusedMemoryError } from '../memory/refused-memory-error.js';
import { scopeWords } from '../memory/scope-words.js';
import type { Memory, MemorySource } from '../memory/types.js';
import { MASKED } from '../review/analyzers/mask-secrets.js';
import { speaksToModel } from '../review/verify/detect-injection.js';
import { commentAddress } from './comment-address.js';
import type { MemoryRequest } from './command.js';
import { type AskedComment, commentKey, type CommentRequest } from './comment-request.js';
import { type Answer, type ConversationPorts, refuse, say } from './ports.js';

/**
 * Remembers what somebody with write permission said, for this repository; it is active at once. The same comment, or
 * the same words about the same place, add nothing. A text with a secret in it is refused.
 */
export async function remember(
  ports: ConversationPorts,
  { commenter, comment, text: written }: CommentRequest,
  { text, pathGlob, rule, days }: MemoryRequest,
): Promise<Answer> {
  const { source, installationId, repositoryId, clean } = ports;
  // What lies in our database of a comment is masked already.
  if ([written, text, pathGlob ?? ''].some((each) => clean(each) !== each || each.includes(MASKED))) {
    return refuse(
      'Nothing was remembered: this looks like it holds a secret. If it is one, change it: it stands here.',
    );
  }
  if (speaksToModel(written) || speaksToModel(text)) {
    return refuse('Nothing was remembered: this speaks to a model. Say what holds for the code.');
  }
  try {
    const { memory, added } = await addMemory(source, {
      installationId,
      type: 'project_rule',
      text,
      state: 'active',
      scope: { repositoryId, pathGlob, symbol: null, rule, developer: null },
      source: sourceOf(ports, comment, written),
      author: commenter,
      confidence: 1,
      days,
    });
    if (memory.state === 'deleted')
      return refuse(`M${memory.number} was forgotten since. Comment again to say it anew.`);
    return say(told(memory, { added, clean }));
  } catch (error) {
    if (!(error instanceof RefusedMemoryError)) throw error;
    return refuse(error.message);
  }
}

/** The line of the command is what the memory rests on: `sha256` is of that line, as `parseCommand` gives it. */
function sourceOf(ports: ConversationPorts, comment: AskedComment, written: string): MemorySource {
  return {
    kind: 'comment',
    key: commentKey(comment),
    link: commentAddress(ports, comment),
    path: null,
    line: null,
    quote: written,
    sha256: createHash('sha256').update(written).digest('hex'),
    pullRequestId: ports.pullRequestId,
  };
}

function told(memory: Memory, { added, clean }: { added: boolean; clean(text: string): string }): string {
  const scope = scopeWords(memory, (text) => codeSpan(clean(text)));
  const where = scope.length === 0 ? 'in this repository' : scope.join(', ');
  const holds = added ? 'holds from now on' : 'holds already';
  return `M${memory.number} ${holds}, ${where}:\n\n> ${inertLine(memory.text, clean)}\n\n\`/nectr forget M${memory.number}\` takes it back.`;
}
