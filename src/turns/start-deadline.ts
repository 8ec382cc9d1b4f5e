import { setMaxListeners } from 'node:events';

/** Requests of one run that may wait at once. Node takes more than ten listeners for a leak; from here on it is one. */
const MOST_AT_ONCE = 64;

export interface Deadline {
  /** Aborts at the deadline with a TimeoutError, or with the outer signal. */
  signal: AbortSignal;
  /** Nobody waits any more: lets go of the timer and of the outer signal, which may live for long. */
  end(): void;
}

/**
 * A deadline in `ms`, which `outer` may come before. Not by `AbortSignal.any`: what it is made of may be collected as
 * garbage before it has fired (seen on Node 20), and then nothing ever ends the wait.
 */
export function startDeadline(ms: number, outer?: AbortSignal | null): Deadline {
  const controller = new AbortController();
  const abort = (reason: unknown): void => {
    end();
    controller.abort(reason);
  };
  const pass = (): void => abort(outer?.reason);
  const late = () => abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  // The timer keeps the controller alive.
  const timer = setTimeout(late, ms);
  timer.unref();
  const end = (): void => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', pass);
  };
  if (outer?.aborted) pass();
  else if (outer) {
    setMaxListeners(MOST_AT_ONCE, outer);
    outer.addEventListener('abort', pass, { once: true });
  }
  return { signal: controller.signal, end };
}
