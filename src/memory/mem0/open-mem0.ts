import { createMem0Index, type Mem0Index } from './create-mem0-index.js';
import { Mem0Error } from './mem0-error.js';
import { defaultTimes, type Mem0Settings, type Mem0Times } from './mem0-settings.js';

/** What opening Mem0 needs of the rest. */
export interface Mem0Ports {
  /** Of the GitHub App: part of the tenant key, so that two servers with one account do not meet. */
  appId: number;
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void };
  times?: Mem0Times;
}

/**
 * Asks once what the server speaks. Returns the index, also of a server that does not answer now: it is asked again
 * when it is used. A server that answers without a key is not used at all: then returns why.
 */
export async function openMem0(
  settings: Mem0Settings,
  { appId, log, times = defaultTimes }: Mem0Ports,
): Promise<Mem0Index | { off: string }> {
  const index = createMem0Index(settings, { appId, times });
  try {
    await index.connect(new AbortController().signal);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof Mem0Error && error.trouble === 'open') {
      log.error({ trouble: error.trouble }, `Mem0 is off: ${why}`);
      return { off: why };
    }
    log.warn({ err: error }, `Mem0 is not ready, memories are found without it: ${why}`);
  }
  return index;
}
