import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether `given` is this secret. Takes the same time wherever they differ, and however long they are. */
export function isSameSecret(given: string | null, secret: string): boolean {
  if (given === null || secret === '') return false;
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
