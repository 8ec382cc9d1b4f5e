import { assertOwnDatabase, NoDatabaseError } from '../database/embedded/own-database.js';
import { redact } from '../access/redact.js';
import { Refusal } from '../refusal.js';
import { ConfigError, readConfig, type Config } from '../config.js';

/** The configuration, or null after its problems were printed, one line each. */
export function configOrExit(env: Readonly<Record<string, string | undefined>>): Config | null {
  try {
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
    process.exitCode = 1;
    return null;
  }
}

/**
 * Says in one line what people have to change, exit code 1. Throws what is not of that kind: it is ours, or unknown.
 */
export function tellRefusal(error: unknown): void {
  if (!(error instanceof Refusal || error instanceof NoDatabaseError)) throw error;
  process.stderr.write(`${redact(error.message)}\n`);
  process.exitCode = 1;
}

/** Whether a command may open the embedded database of a folder; if not, why was printed, and the exit code is set. */
export function mayOpen(folder: string): boolean {
  try {
    assertOwnDatabase(folder);
    return true;
  } catch (error) {
    tellRefusal(error);
    return false;
  }
}

/** The first of SIGTERM, SIGINT, or the end of the parent that started this process. */
export function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    if (process.connected) process.once('disconnect', () => resolve('disconnect'));
  });
}

/** Lets a forked process end: an open channel to its parent would keep it alive. */
export function leaveParent(): void {
  if (process.connected) process.disconnect();
}
