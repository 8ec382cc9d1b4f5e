export interface RowWatch {
  /** Aborted with the reason (a text) as soon as the work is not wanted any more. */
  signal: AbortSignal;
  end(): void;
}

/** Asks `stopReason` every `intervalMs` until it has one; a database that does not answer aborts nothing. */
export function watchRow(stopReason: () => Promise<string | null>, intervalMs: number): RowWatch {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const reason = await stopReason().catch(() => null);
    if (reason !== null) controller.abort(reason);
    else if (!controller.signal.aborted) timer = setTimeout(() => void look(), intervalMs);
  };
  timer = setTimeout(() => void look(), intervalMs);
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      controller.abort('ended');
    },
  };
}
