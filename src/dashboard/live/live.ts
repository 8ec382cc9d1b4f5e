import { useEffect, useSyncExternalStore } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import { hasEnded } from '../api/session.js';
import { keepOpen } from './keep-open.js';

/** Which answers a change makes old, by the first part of their key. */
const STALE: Readonly<Record<string, readonly string[]>> = {
  'review.updated': ['reviews', 'review', 'overview', 'repos', 'usage'],
  'finding.updated': ['findings', 'finding', 'review', 'overview', 'repos'],
  'scan.updated': ['repos', 'repo', 'scan'],
  'replay.updated': ['replays', 'replay'],
  // A review that waits, runs, or ended without a round is known by its run only.
  'execution.updated': ['executions', 'execution', 'workflows', 'overview', 'reviews', 'review'],
};
/** Many changes at once are one look. */
const TOGETHER_MS = 400;

export type LiveState = 'connecting' | 'live' | 'away';

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** Whether changes arrive by themselves at the moment. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Keeps what the page shows up to date by `GET /api/v1/stream` for as long as it is mounted. */
export function useLiveUpdates(client: QueryClient): void {
  useEffect(() => {
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = () => {
      timer = null;
      for (const key of waiting) void client.invalidateQueries({ queryKey: [key] });
      waiting.clear();
    };
    const open = () => {
      const source = new EventSource('/api/v1/stream');
      for (const [event, keys] of Object.entries(STALE))
        source.addEventListener(event, () => {
          for (const key of keys) waiting.add(key);
          timer ??= setTimeout(refresh, TOGETHER_MS);
        });
      source.addEventListener('open', () => {
        // What changed while nothing was heard.
        if (state === 'away') void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
        become('live');
      });
      source.addEventListener('error', () => become('away'));
      return source;
    };
    const stream = keepOpen(open, () => hasEnded(client));
    const look = () => {
      if (document.visibilityState === 'visible') stream.hurry();
    };
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', stream.hurry);
    return () => {
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', stream.hurry);
      stream.close();
      if (timer !== null) clearTimeout(timer);
      become('connecting');
    };
  }, [client]);
}
