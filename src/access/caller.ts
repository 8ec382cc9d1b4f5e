/** What a program may do with a token: `mcp` opens `/mcp`, the others the REST API (api.md, "Settled"). */
export const SCOPES = ['read', 'write', 'admin', 'mcp'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks: a person who is signed in, or a program with a token of that person. */
export interface Caller {
  /** `users.id`. */
  userId: number;
  githubId: number;
  login: string;
  /** All of them for a person who is signed in. */
  scopes: ReadonlySet<Scope>;
  /** `sessions.id`; null: a token. */
  sessionId: string | null;
  /** `api_tokens.id`; null: a session. */
  tokenId: string | null;
}
