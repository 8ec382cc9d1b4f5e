import { createHash } from 'node:crypto';
import type { Overview } from './prompt/overview-parts.js';

/** The name of a piece of work, for `Reviewer.keep`: the same work at the same head has the same, whatever else has changed. */
export function keepKey(
  kind: string,
  { change: { headSha, baseSha } }: Pick<Overview, 'change'>,
  about: unknown,
): string {
  const text = JSON.stringify([headSha, baseSha, about]);
  return `${kind}:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
