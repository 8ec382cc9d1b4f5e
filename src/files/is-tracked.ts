import { execFileSync } from 'node:child_process';
import { basename, dirname } from 'node:path';

/**
 * Whether git keeps a file, or files of a folder. What a repository's settings name is not run. No answer of git counts
 * as yes, unless there is no repository or no git.
 */
export function isTracked(path: string): boolean {
  const args = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '-C', dirname(path)];
  try {
    const options = { timeout: 10_000, env: { PATH: process.env['PATH'] }, maxBuffer: 64 * 1024 * 1024 };
    return (
      execFileSync('git', [...args, 'ls-files', '--', basename(path)], {
        ...options,
        stdio: ['ignore', 'pipe', 'ignore'],
      }).length > 0
    );
  } catch (error) {
    // No repository (128), or no git at all; anything else is no answer.
    const { status, code } = error as { status?: number | null; code?: string };
    return status !== 128 && code !== 'ENOENT';
  }
}
