import type { Change } from '../types.js';

/** Whether a coding agent wrote a pull request, or helped to write it. */
export function isAgents({ origin }: Pick<Change, 'origin'>): boolean {
  return origin === 'agent' || origin === 'assisted';
}
