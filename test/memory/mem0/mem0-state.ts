import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const KEY = 'm0-canary4b1c9e7f20d8a356c1';
/** Stands in answers that went wrong, and must stand nowhere else. */
export const BODY_CANARY = 'canary-of-an-answer';

/** A memory as the server keeps it. */
export interface StoredRow {
  id: string;
  text: string;
  userId: string;
  metadata: Record<string, unknown>;
}

export interface SeenRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface Mem0State {
  /** Accepted without a key: everywhere, or where it searches only. */
  open: 'no' | 'all' | 'search';
  /** The key is that of an administrator. */
  admin: boolean;
  /** Answers with everything it has, whoever is asked for. */
  ignoresFilters: boolean;
  /** Platform: `at once`, or an event that is over after so many looks. */
  adding: 'at once' | number;
  rows: Map<string, StoredRow>;
  events: Map<string, { looks: number; row: StoredRow }>;
}

/** Keeps a row; for what lies there already. */
export function storeRow(state: Mem0State, row: Omit<StoredRow, 'id'>): StoredRow {
  const stored = { id: randomUUID(), ...row };
  state.rows.set(stored.id, stored);
  return stored;
}

/** By words that both have, best first; a stand-in for their meaning. */
export function nearest(rows: readonly StoredRow[], query: string): { row: StoredRow; score: number }[] {
  const words = new Set(query.toLowerCase().match(/\w+/g) ?? []);
  return rows
    .map((row) => {
      const own = row.text.toLowerCase().match(/\w+/g) ?? [];
      return { row, score: own.filter((word) => words.has(word)).length / Math.max(own.length, 1) };
    })
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score);
}
