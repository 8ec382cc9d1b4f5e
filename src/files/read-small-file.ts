import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Larger than any key or settings file. */
const LARGEST = 1024 * 1024;

/**
 * The text of a regular file of at most 1 MB. A FIFO, socket, device or folder is refused without waiting for it, and
 * before a byte of it is read. Throws with the path, never with the content.
 */
export function readSmallFile(path: string): string {
  // Without O_NONBLOCK opening a FIFO waits for whoever writes to it.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new Error(`${path} is no regular file`);
    if (found.size > LARGEST) throw new Error(`${path} is larger than 1 MB`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
