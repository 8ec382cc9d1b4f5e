import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.js';
import { green, red, type Check } from './check.js';

/** Whether runs can be archived before they are purged; nothing where that is not wanted. Changes nothing. */
export async function checkArchive({ archiveFolder }: Pick<Config, 'archiveFolder'>): Promise<Check[]> {
  if (archiveFolder === null) return [];
  try {
    const isThere = await stat(archiveFolder).then((found) => found, noFolder);
    if (isThere !== null && !isThere.isDirectory()) throw new Error('it is no folder');
    await access(isThere === null ? dirname(archiveFolder) : archiveFolder, constants.W_OK | constants.X_OK);
    return [green('archive', isThere === null ? `${archiveFolder}, made when it is needed` : archiveFolder)];
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no answer';
    return [
      red(
        'archive',
        `${archiveFolder} cannot be written: ${why}`,
        'let ARCHIVE_FOLDER name a folder that the server may write to: runs stay in the database until then',
      ),
    ];
  }
}

function noFolder(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
