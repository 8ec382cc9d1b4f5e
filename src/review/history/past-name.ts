import type { PastChange } from './types.js';

/** `#98`, or `abc1234` where no pull request is known. */
export function pastName({ number, sha }: Pick<PastChange, 'number' | 'sha'>): string {
  return number === null ? (sha ?? '').slice(0, 7) : `#${number}`;
}
