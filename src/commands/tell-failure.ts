import { redact } from '../access/redact.js';
import { BackupError } from '../operations/backup/backup-error.js';

/**
 * Says in one line why a backup or restore cannot be, exit code 1: what it says itself, or the file system or network.
 * Throws what is none of these.
 */
export function tellFailure(error: unknown): void {
  const isKnown = error instanceof BackupError || (error instanceof Error && 'syscall' in error);
  if (!isKnown) throw error;
  process.stderr.write(`${redact(error.message)}\n`);
  process.exitCode = 1;
}
