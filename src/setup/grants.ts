import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { sha256 } from '../access/sha256.js';

/** Seconds. */
const LIFE = { link: 7 * 86_400, session: 3600, state: 3600 } as const;

/** Who may set up: whoever sees the console, in one browser, for an hour. */
export interface SetupGrants {
  /** A token for a link that works once. */
  makeLink(): Promise<string>;
  /** The token of a new session for that of a link; null: the link was used, has run out, or is none. */
  useLink(link: string): Promise<string | null>;
  isSession(session: string): Promise<boolean>;
  /** A text that GitHub brings back, for this session only. */
  makeState(session: string): Promise<string>;
  /** Whether a state is one of this session; it is not again. */
  useState(state: string, session: string): Promise<boolean>;
  endSession(session: string): Promise<void>;
  /** Links that nobody has used: there is an App now, and who finds one later must not come in. */
  endLinks(): Promise<void>;
}

/** How long a browser may set up. */
export const SESSION_SECONDS = LIFE.session;

/** The grants in `setup_grants`, for all processes of a database; only hashes lie there. `source` is the system's. */
export function setupGrants(source: DataSource): SetupGrants {
  const add = async (kind: keyof typeof LIFE, session: string | null): Promise<string> => {
    const token = randomBytes(32).toString('base64url');
    await source.query('DELETE FROM setup_grants WHERE expires_at < now()');
    await source.query(
      `INSERT INTO setup_grants (sha256, kind, session_sha256, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
      [sha256(token), kind, session && sha256(session), LIFE[kind]],
    );
    return token;
  };
  /** Two that come at once with the same token do not both have it. */
  const take = async (kind: 'link' | 'state', token: string, session: string | null): Promise<boolean> => {
    const [rows]: [unknown[], number] = await source.query(
      `DELETE FROM setup_grants WHERE sha256 = $1 AND kind = $2 AND session_sha256 IS NOT DISTINCT FROM $3
          AND expires_at > now() RETURNING 1`,
      [sha256(token), kind, session && sha256(session)],
    );
    return rows.length > 0;
  };
  return {
    makeLink: () => add('link', null),
    useLink: async (link) => ((await take('link', link, null)) ? add('session', null) : null),
    isSession: async (session) => {
      const rows: unknown[] = await source.query(
        `SELECT 1 FROM setup_grants WHERE sha256 = $1 AND kind = 'session' AND expires_at > now()`,
        [sha256(session)],
      );
      return rows.length > 0;
    },
    makeState: (session) => add('state', session),
    useState: (state, session) => take('state', state, session),
    endLinks: async () => void (await source.query(`DELETE FROM setup_grants WHERE kind = 'link'`)),
    endSession: async (session) =>
      void (await source.query('DELETE FROM setup_grants WHERE sha256 = $1 OR session_sha256 = $1', [sha256(session)])),
  };
}
