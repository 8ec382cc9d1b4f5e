import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckRun, Repository } from '../sandbox/types.js';

const CHECK_NAME = 'Nectr';

/** Waits for the check run of a pull request's present head to be completed; null if that takes too long. */
export async function untilOutcome(
  repository: Repository,
  number: number,
  deadlineMs: number,
): Promise<CheckRun | null> {
  for (const end = Date.now() + deadlineMs; Date.now() < end; await sleep(100)) {
    const headSha = repository.issues.get(number)?.pull?.head.sha;
    const found = [...repository.checkRuns.values()].find(
      (check) => check.name === CHECK_NAME && check.headSha === headSha && check.status === 'completed',
    );
    if (found) return found;
  }
  return null;
}
