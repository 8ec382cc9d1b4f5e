import type { DataSource } from 'typeorm';
import { IDLE_DAYS } from './session-life.js';

/** A session as its owner sees it. */
export interface ListedSession {
  id: string;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** The living sessions of a user, the one that was used last first. */
export async function listSessions(source: DataSource, userId: number): Promise<ListedSession[]> {
  return source.query(
    `SELECT id, user_agent AS "userAgent", created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
       FROM sessions WHERE user_id = $1 AND expires_at > now() AND last_seen_at > now() - make_interval(days => $2)
      ORDER BY last_seen_at DESC, id`,
    [userId, IDLE_DAYS],
  );
}
