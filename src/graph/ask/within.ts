import { GraphUnavailableError } from '../graph-unavailable-error.js';

/**
 * The answer of `work`, or GraphUnavailableError after `ms`; what comes later is dropped. Throws what `work` throws.
 */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new GraphUnavailableError(`no answer within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
