import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSmallFile } from '../files/read-small-file.js';

const LEAST = 32;

/**
 * The secret key of a data folder, made at the first call (file `secret-key`, mode 0600). The caller holds the folder's
 * server, so there is one caller. Written beside its place first: a crash leaves no half key. Throws if the file holds
 * no key: going on with another one would make what is stored unreadable.
 */
export function secretKeyFile(folder: string): string {
  const path = join(folder, 'secret-key');
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
  }
  const key = readSmallFile(path).trim();
  if (Buffer.byteLength(key) < LEAST) throw new Error(`${path} holds no key: restore it, or set SECRET_KEY`);
  return key;
}
