import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { secretKeyFile } from '../database/secret-key-file.js';

/** Newest first. With the embedded database its own key was the first one, and may be the only one; none is made. */
export function secretKeysOf({
  secretKeys,
  databaseUrl,
  dataFolder,
}: Pick<Config, 'secretKeys' | 'databaseUrl' | 'dataFolder'>): string[] {
  const made = databaseUrl === null && existsSync(join(dataFolder, 'secret-key')) ? [secretKeyFile(dataFolder)] : [];
  return [...new Set([...secretKeys, ...made])];
}
