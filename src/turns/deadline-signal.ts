/**
 * A signal that aborts after `ms` with a TimeoutError, or with `outer`. Not by `AbortSignal.any`: what it is made of may be
 * collected as garbage before it has fired (seen on Node 20), and then nothing ever ends the wait.
 */
export function deadlineSignal(ms: number, outer?: AbortSignal | null): AbortSignal {
  const controller = new AbortController();
  const late = () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  // The timer keeps the controller alive.
  const timer = setTimeout(late, ms);
  timer.unref();
  if (!outer) return controller.signal;
  const end = () => {
    clearTimeout(timer);
    controller.abort(outer.reason);
  };
  if (outer.aborted) end();
  else outer.addEventListener('abort', end, { once: true, signal: controller.signal });
  return controller.signal;
}
