import type { OwnIdentity } from '../../github/client/own-identity.js';

/** A recorded event while it is handled. */
export interface EventRow {
  id: string;
  event_type: string;
  delivery_id: string;
  source: string;
  installation_id: number | null;
  payload: unknown;
  created_at: Date;
  /** Who we are on GitHub; null: nobody asked, or GitHub did not tell. */
  self: OwnIdentity | null;
}

/** What became of an event; `completed` when its runs exist, whatever becomes of them. */
export interface Handled {
  status: 'completed' | 'ignored' | 'gone';
  reason: string | null;
  runs: string[];
}

/** The event is done with, whether it made runs or not. */
export function completed(runs: string[] = []): Handled {
  return { status: 'completed', reason: null, runs };
}

/** Nothing follows from the event; why is kept with it. */
export function ignored(reason: string): Handled {
  return { status: 'ignored', reason, runs: [] };
}
