import { pullAddress } from '../markdown/own-link.js';
import type { AskedComment } from './comment-request.js';
import type { ConversationPorts } from './ports.js';

/** The page of a comment. */
export function commentAddress(
  { repositoryUrl, target }: Pick<ConversationPorts, 'repositoryUrl' | 'target'>,
  { id, kind }: Pick<AskedComment, 'id' | 'kind'>,
): string {
  return pullAddress(repositoryUrl, target.number, { kind: kind === 'issue' ? 'summary' : 'comment', id });
}
