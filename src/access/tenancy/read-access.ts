import type { DataSource } from 'typeorm';
import type { Access, ReadAccess } from './access.js';
import { AccessCache, type AccessCacheLimits } from './access-cache.js';
import { readVersions } from './access-rows.js';
import { askAccess } from './ask-access.js';
import { OAuthUnavailableError } from '../login/errors.js';
import { AccessUnavailableError, TokenRefusedError } from './errors.js';
import type { GitHubOfUser } from './github-of-user.js';

/** Longest that an answer of GitHub holds (api.md, "Who may see what"). */
const LONGEST_MS = 5 * 60_000;
const LIMITS: AccessCacheLimits = { people: 1000, repositories: 200_000 };

/** The tokens with which GitHub is asked for a person, by `users.id`. */
export interface UserTokens {
  /** Throws `SignedOutError` if the person is not signed in any more, `OAuthUnavailableError` if GitHub is away. */
  token(userId: number): Promise<string>;
  /** GitHub did not take this one: the next one is another, or nobody is signed in. */
  refused(userId: number, token: string): Promise<void>;
}

export interface ReadAccessPorts {
  /** With the system's scope: whose rows may be read is only known afterwards. */
  source: DataSource;
  tokens: UserTokens;
  /** GitHub as the owner of this token sees it. */
  github(token: string): GitHubOfUser;
  limits?: AccessCacheLimits;
  /** Scaled down in tests. */
  longestMs?: number;
  now?: () => number;
}

/**
 * What a person may see now: GitHub's answer to their own token, kept for five minutes at most and until the first event
 * that says something else (`noteAccessChange`, seen by all processes through one short statement a request). Requests
 * of a person that come at the same time wait for one answer.
 *
 * Throws `SignedOutError` for a person who is signed out, and `AccessUnavailableError` when GitHub gives no answer and
 * none is kept: never does anybody see something because nobody could be asked.
 */
export function createReadAccess({
  source,
  tokens,
  github,
  limits = LIMITS,
  longestMs = LONGEST_MS,
  now = () => performance.now(),
}: ReadAccessPorts): ReadAccess {
  const cache = new AccessCache(limits);
  const underWay = new Map<number, Promise<Access>>();
  /** Until when GitHub wants no question, by person; milliseconds since 1970. */
  const pauses = new Map<number, number>();

  const ask = async (userId: number): Promise<Access> => {
    refuseWhilePaused(pauses, userId);
    try {
      for (let attempt = 1; ; attempt++) {
        const at = now();
        const { access, versions, installationIds } = await withToken(tokens, userId, (token) =>
          askAccess(source, github(token), userId),
        );
        const unchanged = (await readVersions(source, userId, installationIds)) === versions;
        if (unchanged) cache.set(userId, { access, versions, installationIds, at });
        if (unchanged || attempt === 2) return access;
      }
    } catch (error) {
      if (error instanceof AccessUnavailableError && error.until !== null) pauses.set(userId, error.until.getTime());
      throw error;
    }
  };

  return async (userId) => {
    const kept = cache.get(userId);
    if (kept !== undefined && now() - kept.at < longestMs) {
      if ((await readVersions(source, userId, kept.installationIds)) === kept.versions) return kept.access;
    }
    const waiting = underWay.get(userId);
    if (waiting !== undefined) return waiting;
    cache.delete(userId);
    const asking = ask(userId).finally(() => underWay.delete(userId));
    underWay.set(userId, asking);
    return asking;
  };
}

/** A token that GitHub does not take is replaced once. */
async function withToken<T>(tokens: UserTokens, userId: number, work: (token: string) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const token = await tokens.token(userId).catch((error: unknown) => {
      if (error instanceof OAuthUnavailableError) throw new AccessUnavailableError(undefined, null, { cause: error });
      throw error;
    });
    try {
      return await work(token);
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
      await tokens.refused(userId, token);
      if (attempt === 2) throw new AccessUnavailableError(undefined, null, { cause: error });
    }
  }
}

function refuseWhilePaused(pauses: Map<number, number>, userId: number): void {
  const until = pauses.get(userId);
  if (until === undefined) return;
  if (until > Date.now()) {
    throw new AccessUnavailableError('GitHub wants fewer questions for you just now: try again later', new Date(until));
  }
  pauses.delete(userId);
}
