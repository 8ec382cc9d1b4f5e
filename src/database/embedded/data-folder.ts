import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { Refusal } from '../../refusal.js';

const OTHER = 'or let NECTR_DATA name another folder';

/** Makes the data folder where it is not there yet. Throws Refusal where it cannot be made, entered or written to. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderTrouble(folder, error);
  }
}

/** What keeps us from a data folder, and how to mend it. */
export function folderTrouble(folder: string, error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const refuse = (found: string, mend: string) =>
    new Refusal(`the data folder ${folder} ${found}`, mend, { cause: error });
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return refuse('is a file, or lies below one', 'let NECTR_DATA name a folder');
  if (code === 'EROFS') return refuse('lies on a disk that is read-only', `mount it writable, ${OTHER}`);
  if (code === 'ENOSPC') return refuse('lies on a disk that is full', `make room there, ${OTHER}`);
  if (code !== 'EACCES' && code !== 'EPERM')
    return refuse(`cannot be used (${String(code ?? error)})`, `look at it, ${OTHER}`);
  const { path, uid } = ownerOf(folder);
  const me = userInfo();
  if (uid !== null && uid !== me.uid)
    return refuse(
      `cannot be written to: ${path} belongs to the user with the id ${uid}, and this is ${me.username} (${me.uid})`,
      `start as that user, chown it, ${OTHER}`,
    );
  return refuse('cannot be written to', `chmod u+rwx ${path}, ${OTHER}`);
}

/** Of the folder, or of the nearest one above it that there is. */
function ownerOf(folder: string): { path: string; uid: number | null } {
  for (let path = folder; ; path = dirname(path)) {
    try {
      return { path, uid: statSync(path).uid };
    } catch {
      if (path === dirname(path)) return { path, uid: null };
    }
  }
}
