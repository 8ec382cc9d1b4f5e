import type { Match } from './types.js';

/** Code that people of the project run by hand: whoever can give it a value can run commands anyway. */
const DEVELOPER_PATH = /(?:^|\/)(?:scripts?|tools?|hack|\.github|benchmarks?)\//;

/** A match on a command of the file at `path`: one that nothing proves is minor in a script for developers. */
export function asCommand(match: Match, path: string): Match {
  return match.tier === 'lead' && DEVELOPER_PATH.test(path) ? { ...match, severity: 'minor' } : match;
}
