import type { Memory } from './types.js';

/**
 * Where a memory holds and how long, in words: `in src/**`, `about js/eval`, `until 2026-01-31`. What others wrote goes
 * through `code`. Empty: everywhere in its repository and for good. Pure.
 */
export function scopeWords(
  { scope, dismissal, expiresAt }: Pick<Memory, 'scope' | 'dismissal' | 'expiresAt'>,
  code: (text: string) => string,
): string[] {
  const { repositoryId, pathGlob, symbol, rule } = scope;
  return [
    ...(repositoryId === null ? ['in all repositories'] : []),
    ...(dismissal?.reach === 'repository' ? ['in this repository'] : []),
    ...(dismissal?.reach === 'file' ? [`in ${code(dismissal.path ?? '')}`] : []),
    ...(dismissal?.reach === 'finding' ? [`of F${dismissal.handle} only`] : []),
    ...(pathGlob === null ? [] : [`in ${code(pathGlob)}`]),
    ...(symbol === null ? [] : [`at ${code(symbol)}`]),
    ...(rule === null ? [] : [`about ${code(rule)}`]),
    ...(expiresAt === null ? [] : [`until ${expiresAt.toISOString().slice(0, 10)}`]),
  ];
}
