import type { KnowledgeGraph } from './knowledge-graph.js';

/**
 * Makes what the store needs, and tries again every `everyMs` while that fails: the rest starts and works without, and
 * the log says why and what to do. Returns once the first try has ended, with how to stop trying.
 */
export async function keepPreparing(
  graph: Pick<KnowledgeGraph, 'prepare' | 'store'>,
  { log, everyMs = 60_000 }: { log: { warn(fields: object, message: string): void }; everyMs?: number },
): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let told = '';
  const attempt = async (): Promise<void> => {
    try {
      await graph.prepare();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== told) log.warn({ err: error, store: graph.store }, `the knowledge graph is not ready: ${why}`);
      told = why;
      if (!stopped) timer = setTimeout(() => void attempt(), everyMs).unref();
    }
  };
  await attempt();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
