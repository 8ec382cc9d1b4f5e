/** What of an `EventSource` is asked here. */
export type Source = Pick<EventSource, 'readyState' | 'CLOSED' | 'addEventListener' | 'close'>;

export interface KeptOpen {
  /** Does not wait for the rest of the pause: somebody looks again, or the network is back. */
  hurry(): void;
  close(): void;
}

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Keeps a stream open until it is closed. A browser goes on by itself after a connection that is lost, but gives up for
 * good at any answer other than 200, such as the 502 of a proxy while the server starts again: then another one is
 * opened after a pause that grows with each failure. `isOver` is asked meanwhile: no stream comes of further tries.
 */
export function keepOpen(open: () => Source, isOver: () => Promise<boolean>): KeptOpen {
  let failures = 0;
  let source: Source;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const stopWaiting = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const begin = () => {
    timer = null;
    source = open();
    source.addEventListener('open', () => (failures = 0));
    source.addEventListener('error', () => {
      if (source.readyState !== source.CLOSED) return;
      timer = setTimeout(begin, pauseAfter(failures++));
      void isOver().then((over) => over && stopWaiting());
    });
  };
  begin();
  return {
    hurry: () => {
      if (timer === null) return;
      stopWaiting();
      begin();
    },
    close: () => {
      stopWaiting();
      source.close();
    },
  };
}

/** Half of it is chance, so that not all pages come back at once to a server that has just started. */
function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2);
}
