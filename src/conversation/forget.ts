import { forgetMemory } from '../ledger/forget-memory.js';
import { inertLine } from '../markdown/inert.js';
import { listMemories } from '../memory/list-memories.js';
import { RefusedMemoryError } from '../memory/refused-memory-error.js';
import { MEMORY_STATES } from '../memory/types.js';
import { countOf } from '../words/count-of.js';
import { commentKey, type CommentRequest } from './comment-request.js';
import { type Answer, type ConversationPorts, refuse, shown } from './ports.js';

/**
 * Forgets a memory of this repository; of a dismissal the findings of this pull request that are open again are shown.
 * What belongs to another repository, or is about somebody else, is not there for who asks.
 */
export async function forget(ports: ConversationPorts, request: CommentRequest, number: number): Promise<Answer> {
  try {
    return await forgetKnown(ports, request, number);
  } catch (error) {
    if (!(error instanceof RefusedMemoryError)) throw error;
    return refuse(error.message);
  }
}

async function forgetKnown(
  { source, installationId, repositoryId, pullRequestId, target, clean }: ConversationPorts,
  { commenter, comment }: CommentRequest,
  number: number,
): Promise<Answer> {
  const wanted = { installationId, repositoryId, numbers: [number], states: MEMORY_STATES };
  const [known] = await listMemories(source, { ...wanted, viewer: commenter });
  if (known === undefined) return refuse(`There is no M${number} in this repository: \`/nectr memories\` lists them.`);
  if (known.scope.repositoryId === null && known.scope.developer === null) {
    return refuse(
      `M${number} holds in all repositories: \`nectr memories forget M${number} --repo ${target.owner}/${target.repo}\` on the server takes it back.`,
    );
  }
  const forgotten = await forgetMemory(source, { installationId, number, by: commenter, key: commentKey(comment) });
  if (forgotten === null) return refuse(`M${number} is forgotten already.`);
  const { memory, reopened, kept } = forgotten;
  const here = reopened.filter((finding) => finding.pullRequestId === pullRequestId).map(({ handle }) => handle);
  const elsewhere = reopened.filter((finding) => finding.pullRequestId !== pullRequestId);
  const what =
    memory.dismissal === null && memory.scope.developer === null ? `: ${inertLine(memory.text, clean)}` : '.';
  const sentences = [
    `M${number} is forgotten${what}`,
    ...(here.length > 0 ? [`Open again: ${here.map((handle) => `F${handle}`).join(', ')}.`] : []),
    ...(elsewhere.length > 0
      ? [`Open again elsewhere: ${placesOf(elsewhere)}; the next review there counts it again.`]
      : []),
    ...(kept.length > 0
      ? [`Still dismissed: ${kept.map((one) => `F${one.handle} by M${one.number}`).join(', ')}.`]
      : []),
  ];
  const keptHere = memory.source.pullRequestId === pullRequestId ? kept.map(({ handle }) => handle) : [];
  return { ...shown([...here, ...keptHere]), text: sentences.join(' ') };
}

function placesOf(findings: readonly { pullNumber: number; handle: number }[]): string {
  const [first] = findings;
  if (first === undefined) return '';
  const pulls = new Set(findings.map(({ pullNumber }) => pullNumber)).size;
  return pulls === 1
    ? `${findings.map(({ handle }) => `F${handle}`).join(', ')} of pull request ${first.pullNumber}`
    : `${countOf(findings.length, 'finding')} of ${countOf(pulls, 'pull request')}`;
}
