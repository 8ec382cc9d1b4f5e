/**
 * A signal that is aborted by the first SIGINT or SIGTERM, so that temporary folders are removed; a second one ends at
 * once.
 */
export function untilInterrupted(): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error('interrupted'));
  process.once('SIGINT', abort).once('SIGTERM', abort);
  return {
    signal: controller.signal,
    end: () => void process.off('SIGINT', abort).off('SIGTERM', abort),
  };
}
