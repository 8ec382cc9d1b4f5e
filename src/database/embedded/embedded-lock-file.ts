import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readSmallFile } from '../../files/read-small-file.js';

const LockFile = z.object({
  /** Process id of the server; null after a clean stop. */
  pid: z.number().int().nullable(),
  /** Where the cluster lies; outside the data folder only if that one is closed to the database user. */
  cluster: z.string(),
  socketFolder: z.string(),
  superuserPassword: z.string(),
  password: z.string(),
});

/** What is known of the embedded server. Mode 0600: it holds the passwords. */
export type LockFile = z.infer<typeof LockFile>;

const pathOf = (dataFolder: string): string => join(dataFolder, 'postgres.lock');

/** The lock file of a data folder, or null where none exists. Throws if it is unreadable, saying what to do. */
export function readLockFile(dataFolder: string): LockFile | null {
  if (!existsSync(pathOf(dataFolder))) return null;
  try {
    return LockFile.parse(JSON.parse(readSmallFile(pathOf(dataFolder))));
  } catch (error) {
    throw new Error(`${pathOf(dataFolder)} is damaged: restore it, or remove ${dataFolder} to start empty`, {
      cause: error,
    });
  }
}

/** Replaces the lock file at once (written beside it, then renamed), never readable for others. */
export function writeLockFile(dataFolder: string, content: LockFile): void {
  const half = `${pathOf(dataFolder)}.${process.pid}`;
  writeFileSync(half, JSON.stringify(content), { mode: 0o600 });
  chmodSync(half, 0o600);
  renameSync(half, pathOf(dataFolder));
}

/** A password nobody types. */
export function randomPassword(): string {
  return randomBytes(24).toString('hex');
}

/** The address for pg, TypeORM and the engine alike; an empty host would not parse as a URL. */
export function embeddedUrl(lock: LockFile, as: 'owner' | 'superuser' = 'owner'): string {
  const host = encodeURIComponent(lock.socketFolder);
  return as === 'owner'
    ? `postgresql://nectr:${lock.password}@localhost/nectr?host=${host}`
    : `postgresql://postgres:${lock.superuserPassword}@localhost/postgres?host=${host}`;
}
