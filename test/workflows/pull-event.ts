import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';

export interface PullEvent {
  action?: string;
  head?: string;
  updatedAt?: string;
  number?: number;
  state?: 'open' | 'closed';
  before?: string;
  changes?: object;
}

/** A `pull_request` payload with what GitHub always sends. */
export function pullPayload({
  action = 'opened',
  head = 'a'.repeat(40),
  updatedAt = '2026-01-01T00:00:00Z',
  number = 7,
  state = 'open',
  before,
  changes,
}: PullEvent = {}) {
  return {
    action,
    number,
    ...(before === undefined ? {} : { before, after: head }),
    ...(changes === undefined ? {} : { changes }),
    installation: { id: 90 },
    repository: {
      id: 30,
      full_name: 'acme/shop',
      private: true,
      default_branch: 'main',
      owner: { id: 1, login: 'acme', type: 'Organization' },
    },
    pull_request: {
      id: 700,
      number,
      title: 'A change',
      state,
      draft: false,
      user: { login: 'dora' },
      head: { ref: 'topic', sha: head },
      base: { ref: 'main', sha: 'b'.repeat(40) },
      created_at: '2026-01-01T00:00:00Z',
      updated_at: updatedAt,
    },
  };
}

/** The payload of a comment on pull request 7, in the conversation and (for its events) on its lines. */
export function commentPayload({
  id = 55,
  body = '/nectr help',
  login = 'dora',
  type = 'User',
  inReplyTo,
}: { id?: number; body?: string; login?: string; type?: string; inReplyTo?: number } = {}) {
  return {
    ...pullPayload({ action: 'created' }),
    issue: { number: 7, title: 'A change', state: 'open', user: { login: 'dora' }, pull_request: {} },
    comment: {
      id,
      body,
      user: { id: 501, login, type },
      created_at: '2026-01-01T00:00:30Z',
      ...(inReplyTo === undefined ? {} : { in_reply_to_id: inReplyTo }),
    },
  };
}

/** Puts an event into the inbox as the recorder does, without queuing it. Returns its id. */
export async function insertEvent(source: DataSource, eventType: string, payload: unknown): Promise<string> {
  const rows: { id: string }[] = await source.query(
    `INSERT INTO events (source, event_type, delivery_id, github_installation_id, github_repository_id, payload)
     VALUES ('github', $1, $2, 90, 30, $3) RETURNING id`,
    [eventType, randomUUID(), JSON.stringify(payload)],
  );
  return rows[0]?.id ?? '';
}
