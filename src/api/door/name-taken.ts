import { Problem } from './problem.js';

const UNIQUE_VIOLATION = '23505';

/** A workflow's name that is another one's. With the error of a statement: that error, unless it says this. */
export function nameTaken(account: string, name: string, error?: unknown): unknown {
  if (error !== undefined && !(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION))
    return error;
  return new Problem(409, `${account} has a workflow named ${name} already.`, { cause: error });
}
