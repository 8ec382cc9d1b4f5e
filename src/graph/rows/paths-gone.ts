import type { PushChange } from '../types.js';
import { storableText } from '../../words/storable-text.js';

/**
 * Paths that a push leaves without a file. A name that something else has now (two files swapped theirs) is not gone.
 */
export function pathsGone({ removed, renamed }: PushChange, written: ReadonlySet<string>): string[] {
  const left = [...removed, ...renamed.map(({ from }) => from)].map(storableText);
  return [...new Set(left)].filter((path) => !written.has(path));
}
