import type { PullOrigin } from '../types.js';
import { agentOfBranch, agentOfEmail, agentOfLogin, coAuthorsOf } from './find-agent.js';

export interface Made {
  /** Null: the account is gone. */
  author: { login: string; isBot: boolean } | null;
  /** The branch it came from, without the owner. */
  headRef: string;
  /** Messages of its commits, or of the one that merged it. */
  messages: string;
}

/**
 * Who made a pull request. Rule: the graph's contract, "Settled". An agent's own account comes before that it is a bot;
 * whoever's account is gone counts by branch and co-authors as a person does.
 */
export function originOf({ author, headRef, messages }: Made): PullOrigin {
  if (agentOfLogin(author?.login ?? '') !== null) return 'agent';
  if (author?.isBot) return 'bot';
  if (agentOfBranch(headRef) !== null) return 'assisted';
  return coAuthorsOf(messages).some((email) => agentOfEmail(email) !== null) ? 'assisted' : 'human';
}
