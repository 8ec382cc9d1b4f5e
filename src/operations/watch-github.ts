import type { AppHook } from '../github/read/read-hook.js';
import type { Log } from '../workflows/ports.js';
import { judgeHook } from './judge-hook.js';

export interface GitHubWatch {
  /** For `/readyz`: `github` while it does not answer us, `webhook` while deliveries cannot arrive. */
  degraded(): string[];
  /** A delivery came: whatever stands on the App's page leads here. */
  delivered(): void;
  stop(): void;
}

/** Looks that went wrong in a row before GitHub counts as away (fault D16 of the threat list). */
const FAILURES = 3;

/**
 * Looks at the App's webhook now and then: whether GitHub answers us and sends its deliveries here. A fault is logged
 * with the way to mend it when it is found; not every look again.
 */
export function watchGitHub(options: {
  readHook(): Promise<AppHook>;
  proxyUrl: string | null;
  log: Pick<Log, 'error' | 'warn'>;
  intervalMs?: number;
  retryMs?: number;
}): GitHubWatch {
  const { readHook, proxyUrl, log, intervalMs = 600_000, retryMs = 30_000 } = options;
  let failures = 0;
  let fault: string | null = null;
  let arrived = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      const found = judgeHook(await readHook(), proxyUrl);
      failures = 0;
      if (found && found.found !== fault && !arrived)
        log.error({ webhook: found.found, mend: found.mend }, `the App's webhook does not lead here: ${found.mend}`);
      fault = found?.found ?? null;
    } catch (error) {
      failures += 1;
      if (failures === FAILURES) log.warn({ err: error }, 'GitHub does not answer: reviews wait');
    }
    if (!stopped) timer = setTimeout(() => void look(), failures > 0 || fault !== null ? retryMs : intervalMs).unref();
  };
  void look();
  return {
    degraded: () => [...(failures >= FAILURES ? ['github'] : []), ...(fault !== null && !arrived ? ['webhook'] : [])],
    delivered: () => void (arrived = true),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
