import { KNOWN_AGENTS, type KnownAgent } from './known-agents.js';

const CO_AUTHOR = /^[ \t]*co-authored-by:[^\n<]{0,200}<([^\n<>]{1,200})>[ \t]*$/gim;
const NO_REPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/;

/** The agent whose account or App this is, null for everybody else. */
export function agentOfLogin(login: string): KnownAgent | null {
  const name = login.toLowerCase();
  return KNOWN_AGENTS.find(({ logins }) => logins.includes(name)) ?? null;
}

/** The agent that signs with this address, or whose account GitHub's no-reply address names. */
export function agentOfEmail(email: string): KnownAgent | null {
  const address = email.toLowerCase();
  const login = NO_REPLY.exec(address)?.[1];
  return (
    KNOWN_AGENTS.find(
      ({ emails, logins }) => emails.includes(address) || (login !== undefined && logins.includes(login)),
    ) ?? null
  );
}

/** The agent whose branches begin like this one. */
export function agentOfBranch(branch: string): KnownAgent | null {
  const name = branch.toLowerCase();
  return KNOWN_AGENTS.find(({ branches }) => branches.some((prefix) => name.startsWith(prefix))) ?? null;
}

/** The addresses of the `Co-authored-by` lines of commit messages. */
export function coAuthorsOf(messages: string): string[] {
  return [...messages.matchAll(CO_AUTHOR)].map(([, email = '']) => email);
}
