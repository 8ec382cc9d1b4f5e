/** Nothing arrived for too long. */
export class SilenceError extends Error {
  override readonly name = 'SilenceError';
}

/**
 * A `fetch` that gives up when for `idleMs` nothing arrives, neither headers nor a byte of the body; the SDK waits for
 * ever on a stream that falls silent (finding 14 of the threat list). Pings count as life. Redirects are not followed:
 * the key would go along to another host.
 */
export function watchedFetch(idleMs: number): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const silence = new AbortController();
    const timer = setTimeout(() => {
      stop();
      silence.abort(new SilenceError(`nothing came for ${Math.round(idleMs / 100) / 10} s`));
    }, idleMs);
    const outer = init.signal;
    const stop = () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', end);
    };
    const end = () => {
      stop();
      silence.abort(outer?.reason);
    };
    if (outer?.aborted) end();
    else outer?.addEventListener('abort', end, { once: true });
    const { signal } = silence;
    try {
      const response = await fetch(input, { ...init, signal, redirect: 'manual' });
      if (response.body === null) {
        stop();
        return response;
      }
      timer.refresh();
      const watch = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          timer.refresh();
          controller.enqueue(chunk);
        },
        flush: stop,
      });
      const { status, statusText, headers } = response;
      return new Response(response.body.pipeThrough(watch), { status, statusText, headers });
    } catch (error) {
      stop();
      throw error;
    }
  };
}
