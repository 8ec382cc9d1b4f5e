import type { PullOrigin } from '../types.js';
import { KNOWN_AGENTS } from './known-agents.js';

export interface Made {
  /** Null: the account is gone. */
  author: { login: string; isBot: boolean } | null;
  /** The branch it came from, without the owner. */
  headRef: string;
  /** Messages of its commits, or of the one that merged it. */
  messages: string;
}

const CO_AUTHOR = /^[ \t]*co-authored-by:[^\n<]{0,200}<([^\n<>]{1,200})>[ \t]*$/gim;
const NO_REPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/;

/**
 * Who made a pull request. Rule: the graph's contract, "Settled". An agent's own account comes before that it is a bot;
 * whoever's account is gone counts by branch and co-authors as a person does.
 */
export function originOf({ author, headRef, messages }: Made): PullOrigin {
  const login = author?.login.toLowerCase() ?? '';
  if (KNOWN_AGENTS.some(({ logins }) => logins.includes(login))) return 'agent';
  if (author?.isBot) return 'bot';
  const branch = headRef.toLowerCase();
  if (KNOWN_AGENTS.some(({ branches }) => branches.some((prefix) => branch.startsWith(prefix)))) return 'assisted';
  return [...messages.matchAll(CO_AUTHOR)].some(([, email = '']) => isAgent(email.toLowerCase()))
    ? 'assisted'
    : 'human';
}

function isAgent(email: string): boolean {
  const login = NO_REPLY.exec(email)?.[1];
  return KNOWN_AGENTS.some(
    ({ emails, logins }) => emails.includes(email) || (login !== undefined && logins.includes(login)),
  );
}
